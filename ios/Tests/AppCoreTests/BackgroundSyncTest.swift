import Foundation
import PatchworkTesting
import Testing

@testable import AppCore

/// What runs while nobody looks, against a real relay.
@MainActor @Suite struct BackgroundSyncTest {
  private func note(_ client: Client, _ ella: CaseId, _ words: String) async throws {
    var draft = try await client.newDraft(case: ella)
    draft.kind = .worry
    draft.text = words
    _ = try await client.saveEntry(draft: draft)
  }

  @Test("a note that was saved before the phone was put away is with the team when it was left")
  func left() async throws {
    let priya = try await PriyasPhone()
    try await note(priya.client, priya.ella, "Ella very quiet.")
    await priya.app.leftFront()
    try await priya.tomReads("Ella very quiet.")
    #expect(try await priya.client.syncStatus().waiting == 0)
    await priya.close()
  }

  @Test("a process that ends in the middle has asked for time before and sends in it")
  func processEnds() async throws {
    let priya = try await PriyasPhone(seconds: 5)
    try await priya.client.setOffline(offline: true)
    try await note(priya.client, priya.ella, "Ella very quiet.")
    try await priya.client.setOffline(offline: false)
    priya.relay.stop()
    await priya.app.leftFront()
    #expect(priya.phone.scheduler.waiting[.send] != nil)
    await priya.app.parts.client.close()

    let listen = String(priya.relay.address.dropFirst("http://".count))
    let again = try RelayProcess(in: priya.phone.folder.named("relay"), listen: listen)
    // The system starts another process for the work; nobody looks at it.
    let parts = priya.phone.parts()
    #expect(await parts.backgroundSync.run(.send))
    try await priya.tomReads("Ella very quiet.")
    await parts.client.close()
    again.stop()
    await priya.tom.lock()
  }

  @Test("news are looked for from time to time and each look asks for the next one")
  func regularly() async throws {
    let priya = try await PriyasPhone()
    let first = try #require(priya.phone.scheduler.waiting[.look]?.earliest)
    #expect(first > Date().addingTimeInterval(1_700))
    priya.phone.scheduler.waiting = [:]
    await priya.app.leftFront()
    #expect(await priya.app.parts.backgroundSync.run(.look))
    #expect(priya.phone.scheduler.waiting[.look] != nil)
    await priya.close()
  }

  @Test("what a colleague wrote is told of only where that was turned on and without a word of it")
  func notices() async throws {
    let priya = try await PriyasPhone()
    let background = priya.app.parts.backgroundSync
    let toms = try await priya.tom.me().practitioner
    let sam = try await priya.client.openCase(
      case: NewCase(
        given: "Sam", family: "Okafor", preferred: "", born: nil, bornIsApproximate: false,
        expected: nil, nhsNumber: "",
        team: [NewMember(practitioner: toms, access: .member)], request: drawId()))
    try await priya.client.sendNow()
    _ = try await until("Tom has both cases") {
      try await priya.tom.allCases().count == 2 ? true : nil
    }
    await priya.app.leftFront()
    try await note(priya.tom, priya.ella, "Ella limped.")
    _ = try await priya.tom.syncNow(deadlineMs: 10_000)
    #expect(await background.run(.look))
    #expect(priya.phone.poster.posted.isEmpty, "it is off until somebody turns it on")

    Screen.caseFile(priya.ella, .picture, priya.around).tellOfNewEntries(true, isAllowed: true)
    try await note(priya.tom, sam, "Sam was late.")
    _ = try await priya.tom.syncNow(deadlineMs: 10_000)
    #expect(await background.run(.look))
    #expect(try await priya.client.allCases().first { $0.case == sam }?.counts.unread == 1)
    #expect(priya.phone.poster.posted.isEmpty, "it is not on for this case")

    try await note(priya.tom, priya.ella, "Ella’s arm is bruised.")
    _ = try await priya.tom.syncNow(deadlineMs: 10_000)
    #expect(await background.run(.look))
    #expect(priya.phone.poster.posted == ["Patchwork has an update"])
    #expect(priya.phone.poster.isShown)
    priya.app.cameToFront()
    #expect(!priya.phone.poster.isShown, "whoever looks at the app has seen it")
    await priya.close()
  }

  @Test("without a relay it is tried again later and later, and then left to the regular look")
  func later() async throws {
    let priya = try await PriyasPhone(seconds: 0.2)
    try await note(priya.client, priya.ella, "Waits.")
    priya.relay.stop()
    await priya.app.leftFront()
    let background = priya.app.parts.backgroundSync
    var pauses: [TimeInterval] = []
    for _ in 0..<3 {
      let began = Date()
      #expect(await !background.run(.send))
      let earliest = try #require(priya.phone.scheduler.waiting[.send]?.earliest)
      pauses.append(earliest.timeIntervalSince(began))
    }
    #expect(pauses == pauses.sorted() && pauses[2] > pauses[0] * 2, "\(pauses)")
    priya.app.parts.preferences.failedSyncs = 8
    #expect(await background.run(.send), "left to the next regular look")
    await priya.close()
  }

  @Test("before the first unlock nothing is made and it is tried again later")
  func beforeTheFirstUnlock() async throws {
    let phone = try TestPhone()
    phone.vault.refuse(with: .NotYet)
    let parts = phone.parts()
    #expect(await !parts.backgroundSync.run(.look))
    #expect(parts.client.current == nil)
    let made = try? FileManager.default.contentsOfDirectory(atPath: phone.home.path)
    #expect((made ?? []).allSatisfy { !$0.hasSuffix(".db") })
    #expect(phone.scheduler.waiting[.send] != nil)
  }
}
