import Foundation
import PatchworkTesting
import Testing

@testable import AppCore

/// Priya holds the phone, in a partnership on a relay of the test's own; Tom, on another, is on
/// Ella's team.
@MainActor
struct PriyasPhone {
  let phone: TestPhone
  let relay: RelayProcess
  let app: AppModel
  let around: Surroundings
  let tom: Client
  let ella: CaseId

  var client: Client { around.client }

  /// - Parameter seconds: How long a sync in the background may last, where there is no relay.
  init(seconds: TimeInterval = 20) async throws {
    phone = try TestPhone()
    phone.times.look = seconds
    phone.times.send = seconds
    relay = try RelayProcess(in: phone.folder.named("relay"))
    tom = try await openClient(in: phone.folder.named("tom"), vault: MemoryVault())
    app = await phone.start()
    let priya = try await app.parts.client.open()
    try await foundNorthtown(priya, on: relay.address)
    let toms = try await joinTom(priya, tom)
    ella = try await priya.openCase(case: PatchworkTesting.ella(toms))
    around = try await app.inside()
    let tom = tom
    _ = try await until("Tom has the case") {
      try await tom.cases(search: "", after: nil, limit: 9).families.first
    }
  }

  func close() async {
    await tom.lock()
    await app.parts.client.close()
  }

  /// Invites Joan Field, a health visitor, to Priya's own agency.
  func invitesJoan() async throws -> InvitationView {
    let agency = try #require(try await client.agencies().first?.agency)
    return try await client.invite(
      invitee: Invitee(
        id: PractitionerId(drawId()), name: "Joan Field", role: "Health visitor", agency: agency))
  }

  /// Adds somebody to Ella's network.
  func add(
    _ name: String, _ role: String, agency: String = "", mobile: String = "", email: String = ""
  )
    async throws -> PersonId
  {
    try await client.addPerson(
      case: ella,
      person: NewPerson(
        id: PersonId(drawId()), name: name, role: role, agency: agency, mobile: mobile,
        email: email))
  }

  /// Opens a screen. A form that was saved is left a moment after what it saved can be read: until
  /// then it would be taken for the same form, opened again.
  func opens<Model: AnyObject>(_ place: Place, _ make: () -> Model) async throws -> Model {
    let around = around
    _ = try await until("the form before it is left") {
      around.backStack.top.place == place ? nil : true
    }
    around.go(place)
    return around.backStack.top.model(make)
  }

  /// Waits until Tom reads these words.
  func tomReads(_ words: String) async throws {
    let (tom, ella) = (tom, ella)
    _ = try await until("Tom reads “\(words)”") {
      try await tom.timeline(case: ella, after: nil, limit: 20, filter: .all).entries
        .first { $0.text == words }
    }
  }

  func written() async throws -> [String] {
    try await client.timeline(case: ella, after: nil, limit: 20, filter: .all).entries.map(\.text)
  }
}
