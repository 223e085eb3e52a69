import Foundation

/// The views of a case.
public enum CaseTab: String, CaseIterable, Sendable {
  case picture, people, timeline, tasks
}

/// Where somebody is in the app. It holds ids and no word of a case, because the system keeps it for
/// a process that it ends.
public enum Place: Hashable, Sendable {
  /// *My cases*: where the app begins.
  case cases
  case myTasks
  case directory
  case settings
  case sync
  case newChild
  /// How colleagues reach whoever uses this phone.
  case myCard
  /// Where the relay is.
  case relayAddress
  /// The partnership's name and front door.
  case partnership
  /// What the server can see.
  case server
  /// Doctor and support report.
  case support
  /// Erasing this phone.
  case erase
  /// Inviting a colleague, and letting in who asks.
  case invite
  /// An invitation, to show or to send.
  case invitation(PractitionerId)
  case caseFile(CaseId, tab: CaseTab = .picture, entry: EntryId? = nil)
  case person(CaseId, PersonId)
  case practitioner(PractitionerId)
  /// Writing, for this child or for one that is chosen later.
  case capture(DraftId, CaseId? = nil)
  /// Adding somebody to a child's network.
  case newPerson(CaseId)
  /// Changing what is known of somebody.
  case editPerson(CaseId, PersonId)
  /// How somebody belongs together with others.
  case ties(CaseId, PersonId)
  /// What is known of the child.
  case child(CaseId)
  /// Plan, legal status and risk markers.
  case status(CaseId)
  /// A risk marker, or a new one.
  case marker(CaseId, MarkerId?)
  /// Who can see a case, and who has looked.
  case team(CaseId)
  /// A task, or a new one.
  case task(CaseId, TaskId?)
  /// Where somebody lives, or a new place, of this person where that is known.
  case residence(CaseId, ResidenceId?, of: PersonId? = nil)
  /// A withheld address, which is noted as looked at.
  case withheld(CaseId, ResidenceId)
  /// Before another app learns an address.
  case map(CaseId, ResidenceId)
  /// A sheet on paper for one named reader.
  case sheet(CaseId)
  /// Somebody's part in the child's life, or a new one, of this person where that is known.
  case involvement(CaseId, InvolvementId?, of: PersonId? = nil)

  /// The places that the bar at the bottom leads to.
  public static let ofTheBar: [Place] = [.cases, .myTasks, .directory, .settings]

  /// The child whose case somebody is in.
  public var caseId: CaseId? {
    switch self {
    case .caseFile(let id, _, _), .person(let id, _), .newPerson(let id), .editPerson(let id, _),
      .ties(let id, _), .child(let id), .status(let id), .marker(let id, _),
      .team(let id), .task(let id, _), .residence(let id, _, _), .withheld(let id, _),
      .map(let id, _), .sheet(let id), .involvement(let id, _, _):
      id
    case .capture(_, let id): id
    default: nil
    }
  }

  /// Whether somebody is writing, with the keyboard where the places would be.
  public var isCapture: Bool {
    if case .capture = self { return true }
    return false
  }
}
