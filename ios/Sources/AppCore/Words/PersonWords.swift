extension PersonView {
  /// Role and standing on one line, whether they read the case on the next.
  public var roleWords: String { [roleInAList(person: self), reads].said("\n") }

  public var whoWords: String { [role, agency].said() }

  public var nameAndAgency: String { [name, agency].said() }

  /// What has ended, and whether they read the case; empty where neither is to be said.
  public var standingWords: String {
    [standing, reads].said("\n")
  }

  public var lastContactWords: String {
    lastContactLabel(person: self) + " " + lastContactInWords(person: self)
  }

  /// The same on one line of a list; empty where there is nothing to say of it.
  public var lastContactInList: String { isDeceased ? "" : lastContactInAList(person: self) }

  public var sinceWords: String { since.map { "Involved since \(dayInWords(day: $0))" } ?? "" }

  /// Whether two people wrote one of their numbers or addresses apart.
  public var mustBeChosen: Bool { contacts.contains { !$0.isSettled } }

  /// What calls them at once from a list.
  public var callLink: String? {
    isDeceased
      ? nil : contacts.first { $0.isSettled && $0.link.hasPrefix("tel:") }?.link
  }
}

/// A way to reach somebody, with what the phone's other apps can do with it.
public struct WayToReach: Equatable, Sendable, Identifiable {
  public let id: String
  public let value: String
  /// Quiet words below it.
  public let said: String
  /// What opens another app: its icon, what a screen reader says, and the link.
  public let doors: [Door]
  /// Whether it is one value; between two, nobody is called before one is chosen.
  public let isSettled: Bool

  public struct Door: Equatable, Sendable, Identifiable {
    public enum Kind: Sendable { case call, text, email }

    public let kind: Kind
    public let says: String
    public let link: String

    public var id: String { link }
  }

  init(
    id: String, name: String, value: String, said: String, link: String, textLink: String,
    isSettled: Bool
  ) {
    self.id = id
    self.value = value
    self.said = said
    self.isSettled = isSettled
    var doors: [Door] = []
    if isSettled, link.hasPrefix("tel:") {
      doors.append(Door(kind: .call, says: "Call \(name) on \(value)", link: link))
    }
    if isSettled, textLink.hasPrefix("sms:") {
      doors.append(Door(kind: .text, says: "Text \(name) on \(value)", link: textLink))
    }
    if isSettled, link.hasPrefix("mailto:") {
      doors.append(Door(kind: .email, says: "Email \(name) at \(value)", link: link))
    }
    self.doors = doors
  }
}

extension ContactDetailView {
  public var isSettled: Bool { others.isEmpty }

  public var knownWords: String { asKnown(recordedAt, recordedBy) }
}

extension PersonView {
  public var ways: [WayToReach] {
    contacts.map { contact in
      WayToReach(
        id: contact.detail.text, name: name, value: contact.value,
        said: ["\(contact.kindLabel). \(contact.knownWords)", contact.whyNot].said("\n"),
        link: contact.link,
        textLink: contact.kind == .mobile ? contact.textLink : "",
        isSettled: contact.isSettled)
    }
  }
}

extension PractitionerView {
  public var whoWords: String { [role, agency].said() }

  public var nameAndWho: String { [name, role, agency].said() }

  public var awayWords: String {
    guard let awayUntil else { return "" }
    return [
      "Away until \(dayInWords(day: awayUntil))", coveredBy.isEmpty ? "" : "\(coveredBy) covers",
    ].said()
  }

  public var ways: [WayToReach] {
    reach.map {
      WayToReach(
        id: $0.value, name: name, value: $0.value, said: $0.whyNot, link: $0.link,
        textLink: $0.textLink, isSettled: true)
    }
  }
}

extension Me {
  public var whoWords: String {
    [role, agency].said() + (isAdministrator ? ". Administrator" : "")
  }
}
