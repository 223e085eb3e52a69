import Foundation
import PatchworkTesting
import Testing

@testable import AppCore

/// Writing down what somebody sees, in a kitchen, with one hand.
@MainActor @Suite struct CaptureTest {
  private func write(_ words: String, _ note: CaptureModel) throws {
    var draft = try #require(note.state.draft.value)
    draft.text = words
    note.type(draft)
  }

  @Test("from a locked phone a note is saved with three touches beside its words")
  func threeTouches() async throws {
    let priya = try await PriyasPhone()
    let (app, around) = (priya.app, priya.around)
    app.parts.gate.close()
    priya.phone.prompt.shown = []
    // The phone asks by itself.
    await app.unlock()
    #expect(priya.phone.prompt.shown == ["face or finger"])
    // Touches: Write, the child, Save.
    around.write()
    let note = try await around.capture()
    let words = "Ella was in her school uniform at noon and said she had not been to school"
    try write(words, note)
    _ = try await until("children to choose from") { note.state.children.first }
    var draft = try #require(note.state.draft.value)
    draft.case = note.state.children.first?.case
    note.type(draft)
    note.save()
    _ = try await until("it is saved") { try await priya.written().contains(words) ? true : nil }
    #expect(around.backStack.top.place == .cases)
    await priya.close()
  }

  @Test("a shortcut opens a new note at once and a locked phone asks before it")
  func shortcut() async throws {
    let priya = try await PriyasPhone()
    let app = priya.app
    priya.phone.prompt.biometric = .refused
    app.parts.gate.close()
    app.takeWrite()
    await app.unlock()
    guard case .gate(.closed) = app.stage else {
      Issue.record("\(app.stage)")
      return
    }
    #expect(priya.around.backStack.top.place == .cases)
    priya.phone.prompt.biometric = .unlocked
    await app.unlock()
    let note = try await priya.around.capture()
    #expect(note.state.draft.value?.case == nil)
    _ = try await until("which child?") { note.state.children.first }
    await priya.close()
  }

  @Test("what was typed is there after the process ended")
  func processEnds() async throws {
    let priya = try await PriyasPhone()
    priya.around.write()
    let note = try await priya.around.capture()
    try write("Half a sen", note)
    await priya.app.leftFront()
    #expect(try await priya.client.drafts().map(\.text) == ["Half a sen"], "kept when it was left")
    let kept = priya.app.kept
    #expect(!kept.contains("Half"), "the system keeps ids and no word of a case")
    await priya.app.parts.client.close()

    // Another process finds the same folder and keychain, and the places that the system kept.
    let next = await priya.phone.start(kept: kept)
    let again = try await next.inside().capture()
    #expect(again.state.draft.value?.text == "Half a sen")
    await next.parts.client.close()
    await priya.tom.lock()
  }

  @Test("a draft that cannot be read is not taken for none and is there on the next try")
  func unreadable() async throws {
    let priya = try await PriyasPhone()
    let (around, client) = (priya.around, priya.client)
    var draft = try await client.newDraft(case: priya.ella)
    draft.text = "Written before"
    try await client.keepDraft(draft: draft)
    // The database closes under the screen, as when it is damaged or taken away.
    await client.lock()
    let note = Screen.capture(draft.draft, priya.ella, around)
    let refusal = try await until("it says so") { note.state.draft.refusal }
    #expect(refusal.notice.code == ClientError.Locked.notice.code)
    // Nothing can be typed where nothing was read, and nothing is written over the words.
    var other = draft
    other.text = ""
    note.type(other)
    note.keepNow()
    await priya.app.parts.client.close()
    let reopened = try await priya.app.parts.client.open()
    #expect(try await reopened.drafts().map(\.text) == ["Written before"])
    await priya.close()
  }

  @Test("a day that was chosen stays with the words when they are put off")
  func day() async throws {
    let priya = try await PriyasPhone()
    let around = priya.around
    around.write()
    let note = try await around.capture()
    try write("Seen at Nan’s", note)
    note.choose(.yesterday)
    note.type(time: "25:00")
    #expect(!note.state.showsMore)
    note.save()
    #expect(note.state.wrong("happened_time").contains("15:30"))
    #expect(note.state.showsMore, "what is to be put right is not folded away")
    note.type(time: "15:30")
    note.later()
    _ = try await until("it is put off") { around.backStack.top.place == .cases ? true : nil }
    let kept = try #require(try await priya.client.drafts().first)
    #expect(kept.happenedAt.map { dayOf(at: $0) } == today().adding(days: -1))

    around.go(.capture(kept.draft))
    let again = try await around.capture()
    #expect(again.state.when == .yesterday)
    #expect(again.state.time == "15:30")
    // Taken back, it is of now again, and not of the day that was chosen before.
    again.choose(.now)
    var draft = try #require(again.state.draft.value)
    draft.case = priya.ella
    again.type(draft)
    again.save()
    let saved = try await until("it is saved") {
      try await priya.client.timeline(case: priya.ella, after: nil, limit: 9, filter: .all)
        .entries.first
    }
    #expect(saved.happenedDay == today())
    await priya.close()
  }

  @Test("what is chosen of when, how it is known and who stands on the line that folds it")
  func folded() async throws {
    let priya = try await PriyasPhone()
    let dana = try await priya.add("Dana Marsh", "Mother")
    let around = priya.around
    around.go(.caseFile(priya.ella))
    around.write()
    let note = try await around.capture()
    try write("Dana was early", note)
    _ = try await until("who will see it") { note.state.audience }
    #expect(note.state.folded.isEmpty, "nothing is chosen")
    note.foldMore()
    note.choose(.yesterday)
    note.type(time: "15:30")
    note.toggleKnown(.wasTold)
    note.toggleAbout(dana)
    note.toggleWith(dana)
    note.foldMore()
    #expect(!note.state.showsMore)
    _ = try await until("it is said") {
      let said = "yesterday 15:30 · Was told · about Dana Marsh · with Dana Marsh"
      return note.state.folded == said ? true : nil
    }
    note.choose(.now)
    note.toggleKnown(.wasTold)
    note.toggleWith(dana)
    _ = try await until("what was taken back is not") {
      note.state.folded == "about Dana Marsh" ? true : nil
    }
    note.surelyDiscard()
    await priya.close()
  }

  @Test("everybody is named once in a note, with what they have to do with it beside the name")
  func who() async throws {
    let priya = try await PriyasPhone()
    let dana = try await priya.add("Dana Marsh", "Mother")
    let joan = try await priya.add("Joan Field", "Health visitor", agency: "Health visiting")
    let around = priya.around
    around.go(.caseFile(priya.ella))
    around.write()
    let note = try await around.capture()
    let offered = try await until("who can have to do with it") {
      note.state.who.contains { $0.id == joan } ? note.state.who : nil
    }
    #expect(Set(offered.map(\.id)).count == offered.count, "each once")
    #expect(offered.allSatisfy { !$0.isAbout && !$0.isThere }, "nothing is chosen beforehand")
    let mother = try #require(offered.first { $0.id == dana })
    #expect(mother.isFamily && mother.role == "Mother")
    #expect([mother.aboutSpoken, mother.thereSpoken] == ["About Dana Marsh", "There: Dana Marsh"])
    #expect(note.state.whoHint.hasPrefix("Whom it is about, besides Ella"))

    try write("Dana was tired; Joan came along", note)
    note.toggleAbout(dana)
    note.toggleWith(dana)
    note.toggleWith(joan)
    note.toggleWith(dana)
    let now = note.state.who
    #expect(now.filter(\.isAbout).map(\.id) == [dana])
    #expect(now.filter(\.isThere).map(\.id) == [joan])
    note.save()
    let saved = try await until("it is saved") {
      try await priya.client.timeline(case: priya.ella, after: nil, limit: 9, filter: .all)
        .entries.first
    }
    #expect(saved.about == ["Dana Marsh"])
    #expect(saved.with == ["Joan Field"])
    await priya.close()
  }

  @Test("what is thrown away asks first and does not come back by a late word")
  func discarded() async throws {
    let priya = try await PriyasPhone()
    let around = priya.around
    around.write()
    let note = try await around.capture()
    try write("About somebody else", note)
    note.discard()
    #expect(note.state.asksToDiscard)
    note.surelyDiscard()
    _ = try await until("it is gone") { around.backStack.top.place == .cases ? true : nil }
    try write("About somebody else!", note)
    note.keepNow()
    await priya.app.leftFront()
    #expect(try await priya.client.drafts().isEmpty)
    await priya.close()
  }

  @Test("what was just saved can be taken back and is a draft again")
  func undo() async throws {
    let priya = try await PriyasPhone()
    let around = priya.around
    around.go(.caseFile(priya.ella))
    around.write()
    let note = try await around.capture()
    try write("Too soon", note)
    note.save()
    _ = try await until("it is saved") { around.frame.state.undoable }
    around.frame.undo(around.go)
    _ = try await until("it is written on") {
      if case .capture = around.backStack.top.place { return true }
      return nil
    }
    #expect(try await around.capture().state.draft.value?.text == "Too soon")
    #expect(try await priya.written().isEmpty)
    await priya.close()
  }
}
