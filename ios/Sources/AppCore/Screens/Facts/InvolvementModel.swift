/// What somebody typed of a part in a child's life.
public struct TypedInvolvement: Equatable, Sendable {
  public var person: PersonId?
  public var role = ""
  public var agency = ""
  public var from = ""
  public var until = ""
  public var basis: Basis?
  public var review = ""

  var days: TypedDays { TypedDays(["from": from, "until": until, "review": review]) }
}

/// What the form of a part is about.
public struct AboutInvolvement: Equatable, Sendable {
  public let header: CaseHeader
  /// None for a new one.
  public let involvement: InvolvementView?
  public let professionals: [PersonView]

  public var heading: String {
    involvement.map { "How \($0.name) is involved with \(header.child)" }
      ?? "Who is involved with \(header.child)"
  }
}

/// Adds or changes the part that somebody plays in a child's life.
public final class InvolvementModel: FormModel<AboutInvolvement, TypedInvolvement> {
  private let id: CaseId
  private let involvement: InvolvementId?
  private let around: Surroundings
  private let drawn = InvolvementId(drawId())

  init(_ id: CaseId, _ involvement: InvolvementId?, of person: PersonId?, around: Surroundings) {
    self.id = id
    self.involvement = involvement
    self.around = around
    super.init(TypedInvolvement(person: person))
    begin {
      let about = await around.client.writable(id).then { view in
        let known = view.involvements.first { $0.involvement == involvement }
        if involvement != nil, known == nil { throw ClientError.NotFound }
        return AboutInvolvement(
          header: view.header, involvement: known,
          professionals: view.people.filter { !$0.isFamily })
      }
      self.state.draw(about, about.value?.involvement.map(TypedInvolvement.init))
    }
  }

  /// Whether what is folded away must show: where it is what is likely changed, or is to be put
  /// right.
  public var mustShowMore: Bool {
    state.about.value?.involvement != nil
      || ["from", "until", "basis", "review"].contains { !state.saving.wrong($0).isEmpty }
  }

  public func save() {
    let typed = state.typed
    guard let about = state.about.value, !refuse(typed.days.wrong) else { return }
    let client = around.client
    save {
      if let known = about.involvement {
        try await client.changeInvolvement(
          case: self.id, details: typed.changed(about, known.involvement))
      } else {
        _ = try await client.addInvolvement(
          case: self.id, involvement: typed.added(about, self.drawn))
      }
      self.leave()
    }
  }

  public func remove() {
    guard let involvement else { return }
    save {
      try await self.around.client.removeInvolvement(case: self.id, involvement: involvement)
      self.leave()
    }
  }

  private func leave() {
    isDone = true
    around.back()
  }
}

extension TypedInvolvement {
  fileprivate init(_ known: InvolvementView) {
    self.init(
      person: known.person, role: known.ownRole, agency: known.ownAgency,
      from: writeDay(known.from), until: writeDay(known.until), basis: known.basis,
      review: writeDay(known.review))
  }

  /// Whoever has an account is named by it.
  fileprivate func added(_ about: AboutInvolvement, _ id: InvolvementId) -> NewInvolvement {
    let practitioner = about.professionals.first { $0.person == person }?.practitioner
    let days = days
    return NewInvolvement(
      id: id, practitioner: practitioner, person: practitioner == nil ? person : nil, role: role,
      agency: agency, from: days["from"], until: days["until"], basis: basis,
      review: days["review"])
  }

  fileprivate func changed(_ about: AboutInvolvement, _ id: InvolvementId) -> InvolvementDetails {
    let days = days
    return InvolvementDetails(
      involvement: id, role: role, agency: agency, from: days["from"], until: days["until"],
      basis: basis, review: days["review"], shown: about.header.shown)
  }
}
