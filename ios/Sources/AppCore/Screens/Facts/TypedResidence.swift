/// What somebody answered of a place. Nothing is chosen beforehand.
public struct TypedResidence: Equatable, Sendable {
  public var person: PersonId?
  public var address = ""
  public var kind: ResidenceKind?
  public var pattern = ""
  public var from = ""
  public var until = ""
  public var withheldFrom: Set<PersonId> = []

  var days: TypedDays { TypedDays(["from": from, "until": until]) }
}

extension TypedResidence {
  /// What is known of a place, as it stands in the form.
  init(_ known: ResidenceView) {
    self.init(
      person: known.person, address: known.addresses.first?.value ?? "", kind: known.kind,
      pattern: known.pattern, from: writeDay(known.from), until: writeDay(known.until),
      withheldFrom: Set(known.withheldPeople))
  }

  func residence(_ id: ResidenceId?, _ kind: ResidenceKind) -> NewResidence {
    let days = days
    return NewResidence(
      id: id,
      person: person == theChild ? nil : person,
      address: address,
      kind: kind,
      pattern: pattern,
      from: days["from"],
      until: days["until"],
      // Whoever lives there knows the address.
      withheldFrom: withheldFrom.filter { $0 != person })
  }
}

extension ResidenceView {
  /// As it is read before anybody asks for the address.
  var covered: ResidenceView {
    var view = self
    for at in view.addresses.indices { view.addresses[at].value = "" }
    return view
  }
}

/// What withholding an address does.
public let whatWithholdingDoes =
  "Then it is covered until tapped, never printed and never on a map. A safe place is always covered."

extension Set {
  /// In it where it was not, and the other way round.
  mutating func toggle(_ one: Element) {
    if remove(one) == nil { insert(one) }
  }
}
