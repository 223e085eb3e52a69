import Foundation
import Patchwork
import PatchworkTesting
import Testing

/// Two people and a relay, through the library as phones load it.
@Suite struct JourneyTest {
  private let folder: TestFolder
  private let relay: RelayProcess
  private let priyasVault = MemoryVault()
  private let tomsVault = MemoryVault()

  init() throws {
    folder = try TestFolder()
    relay = try RelayProcess(in: folder.named("relay"))
  }

  /// Priya and Tom, who is on the team of Ella's case.
  private func met() async throws -> (priya: Client, tom: Client, ella: CaseId) {
    let priya = try await openClient(in: folder.named("priya"), vault: priyasVault)
    try await foundNorthtown(priya, on: relay.address)
    let tom = try await openClient(in: folder.named("tom"), vault: tomsVault)
    let toms = try await joinTom(priya, tom)
    let ellasCase = try await priya.openCase(case: ella(toms))
    _ = try await until("Tom has the case") {
      try await tom.cases(search: "", after: nil, limit: 50).families.first
    }
    return (priya, tom, ellasCase)
  }

  @discardableResult
  private func note(_ client: Client, _ ella: CaseId, _ words: String) async throws -> Saved {
    var draft = try await client.newDraft(case: ella)
    draft.kind = .worry
    draft.text = words
    return try await client.saveEntry(draft: draft)
  }

  private func read(_ client: Client, _ ella: CaseId) async throws -> [EntryView] {
    try await client.timeline(case: ella, after: nil, limit: 50, filter: .all).entries
  }

  private func number(_ client: Client, of person: PersonId, _ ella: CaseId) async throws
    -> ContactDetailView?
  {
    let found = try await client.caseView(case: ella).people.first { $0.person == person }
    guard let contacts = found?.contacts, contacts.count == 1 else { return nil }
    return contacts[0]
  }

  /// The error that the client refuses with.
  private func refusal<Done>(_ work: () async throws -> Done) async throws -> ClientError {
    do {
      _ = try await work()
    } catch let error as ClientError {
      return error
    }
    throw DidNotComeAbout(what: "it is refused")
  }

  @Test("what was captured with no signal is read by the other once there is one")
  func offline() async throws {
    let (priya, tom, ella) = try await met()
    try await priya.setOffline(offline: true)
    let words = "Ella very quiet; same clothes as Monday."
    let saved = try await note(priya, ella, words)
    #expect(try await priya.entry(case: ella, entry: saved.entry).state == .undoable)
    #expect(try await priya.syncStatus().waiting > 0)
    #expect(try await read(tom, ella).isEmpty)

    let updates = tom.updates()
    let hearing = Task {
      for await update in updates where update == .case(case: ella) { return true }
      return false
    }
    try await priya.setOffline(offline: false)
    let outcome = try await priya.syncNow(deadlineMs: 10_000)
    #expect(outcome.whyStopped == .allDone)
    #expect(outcome.waiting == 0)
    let seen = try await until("Tom reads the worry") { try await read(tom, ella).first }
    #expect(seen.text == words)
    #expect(seen.authorName == "Priya Nair")
    #expect(seen.isUnanswered)
    #expect(abs(seen.writtenAt.timeIntervalSinceNow) < 300)
    #expect(await hearing.value, "Tom hears of it")
    await priya.lock()
    await tom.lock()
  }

  @Test("a number that two change apart keeps both values until somebody chooses")
  func conflict() async throws {
    let (priya, tom, ella) = try await met()
    let mum = try await priya.addPerson(
      case: ella,
      person: NewPerson(
        id: PersonId(drawId()), name: "Dana Marsh", role: "Mother", agency: "",
        mobile: "07700 900111", email: ""))
    let shown = try await until("Tom has Mum's number") { try await number(tom, of: mum, ella) }
    try await priya.setOffline(offline: true)
    try await tom.setOffline(offline: true)
    for (client, value) in [(priya, "07700 900222"), (tom, "07700 900333")] {
      _ = try await client.setContact(
        case: ella,
        detail: ContactDetail(
          person: mum, detail: shown.detail, kind: .mobile, value: value, shown: ""))
    }
    try await priya.setOffline(offline: false)
    try await tom.setOffline(offline: false)
    for client in [priya, tom] {
      let both = try await until("both see both") { try await client.conflicts().first }
      #expect(Set(both.values.map(\.value)) == ["07700 900222", "07700 900333"])
    }
    let both = try #require(try await tom.conflicts().first)
    let chosen = try #require(both.values.first { $0.value == "07700 900222" })
    try await tom.chooseValue(case: ella, field: both.field, choice: chosen.choice)
    _ = try await until("Priya sees what was chosen") {
      try await priya.conflicts().isEmpty ? true : nil
    }
    #expect(try await number(priya, of: mum, ella)?.value == "07700 900222")
    await priya.lock()
    await tom.lock()
  }

  @Test("everything is there after a restart and nothing opens with a wrong key")
  func restart() async throws {
    let (priya, tom, ella) = try await met()
    let home = folder.named("priya")
    try await note(priya, ella, "Nan will fetch her on Friday.")
    await priya.lock()
    // A lock is final for the object; the folder opens again.
    #expect(try await refusal { try await read(priya, ella) } == .Locked)
    let again = try await openClient(in: home, vault: priyasVault)
    #expect(try await read(again, ella).map(\.text) == ["Nan will fetch her on Friday."])
    #expect(try await refusal { try await openClient(in: home, vault: priyasVault) } == .InUse)
    await again.lock()

    let wrong = MemoryVault(
      priyasVault.secrets.mapValues { Data(repeating: 7, count: $0.count) })
    let refused = try await refusal { try await openClient(in: home, vault: wrong) }
    guard case .Damaged = refused else {
      Issue.record("\(refused)")
      return
    }
    let gone = try await refusal { try await openClient(in: home, vault: MemoryVault()) }
    guard case .KeyGone = gone else {
      Issue.record("\(gone)")
      return
    }
    #expect(gone.notice.code == "key-gone")
    priyasVault.refuse(with: .Cancelled)
    #expect(
      try await refusal { try await openClient(in: home, vault: priyasVault) } == .VaultCancelled)
    priyasVault.refuse(with: nil)
    await (try openClient(in: home, vault: priyasVault)).lock()
    await tom.lock()
  }

  @Test("an error says in the words of the core what happened and what to do")
  func words() async throws {
    let client = try await openClient(in: folder.named("priya"), vault: priyasVault)
    let refused = try await refusal {
      try await client.join(code: "no invitation")
    }
    let notice = describeError(error: refused)
    #expect(!notice.title.isEmpty && !notice.body.isEmpty)
    let said = refused as any LocalizedError
    #expect(said.errorDescription == notice.title)
    #expect(said.recoverySuggestion == notice.body)
    #expect((refused as any Error).localizedDescription == notice.title)
    #expect(Patchwork.notice(of: refused) == notice)
    // An error that is not the client's is described as a fault of ours, in words.
    #expect(Patchwork.notice(of: CocoaError(.fileNoSuchFile)).code == "internal")
    await client.lock()
  }

  @Test("an invitation names the relay that it leads to before anybody joins")
  func invitation() async throws {
    let (priya, tom, _) = try await met()
    let agency = try #require(try await priya.agencies().first?.agency)
    let invitation = try await priya.invite(
      invitee: Invitee(
        id: PractitionerId(drawId()), name: "Joan Field", role: "Health visitor", agency: agency))
    #expect(try relayOfInvitation(code: invitation.code) == relay.address)
    await priya.lock()
    await tom.lock()
  }

  @Test("a call whose task was cancelled runs to its end and leaves the client whole")
  func cancelled() async throws {
    let (priya, tom, ella) = try await met()
    for turn in 0..<20 {
      let call = Task { try await note(priya, ella, "Note \(turn)") }
      call.cancel()
      _ = try? await call.value
    }
    // Each was saved whole, and what was saved goes on its way by itself.
    let saved = try await read(priya, ella).map(\.text)
    #expect(Set(saved) == Set((0..<20).map { "Note \($0)" }))
    #expect(Set(saved).count == saved.count)
    try await note(priya, ella, "The last one")
    _ = try await priya.syncNow(deadlineMs: 10_000)
    _ = try await until("Tom has what Priya has") {
      let toms = try await read(tom, ella).map(\.text)
      return toms == (try await read(priya, ella).map(\.text)) ? true : nil
    }
    await priya.lock()
    await tom.lock()
  }

  /// Counts its calls, and keeps the thread on which the library called it. A Swift listener cannot
  /// throw.
  private final class SlowListener: UpdateListener, @unchecked Sendable {
    private let lock = NSLock()
    private var heard = 0

    var calls: Int { lock.withLock { heard } }

    func updated(update: Update) {
      lock.withLock { heard += 1 }
      Thread.sleep(forTimeInterval: 0.5)
    }
  }

  @Test("a slow listener harms nobody and hears nothing after a lock")
  func listener() async throws {
    let (priya, tom, ella) = try await met()
    let listener = SlowListener()
    let subscription = priya.subscribe(listener: listener)
    try await note(priya, ella, "Saved all the same")
    _ = try await until("the listener was called") { listener.calls > 0 ? true : nil }
    #expect(try await read(priya, ella).count == 1)
    await priya.lock()
    let atTheLock = listener.calls
    try await note(tom, ella, "After it")
    _ = try await tom.syncNow(deadlineMs: 10_000)
    #expect(listener.calls == atTheLock)
    withExtendedLifetime(subscription) {}
    await tom.lock()
  }

  @Test("whoever listens no longer is not called, and an update that waits is told once")
  func stream() async throws {
    let (priya, tom, ella) = try await met()
    var updates: AsyncStream<Update>? = priya.updates()
    try await note(priya, ella, "One")
    try await note(priya, ella, "Two")
    var told: [Update] = []
    let end = Task { [updates] in
      var heard: [Update] = []
      for await update in updates! {
        heard.append(update)
        if update == .case(case: ella) { break }
      }
      return heard
    }
    told = await end.value
    #expect(told.filter { $0 == .case(case: ella) }.count == 1)
    updates = nil

    // A watch gives the latest that there is to read, however many updates came meanwhile.
    let texts = priya.watch({ $0 == .case(case: ella) }) { client in
      (try? await client.timeline(case: ella, after: nil, limit: 50, filter: .all).entries.count)
        ?? 0
    }
    let counting = Task {
      for await count in texts where count == 5 { return true }
      return false
    }
    for turn in 0..<3 { try await note(priya, ella, "Note \(turn)") }
    #expect(await counting.value)
    // Ended by its task, a stream ends too.
    let rest = priya.updates()
    let listening = Task { for await _ in rest {} }
    listening.cancel()
    await listening.value
    await priya.lock()
    await tom.lock()
  }

  @Test("many calls side by side each get their answer")
  func sideBySide() async throws {
    let (priya, tom, ella) = try await met()
    let entries = try await withThrowingTaskGroup(of: Optional<EntryId>.self) { group in
      for turn in 1...20 {
        group.addTask { try await note(priya, ella, "Note \(turn)").entry }
        group.addTask {
          _ = try await read(priya, ella)
          return nil
        }
      }
      return try await group.reduce(into: Set<EntryId>()) { all, one in
        if let one { all.insert(one) }
      }
    }
    #expect(entries.count == 20)
    #expect(Set(try await read(priya, ella).map(\.text)) == Set((1...20).map { "Note \($0)" }))
    await priya.lock()
    await tom.lock()
  }

  @Test("in the background only the sync that is asked for runs and keeps its deadline")
  func background() async throws {
    let (priya, tom, ella) = try await met()
    try await tom.background()
    try await note(priya, ella, "Spoke to Nan.")
    #expect(try await priya.syncNow(deadlineMs: 10_000).waiting == 0)
    #expect(try await read(tom, ella).isEmpty)
    let outcome = try await tom.syncNow(deadlineMs: 10_000)
    #expect(outcome.whyStopped == .allDone)
    #expect(outcome.newEntries == 1)

    // Of a relay that takes the connection and stays silent, a call with a deadline says so long
    // before the client would give up by itself, after twenty seconds.
    relay.pause()
    try await note(tom, ella, "Waits for the relay")
    let begun = ContinuousClock.now
    let late = try await tom.syncNow(deadlineMs: 500)
    #expect(late.whyStopped == .noAnswer)
    #expect(late.waiting > 0)
    #expect(ContinuousClock.now - begun < .seconds(10))
    await priya.lock()
    await tom.lock()
  }

  @Test("an erased device holds nothing and an erased key leaves nothing to read")
  func erased() async throws {
    let (priya, tom, _) = try await met()
    try await tom.eraseThisDevice()
    #expect(try filesIn("tom").isEmpty)
    #expect(tomsVault.secrets.isEmpty)
    await priya.lock()
    try await eraseDevice(options: options(folder.named("priya")), vault: priyasVault)
    #expect(try !filesIn("priya").contains { $0.hasSuffix(".db") })
    #expect(try priyasVault.load(name: "database-key") == nil)
  }

  private func filesIn(_ name: String) throws -> [String] {
    let path = folder.named(name).path
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: path)
  }
}
