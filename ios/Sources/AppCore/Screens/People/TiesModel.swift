import Observation

/// What is asked of a new tie, in this order.
public enum TieStep: Sendable { case other, kind }

/// Who is to be tied, and to whom they can be.
public struct AboutTies: Equatable, Sendable {
  public let person: PersonView
  public let others: [Named]

  public func name(of person: PersonId?) -> String {
    others.first { $0.id == person }?.name ?? "them"
  }
}

/// What somebody answered so far.
public struct TypedTie: Equatable, Sendable {
  public var other: PersonId?
  public var kind: RelationshipKind?
  /// The tie that is being said differently, and the word that was chosen.
  public var changing: RelationshipId?
  public var changedTo: RelationshipKind?
}

/// Says how one person belongs together with the others.
@Observable
public final class TiesModel: FormModel<AboutTies, TypedTie>, HasSteps {
  @ObservationIgnored private let id: CaseId
  @ObservationIgnored private let person: PersonId
  @ObservationIgnored private let around: Surroundings
  @ObservationIgnored private let drawn = RelationshipId(drawId())
  public private(set) var step = TieStep.other

  init(_ id: CaseId, _ person: PersonId, around: Surroundings) {
    self.id = id
    self.person = person
    self.around = around
    super.init(TypedTie())
    begin {
      self.state.draw(
        await around.client.writable(id).then { view in
          AboutTies(
            person: try view.someone(person),
            others: view.withoutAccount.filter { $0.id != person })
        })
    }
  }

  func stepBack() -> Bool {
    if step == .other { return false }
    state.saving = Saving()
    step = .other
    return true
  }

  public func goOn() {
    let typed = state.typed
    guard let other = typed.other else {
      _ = refuse([InvalidField(field: "other", reason: "Choose whom.")])
      return
    }
    if step == .other {
      state.saving = Saving()
      step = .kind
      return
    }
    guard let kind = typed.kind else {
      _ = refuse([InvalidField(field: "kind", reason: "Choose how they belong together.")])
      return
    }
    save {
      _ = try await self.around.client.relate(
        case: self.id,
        tie: NewRelationship(id: self.drawn, from: self.person, kind: kind, to: other))
      self.leave()
    }
  }

  /// Begins to say a tie differently.
  public func change(_ tie: TieView) {
    var typed = state.typed
    typed.changing = tie.relationship
    typed.changedTo = tie.kind
    type(typed)
  }

  public func saveChange() {
    guard let tie = state.typed.changing, let kind = state.typed.changedTo else { return }
    save {
      try await self.around.client.changeTie(
        case: self.id, relationship: tie, person: self.person, kind: kind)
      self.leave()
    }
  }

  public func remove(_ tie: TieView) {
    save {
      try await self.around.client.removeRelationship(
        case: self.id, relationship: tie.relationship)
      self.leave()
    }
  }

  private func leave() {
    isDone = true
    around.back()
  }
}
