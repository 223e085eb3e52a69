/// A number or an address as it stands in the form.
public struct TypedContact: Equatable, Sendable {
  /// As it was when it was read.
  public let known: ContactDetailView
  public var value: String
  /// What the case showed then.
  let shown: String

  /// Whether two people wrote it apart: nothing can be changed before somebody chose.
  public var isInConflict: Bool { !known.others.isEmpty }

  /// Whether another value was typed in its place.
  var isTypedOver: Bool { !isInConflict && value != known.value }
}

/// What somebody typed of a person.
public struct TypedPerson: Equatable, Sendable {
  public var name = ""
  public var role = ""
  public var agency = ""
  public var note = ""
  public var isDeceased = false
  public var contacts: [TypedContact] = []
  public var newKind = ContactKind.mobile
  public var newContact = ""
}

/// What a person's form is about.
public struct AboutPerson: Equatable, Sendable {
  public let header: CaseHeader
  /// As they were when the form was drawn.
  let person: PersonView
  /// What two people wrote apart.
  public var conflicts: [ConflictView]

  public var name: String { person.name }
  public var isFamily: Bool { person.isFamily }
  public var isChild: Bool { person.person == theChild }
}

/// Changes a person: only what really differs becomes a change.
public final class EditPersonModel: FormModel<AboutPerson, TypedPerson> {
  private let id: CaseId
  private let person: PersonId
  private let around: Surroundings
  private let drawn = ContactDetailId(drawId())
  private var client: Client { around.client }

  init(_ id: CaseId, _ person: PersonId, around: Surroundings) {
    self.id = id
    self.person = person
    self.around = around
    super.init(TypedPerson())
    begin {
      let about = await around.client.writable(id).then { try AboutPerson($0, person) }
      let typed = about.value.map { TypedPerson($0.person, shown: $0.header.shown) }
      self.state.draw(about, typed)
    }
  }

  /// One of two values is kept; what else was typed stays as it is.
  public func choose(_ conflict: ConflictView, _ value: ConflictValue) {
    save { try await self.around.keep(value, of: conflict) { try await self.readAgain() } }
  }

  /// Both values are right.
  public func keepAll(_ conflict: ConflictView) {
    save { try await self.around.keepAll(of: conflict) { try await self.readAgain() } }
  }

  /// Calls one of the values by the phone's own app.
  public func reach(_ link: String) {
    let reaching = around.parts.reaching
    begin { await reaching.reach(link) }
  }

  /// What stands once a value is kept; what was typed stays as it is.
  private func readAgain() async throws {
    let found = try AboutPerson(try await client.caseView(case: id), person)
    guard var about = state.about.value else { return }
    let typed = Dictionary(
      state.typed.contacts.filter(\.isTypedOver).map { ($0.known.detail, $0) },
      uniquingKeysWith: { one, _ in one })
    let contacts = found.person.contacts.map {
      TypedContact(known: $0, value: $0.value, shown: found.header.shown)
    }
    state.typed.contacts = contacts.map { typed[$0.known.detail] ?? $0 }
    // What was chosen is saved, and is no word that would be lost.
    state.begun.contacts = contacts.map { one in
      var one = typed[one.known.detail] ?? one
      one.value = one.known.value
      return one
    }
    about.conflicts = found.conflicts
    state.about = .read(about)
    state.saving = Saving()
  }

  public func save() {
    guard let about = state.about.value else { return }
    let typed = state.typed
    let shown = about.header.shown
    save {
      let known = TypedPerson(about.person, shown: shown).details(shown)
      if typed.details(shown) != known {
        try await self.client.changePerson(
          case: self.id, person: self.person, details: typed.details(shown))
      }
      for contact in typed.contacts
      where contact.isTypedOver {
        try await self.keep(
          contact.known.detail, contact.known.kind, contact.value, shown: contact.shown)
      }
      if !typed.newContact.allSatisfy(\.isWhitespace) {
        try await self.keep(self.drawn, typed.newKind, typed.newContact, shown: shown)
      }
      self.isDone = true
      self.around.back()
    }
  }

  public func takeOff() {
    save {
      try await self.client.takeOff(case: self.id, person: self.person)
      self.isDone = true
      // Their own page is gone with them.
      self.around.back()
      self.around.replace(.caseFile(self.id, tab: .people))
    }
  }

  private func keep(
    _ detail: ContactDetailId, _ kind: ContactKind, _ value: String, shown: String
  ) async throws {
    _ = try await client.setContact(
      case: id,
      detail: ContactDetail(
        person: person, detail: detail, kind: kind, value: value, shown: shown))
  }
}

extension AboutPerson {
  fileprivate init(_ view: CaseView, _ person: PersonId) throws {
    self.init(
      header: view.header, person: try view.someone(person),
      conflicts: view.conflicts.filter { $0.person == person })
  }
}

extension TypedPerson {
  fileprivate init(_ person: PersonView, shown: String) {
    self.init(
      name: person.name, role: person.role, agency: person.agency, note: person.note,
      isDeceased: person.isDeceased,
      contacts: person.contacts.map { TypedContact(known: $0, value: $0.value, shown: shown) })
  }

  fileprivate func details(_ shown: String) -> PersonDetails {
    PersonDetails(
      name: name, role: role, agency: agency, note: note, isDeceased: isDeceased, shown: shown)
  }
}
