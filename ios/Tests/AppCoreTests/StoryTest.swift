import Foundation
import PatchworkTesting
import Testing

@testable import AppCore

/// The demo's story: Priya's phone is this app; Tom's is another client.
@MainActor @Suite struct StoryTest {
  @Test("a partnership is started, a child is added and the first note is written")
  func firstDay() async throws {
    let phone = try TestPhone()
    let relay = try RelayProcess(in: phone.folder.named("relay"))
    let app = await phone.start()
    let entrance = try await app.entrance()
    entrance.show(.found)
    var words = FoundingWords()
    words.relay = relay.address
    words.partnership = "Northtown"
    words.agency = "Children’s social care"
    words.name = "Priya Nair"
    words.role = "Social worker"
    entrance.type(words)
    for _ in 0..<3 { entrance.next() }
    #expect(entrance.state.question == .agency)
    #expect(entrance.state.refused?.body == "Choose what your agency is.")
    words.agencyKind = .socialCare
    entrance.type(words)
    entrance.next()
    #expect(entrance.state.question == .person)
    entrance.back()
    #expect(entrance.state.question == .agency)
    entrance.next()
    entrance.next()

    let around = try await app.inside()
    around.go(.newChild)
    let child = Screen.newChild(around)
    child.type(TypedChild(given: "Ella", family: "Marsh", born: "12/3/2019"))
    child.add()
    _ = try await until("her case shows") { around.backStack.top.place.caseId }
    around.write()
    let note = try await around.capture()
    var draft = try #require(note.state.draft.value)
    draft.text = "Ella very quiet; same clothes as Monday."
    note.type(draft)
    note.save()
    _ = try await until("it is saved") { around.frame.state.undoable }
    #expect(around.backStack.top.place.caseId != nil, "the case shows again")
    await app.parts.client.close()
  }

  @Test("the story is played offline and back")
  func story() async throws {
    let priya = try await PriyasPhone()
    let (around, ella, tom) = (priya.around, priya.ella, priya.tom)
    let mum = try await priya.add("Dana Marsh", "Mother", mobile: "07700 900111")
    let joan = try await priya.add(
      "Joan Field", "Health visitor", agency: "Health visiting", mobile: "07700 900444",
      email: "joan@example.org")

    // 1. Who else helps Ella? The picture names her, and her card calls her.
    around.go(.caseFile(ella))
    let page = Screen.caseFile(ella, .picture, around)
    let picture = Screen.picture(ella, around)
    picture.fit(Viewport(width: 390, height: 600, textScale: 1)) { Float($0.text.count) * 7 }
    let node = try await until("Joan is in the picture") {
      picture.state.picture.value?.nodes.first { $0.person == joan && $0.leadsTo != nil }
    }
    #expect(node.description.contains("Joan Field"))
    picture.tap(node)
    let card = try await until("her card shows") { picture.state.card }
    let number = try #require(card.person.contacts.first { $0.kind == .mobile })
    let person = Screen.person(ella, joan, around)
    person.reach(number.link)
    _ = try await until("the phone is asked to call") { priya.phone.others.opened.first }
    #expect(priya.phone.others.opened == [URL(string: number.link)])
    #expect(number.link.hasPrefix("tel:"))
    // Back goes to the whole picture, and then out of the case.
    #expect(picture.stepBack())
    #expect(!picture.stepBack())

    // 2. No signal.
    let settings = Screen.settings(around)
    settings.switchOff(true)
    _ = try await until("the chip says so") {
      around.frame.state.chip?.label == "Offline, saved on this phone" ? true : nil
    }

    // 3. A worry is saved at once, and goes nowhere.
    let worry = "Ella very quiet; same clothes as Monday."
    around.write()
    let note = try await around.capture()
    _ = try await until("who will see it") { note.state.audience }
    #expect(note.state.audience?.label == "2 people in 2 agencies will see this")
    var draft = try #require(note.state.draft.value)
    draft.text = worry
    draft.kind = .worry
    note.type(draft)
    note.save()
    _ = try await until("it can be undone") { around.frame.state.undoable }
    let timeline = Screen.timeline(ella, nil, around)
    _ = try await until("it stands in the timeline") {
      timeline.state.days.value?.first?.items.contains { item in
        if case .entry(let entry) = item { return entry.text == worry }
        return false
      } == true ? true : nil
    }
    let toms = try await tom.timeline(case: ella, after: nil, limit: 20, filter: .all)
    #expect(toms.entries.isEmpty)

    // 4. Both change Mum's number, apart.
    let numberOfMum = { (client: Client) async throws -> ContactDetailView? in
      try await client.caseView(case: ella).people.first { $0.person == mum }?.contacts.first
    }
    let shown = try await until("Tom has Ella’s mum") { try await numberOfMum(tom) }
    for (client, value) in [(tom, "07700 900222"), (priya.client, "07700 900333")] {
      _ = try await client.setContact(
        case: ella,
        detail: ContactDetail(
          person: mum, detail: shown.detail, kind: .mobile, value: value, shown: ""))
    }

    // 5. Signal returns: Tom reads the worry, and both see both numbers until one is chosen.
    settings.switchOff(false)
    try await priya.tomReads(worry)
    let conflict = try await until("both numbers show") {
      page.state.view.value?.conflicts.first { $0.values.count == 2 }
    }
    #expect(Set(conflict.values.map(\.value)) == ["07700 900222", "07700 900333"])
    #expect(
      conflict.hint.hasSuffix(
        "the other one goes for the whole team. Right after it you can still keep the other one instead."
      ))
    page.choose(conflict, try #require(conflict.values.first { $0.value == "07700 900333" }))
    _ = try await until("nothing is to be chosen any more") {
      page.state.view.value?.conflicts.isEmpty == true ? true : nil
    }
    // That was the wrong one.
    _ = try await until("the other one is offered") { around.frame.state.chosen.map { _ in true } }
    around.frame.keepOther()
    #expect(around.frame.state.chosen == nil)
    _ = try await until("Tom sees the number that was chosen") {
      let number = try await numberOfMum(tom)
      return number?.others.isEmpty == true && number?.value == "07700 900222" ? true : nil
    }
    await priya.close()
  }

  @Test("the relay stops and both go on and when it starts again nothing is lost")
  func relayStops() async throws {
    let priya = try await PriyasPhone()
    let around = priya.around
    let listen = String(priya.relay.address.dropFirst("http://".count))
    priya.relay.stop()
    around.go(.caseFile(priya.ella))
    around.write()
    let note = try await around.capture()
    var draft = try #require(note.state.draft.value)
    draft.text = "Nan fetched her at three."
    note.type(draft)
    note.save()
    _ = try await until("it is saved") { around.frame.state.undoable }
    let again = try RelayProcess(in: priya.phone.folder.named("relay"), listen: listen)
    let sync = Screen.sync(around)
    sync.tryNow()
    try await priya.tomReads("Nan fetched her at three.")
    _ = try await until("it says so") {
      sync.state.sync.value?.state == .upToDate ? true : nil
    }
    again.stop()
    await priya.close()
  }
}
