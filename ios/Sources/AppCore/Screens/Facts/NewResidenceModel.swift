import Observation

/// What is asked of a place where somebody lives, with the fields that answer it.
public enum ResidenceStep: Int, CaseIterable, Sendable {
  case who, place, days, withheld

  var fields: Set<String> {
    switch self {
    case .who: ["person"]
    case .place: ["kind", "address"]
    case .days: ["pattern", "from", "until"]
    case .withheld: ["withheld_from"]
    }
  }
}

/// Adds where somebody lives, one question after the other.
@Observable
public final class NewResidenceModel: FormModel<CaseView, TypedResidence>, HasSteps {
  @ObservationIgnored private let id: CaseId
  @ObservationIgnored private let around: Surroundings
  @ObservationIgnored private let drawn = ResidenceId(drawId())
  public private(set) var step: ResidenceStep

  init(_ id: CaseId, of person: PersonId?, around: Surroundings) {
    self.id = id
    self.around = around
    // Whose page it was asked on lives there.
    step = person == nil ? .who : .place
    super.init(TypedResidence(person: person))
    begin { self.state.draw(await around.client.writable(id)) }
  }

  /// Everybody who can live there, or be kept from knowing it.
  public var people: [Named] { state.about.value?.withoutAccount ?? [] }

  /// Who lives there, by name.
  public var livesThere: String {
    people.first { $0.id == state.typed.person }?.name ?? state.about.value?.header.child ?? ""
  }

  /// Whoever lives there knows the address.
  public var others: [Named] { people.filter { $0.id != state.typed.person } }

  public var heading: String {
    switch step {
    case .who: "Who lives there?"
    case .place: "Where does \(livesThere) live?"
    case .days: "When does \(livesThere) live there?"
    case .withheld: "Must anybody not know this address?"
    }
  }

  public func toggleWithheld(_ person: PersonId) {
    var typed = state.typed
    typed.withheldFrom.toggle(person)
    type(typed)
  }

  func stepBack() -> Bool {
    guard let before = ResidenceStep(rawValue: step.rawValue - 1) else { return false }
    state.saving = Saving()
    step = before
    return true
  }

  public func goOn() {
    let typed = state.typed
    let wrong = wrong(typed)
    if refuse(wrong.filter { step.fields.contains($0.field) }) { return }
    if let next = ResidenceStep(rawValue: step.rawValue + 1) {
      state.saving = Saving()
      step = next
      return
    }
    guard let kind = typed.kind, wrong.isEmpty else { return putRight(wrong) }
    save {
      _ = try await self.around.client.addResidence(
        case: self.id, residence: typed.residence(self.drawn, kind))
      self.isDone = true
      self.around.back()
    }
  }

  /// Back to the question whose answer is not taken.
  private func putRight(_ wrong: [InvalidField]) {
    let asks = ResidenceStep.allCases.first { step in
      wrong.contains { step.fields.contains($0.field) }
    }
    if let asks { step = asks }
    _ = refuse(wrong)
  }

  /// Everything that is wrong with what was answered so far.
  private func wrong(_ typed: TypedResidence) -> [InvalidField] {
    var wrong: [InvalidField] = []
    if typed.person == nil {
      wrong.append(InvalidField(field: "person", reason: "Choose who lives there."))
    }
    do {
      try around.client.checkResidence(residence: typed.residence(nil, typed.kind ?? .home))
    } catch ClientError.Invalid(let field, let reason, let others) {
      wrong += [InvalidField(field: field, reason: reason)] + others
    } catch {
      // What is none of a field's is said when it is saved.
    }
    if typed.kind == nil {
      wrong.append(InvalidField(field: "kind", reason: "Choose what sort of place it is."))
    }
    return wrong + typed.days.wrong
  }
}
