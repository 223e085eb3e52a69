/// Somebody who can have to do with a note: named once, with what they have to do with it.
public struct NoteWho: Equatable, Sendable, Identifiable {
  public let id: PersonId
  public let name: String
  public let role: String
  public let isFamily: Bool
  /// Whether it is about them, besides the child.
  public let isAbout: Bool
  /// Whether they were there with whoever writes.
  public let isThere: Bool

  /// What a screen reader says of each choice.
  public var aboutSpoken: String { "About \(name)" }
  public var thereSpoken: String { "There: \(name)" }

  init(_ person: PersonView, in draft: DraftView) {
    id = person.person
    name = person.name
    role = person.role
    isFamily = person.isFamily
    isAbout = draft.about.contains(person.person)
    isThere = draft.with.contains(person.person)
  }
}

extension CaptureState {
  /// Everybody who can have to do with what is being written.
  public var who: [NoteWho] {
    guard let draft = draft.value else { return [] }
    return people.map { NoteWho($0, in: draft) }
  }

  public var whoHint: String {
    [
      child.isEmpty ? "Whom it is about" : "Whom it is about, besides \(child)",
      "who was there with you",
    ].said("; ")
  }
}
