import Observation

/// Adds a child, once it was asked about children who may be the same.
@Observable
public final class NewChildModel: FormModel<Bool, TypedChild> {
  @ObservationIgnored private let around: Surroundings
  /// Drawn once, so that the same child added again is one.
  @ObservationIgnored private let request = drawId()
  /// Whose case is likely the same child's.
  public private(set) var same: [Duplicate] = []

  init(around: Surroundings) {
    self.around = around
    super.init(TypedChild())
    // Why nothing can be saved on this phone now, where that is so.
    let cannot = around.client.readOnlyNotice()
    state.about = cannot.map { .refused(Refusal(notice: $0)) } ?? .read(true)
  }

  public override func type(_ typed: TypedChild) {
    super.type(typed)
    // Of another child it is asked again.
    same = []
  }

  public func add() {
    let typed = state.typed
    let days = typed.days
    if refuse(days.wrong) { return }
    let new = NewCase(
      given: typed.given,
      family: typed.family,
      preferred: typed.preferred,
      born: days["born"],
      bornIsApproximate: typed.bornIsApproximate,
      expected: days["expected"],
      nhsNumber: typed.nhsNumber,
      team: [],
      request: request)
    let wasAsked = !same.isEmpty
    save {
      let client = self.around.client
      // Being asked is a help: where it cannot be asked, the child is added all the same.
      let same =
        wasAsked ? [] : await attempt { try await client.likelySameChildren(case: new) }.value ?? []
      if same.isEmpty {
        let added = try await client.openCase(case: new)
        self.isDone = true
        self.around.replace(.caseFile(added))
      } else {
        self.state.saving = Saving()
        self.same = same
      }
    }
  }
}
