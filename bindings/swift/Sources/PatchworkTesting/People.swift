import Foundation
import Patchwork

/// What a test waited for did not come about.
public struct DidNotComeAbout: Error, CustomStringConvertible {
  public init(what: String) { self.what = what }
  let what: String
  public var description: String { "it did not come about: \(what)" }
}

/// Waits until `look` finds something, at most a minute.
public func until<Found: Sendable>(
  _ what: String,
  isolation: isolated (any Actor)? = #isolation,
  _ look: () async throws -> Found?
) async throws -> Found {
  let latest = ContinuousClock.now + .seconds(60)
  while ContinuousClock.now < latest {
    if let found = try await look() { return found }
    try await Task.sleep(for: .milliseconds(10))
  }
  throw DidNotComeAbout(what: what)
}

public func openClient(in folder: URL, vault: any KeyVault) async throws -> Client {
  try await Client.open(options: options(folder), vault: vault)
}

/// As tests open a folder: 10 seconds in which what was saved can be undone.
public func options(_ folder: URL) -> Options {
  Options(dataDir: folder.path, undoSeconds: 10)
}

/// Priya of children's social care founds a partnership on this relay.
public func foundNorthtown(_ priya: Client, on relay: String) async throws {
  try await priya.found(
    founding: Founding(
      relay: relay,
      relayToken: nil,
      partnership: "Northtown",
      frontDoor: "01632 960123",
      agency: "Children’s social care",
      agencyKind: .socialCare,
      name: "Priya Nair",
      role: "Social worker"
    ))
}

/// Tom of a school joins whom Priya invites; both see the same words meanwhile.
public func joinTom(_ priya: Client, _ tom: Client) async throws -> PractitionerId {
  let school = try await priya.addAgency(
    new: NewAgency(id: nil, name: "Hillside Primary", kind: .school))
  let invitation = try await priya.invite(
    invitee: Invitee(
      id: PractitionerId(drawId()), name: "Tom Reed", role: "Pastoral lead", agency: school))
  guard case .waiting(let words, _) = try await tom.join(code: invitation.code) else {
    throw DidNotComeAbout(what: "Tom waits to be let in")
  }
  let asks = try await until("Tom asks to join") { try await priya.pendingDevices().first }
  guard asks.words == words else { throw DidNotComeAbout(what: "the screens show the same words") }
  try await priya.admit(device: asks.device)
  return try await until("Tom is let in") {
    try await tom.standing() == .member ? try await tom.me().practitioner : nil
  }
}

/// Ella's case, with Tom on its team where he is given.
public func ella(_ tom: PractitionerId?) -> NewCase {
  NewCase(
    given: "Ella",
    family: "Marsh",
    preferred: "",
    born: Day(year: 2019, month: 3, day: 12),
    bornIsApproximate: false,
    expected: nil,
    nhsNumber: "",
    team: tom.map { [NewMember(practitioner: $0, access: .member)] } ?? [],
    request: drawId()
  )
}
