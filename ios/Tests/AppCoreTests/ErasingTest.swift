import Foundation
import PatchworkTesting
import Testing

@testable import AppCore

@MainActor @Suite struct ErasingTest {
  /// Models of screens that were there before the erasing, without keeping them.
  private struct Before {
    weak var around: Surroundings?
    weak var cases: CasesModel?
    weak var timeline: TimelineModel?
    weak var client: Client?
  }

  @Test("after erasing the app is at its first start and no model of before is alive")
  func erased() async throws {
    let phone = try TestPhone()
    let relay = try RelayProcess(in: phone.folder.named("relay"))
    let app = await phone.start()
    let before = try await eraseAfterUse(phone, relay, app)
    let entrance = try await app.entrance()
    #expect(entrance.state.page == .welcome)
    #expect(app.parts.gate.state == .open)
    #expect(app.kept.isEmpty)
    #expect(phone.scheduler.waiting.isEmpty)
    #expect(phone.key.state == .missing)
    #expect(phone.kept.numbers.isEmpty && phone.kept.words.isEmpty)
    #expect(app.parts.preferences.toldOf.isEmpty)
    _ = try await until("what was there before is gone") {
      before.around == nil && before.cases == nil && before.timeline == nil
        && before.client == nil ? true : nil
    }
    // The phone begins anew: another partnership is started on it.
    try await foundNorthtown(try await app.parts.client.open(), on: relay.address)
    let around = try await app.inside()
    #expect(around.backStack.entries.map(\.place) == [.cases])
    await app.parts.client.close()
  }

  private func eraseAfterUse(_ phone: TestPhone, _ relay: RelayProcess, _ app: AppModel)
    async throws -> Before
  {
    let client = try await app.parts.client.open()
    try await foundNorthtown(client, on: relay.address)
    let ella = try await client.openCase(case: PatchworkTesting.ella(nil))
    let around = try await app.inside()
    let cases = around.backStack.top.model { Screen.cases(around) }
    _ = try await until("Ella is there") { cases.state.families.value?.first }
    around.go(.caseFile(ella))
    let timeline = around.backStack.top.model { Screen.timeline(ella, nil, around) }
    _ = try await until("the timeline is read") { timeline.state.days.value }
    Screen.caseFile(ella, .picture, around).tellOfNewEntries(true, isAllowed: true)
    #expect(phone.kept.words == ["told-of": [ella.text]])
    let key = try phone.vault.load(name: "database-key")
    let erase = Screen.erase(around)
    erase.erase()
    #expect(!erase.state.isErasing, "nothing goes before it is understood")
    erase.understand(true)
    erase.erase()
    _ = try await app.entrance()
    #expect(try phone.vault.load(name: "database-key") != key, "it begins with a key of its own")
    return Before(around: around, cases: cases, timeline: timeline, client: client)
  }

  @Test("what cannot be opened says why, is tried again, and can be erased to begin anew")
  func cannotOpen() async throws {
    let phone = try TestPhone()
    let first = await phone.start()
    _ = try await first.entrance()
    await first.parts.client.close()
    try phone.vault.delete(name: "database-key")
    let app = await phone.start()
    guard case .refused(let refusal) = app.stage else {
      Issue.record("\(app.stage)")
      return
    }
    #expect(refusal.notice.code == "key-gone")
    #expect(refusal.canBeErased)
    await app.open()
    guard case .refused = app.stage else {
      Issue.record("\(app.stage)")
      return
    }
    try await app.erase()
    _ = try await app.entrance()
    await app.parts.client.close()
  }
}
