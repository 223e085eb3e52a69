extension TeamView {
  public var sizeWords: String {
    let people = members.count == 1 ? "One person" : "\(members.count) people"
    return "\(people) in \(counted(agencies, "agency", "agencies")). "
      + "Nobody else can read \(child)’s case, the relay included."
  }

  /// Members, by agency.
  public var byAgency: [Headed<TeamMemberView>] {
    members.grouped { $0.agency.isEmpty ? "Agency not written down" : $0.agency }
  }
}

extension LookedView {
  public var nameWords: String { isMe ? "\(name) (you)" : name }

  public var lastWords: String {
    if let lastOpened { return "last opened \(latelyInWords(day: lastOpened))" }
    return isObserver ? "only reads, so nothing is reported" : "nothing reported yet"
  }

  public var withheldWords: [String] {
    withheld.map { "Looked at \($0.of)’s withheld address, last \(latelyInWords(day: $0.day))" }
  }
}

extension PendingDeviceView {
  public var whoWords: String {
    "\([role, agency].said()). Asked \(momentInWords(at: askedAt))"
  }
}

extension DirectoryState {
  public var pendingWords: String {
    switch pending {
    case 0: ""
    case 1: "Somebody waits to be admitted."
    default: "\(pending) people wait to be admitted."
    }
  }
}

extension InvitationView {
  public var holdsWords: String {
    "Holds until \(momentInWords(at: expires)), and for one device."
  }
}
