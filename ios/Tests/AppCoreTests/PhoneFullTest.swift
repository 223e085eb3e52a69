import Foundation
import PatchworkTesting
import Testing

@testable import AppCore

/// Words that the phone has no room for.
@MainActor @Suite struct PhoneFullTest {
  /// The real library, on a phone that is full for as long as a test says.
  private final class FullPhone: Client, @unchecked Sendable {
    private let lock = NSLock()
    private var isFullNow = true

    var isFull: Bool {
      get { lock.withLock { isFullNow } }
      set { lock.withLock { isFullNow = newValue } }
    }

    private func write() throws { if isFull { throw ClientError.PhoneFull } }

    override func keepDraft(draft: DraftView) async throws {
      try write()
      try await super.keepDraft(draft: draft)
    }

    override func updateDraft(draft: DraftView) async throws {
      try write()
      try await super.updateDraft(draft: draft)
    }

    override func saveEntry(draft: DraftView) async throws -> Saved {
      try write()
      return try await super.saveEntry(draft: draft)
    }

    override func addPerson(case id: CaseId, person: NewPerson) async throws -> PersonId {
      try write()
      return try await super.addPerson(case: id, person: person)
    }
  }

  private func full(_ priya: PriyasPhone) -> (FullPhone, Surroundings) {
    let full = FullPhone(unsafeFromHandle: priya.client.uniffiCloneHandle())
    let around = Surroundings(
      client: full, parts: priya.app.parts, backStack: BackStack(kept: ""), erase: {})
    return (full, around)
  }

  @Test("words that cannot be kept on a full phone say so, stay, and are kept once there is room")
  func kept() async throws {
    let priya = try await PriyasPhone()
    let (phone, around) = full(priya)
    around.go(.caseFile(priya.ella))
    around.write()
    let note = try await around.capture()
    note.change { $0.text = "Ella very quiet" }
    note.keepNow()
    let said = try await until("it says so") { note.state.generalRefusal }
    #expect(said.title == "This device is full")
    #expect(note.state.draft.value?.text == "Ella very quiet")
    // Putting it off would lose the words: it stays.
    note.later()
    await note.settled()
    #expect(around.backStack.top.place != .caseFile(priya.ella))
    #expect(try await priya.client.drafts().isEmpty)

    phone.isFull = false
    note.later()
    _ = try await until("it is put off") {
      around.backStack.top.place == .caseFile(priya.ella) ? true : nil
    }
    #expect(try await priya.client.drafts().map(\.text) == ["Ella very quiet"])
    await priya.close()
  }

  @Test("what cannot be saved on a full phone stays and says so, and is saved once there is room")
  func saved() async throws {
    let priya = try await PriyasPhone()
    let (phone, around) = full(priya)
    around.go(.caseFile(priya.ella))
    around.write()
    let note = try await around.capture()
    note.change { $0.text = "Ella very quiet" }
    note.save()
    let said = try await until("it says so") {
      note.state.isSaving ? nil : note.state.generalRefusal
    }
    #expect(said.title == "This device is full")
    #expect(note.state.draft.value?.text == "Ella very quiet")
    #expect(try await priya.written().isEmpty)

    phone.isFull = false
    note.save()
    _ = try await until("it is saved") {
      try await priya.written() == ["Ella very quiet"] ? true : nil
    }
    await priya.close()
  }

  @Test("a form that a full phone refuses keeps what was typed, and adds it once there is room")
  func form() async throws {
    let priya = try await PriyasPhone()
    let (phone, around) = full(priya)
    around.go(.newPerson(priya.ella))
    let form = around.backStack.top.model { Screen.newPerson(priya.ella, around) }
    form.type(TypedNewPerson(name: "Dana Marsh", role: "Mother"))
    form.add()
    let said = try await until("it says so") { form.state.saving.refused?.notice }
    #expect(said.title == "This device is full")
    #expect(form.state.typed.name == "Dana Marsh")
    #expect(around.backStack.top.place == .newPerson(priya.ella))

    phone.isFull = false
    form.add()
    _ = try await until("she is added") {
      try await priya.client.caseView(case: priya.ella).people.first { $0.name == "Dana Marsh" }
    }
    await priya.close()
  }
}
