/// The child among the people of their case. The facade has no name for this id.
public let theChild = PersonId(String(repeating: "0", count: 32))

/// Somebody to choose on a form.
public struct Named: Equatable, Sendable, Identifiable {
  public let id: PersonId
  public let name: String
}

extension CaseView {
  /// The child, and everyone of the case without an account.
  var withoutAccount: [Named] {
    let others = people.filter { $0.practitioner == nil && $0.person != theChild }
    return [Named(id: theChild, name: header.child)]
      + others.map { Named(id: $0.person, name: $0.name) }
  }

  /// Somebody of the case.
  func someone(_ id: PersonId) throws -> PersonView {
    guard let found = people.first(where: { $0.person == id }) else { throw ClientError.NotFound }
    return found
  }

  /// A place where somebody lives.
  func place(_ id: ResidenceId) throws -> ResidenceView {
    guard let found = residences.first(where: { $0.residence == id }) else {
      throw ClientError.NotFound
    }
    return found
  }
}
