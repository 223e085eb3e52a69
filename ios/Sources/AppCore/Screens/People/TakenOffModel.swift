/// Who was taken off a case.
public struct TakenOffState: Sendable {
  public var people: Shown<[TakenOffView]> = .reading
  public var isSaving = false
  public var refused: Refusal?
}

/// Puts people back who were taken off a case.
public final class TakenOffModel: ScreenModel<TakenOffState> {
  private let id: CaseId
  private let around: Surroundings

  init(_ id: CaseId, around: Surroundings) {
    self.id = id
    self.around = around
    super.init(TakenOffState())
    let people = around.client.shown({ $0 == .case(case: id) }) {
      try await $0.caseView(case: id).takenOff
    }
    follow("people", people) { $0.people = $1 }
  }

  public func putBack(_ person: PersonId) {
    if state.isSaving { return }
    state.isSaving = true
    state.refused = nil
    act({ state, refused in
      state.isSaving = false
      state.refused = refused
    }) {
      try await self.around.client.putBack(case: self.id, person: person)
      self.state.isSaving = false
      self.around.go(.person(self.id, person))
    }
  }
}
