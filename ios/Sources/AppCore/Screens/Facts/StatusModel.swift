import Observation

/// What is asked about a plan or a legal status.
public enum StatusStep: Sendable { case status, category, legalStatus, since }

/// What somebody answered so far. Nothing is chosen beforehand.
public struct TypedStatus: Equatable, Sendable {
  public var kind: StatusKind?
  public var category: PlanCategory?
  public var legalStatus: LegalStatus?
  public var from = ""
  public var source = ""

  /// The questions that are asked after these answers.
  public var steps: [StatusStep] {
    switch kind {
    case .protectionPlan: [.status, .category, .since]
    case .lookedAfter: [.status, .legalStatus, .since]
    default: [.status, .since]
    }
  }

  fileprivate var status: ChildStatus? {
    switch kind {
    case nil: nil
    case .noPlan: .noPlan
    case .childInNeed: .childInNeed
    case .protectionPlan: .protectionPlan(category)
    case .lookedAfter: .lookedAfter(legalStatus)
    }
  }
}

/// Records which plan or legal status stands, since when, and from whom it is known.
@Observable
public final class StatusModel: FormModel<CaseHeader, TypedStatus>, HasSteps {
  @ObservationIgnored private let id: CaseId
  @ObservationIgnored private let around: Surroundings
  /// What the case showed when the first question was asked.
  @ObservationIgnored private var shown = ""
  public private(set) var step = StatusStep.status

  init(_ id: CaseId, around: Surroundings) {
    self.id = id
    self.around = around
    super.init(TypedStatus())
    let client = around.client
    begin { [weak self] in
      let begun = await client.writable(id)
      guard let self else { return }
      self.shown = begun.value?.header.shown ?? ""
      if let refusal = begun.refusal {
        self.state.about = .refused(refusal)
        return
      }
      // The case as it is now, for the risk markers.
      let header = client.shown({ $0 == .case(case: id) }) {
        try await $0.caseView(case: id).header
      }
      self.follow("header", header) { $0.about = $1 }
    }
  }

  func stepBack() -> Bool {
    let steps = state.typed.steps
    guard let here = steps.firstIndex(of: step), here > 0 else { return false }
    state.saving = Saving()
    step = steps[here - 1]
    return true
  }

  public func goOn() {
    let typed = state.typed
    guard let status = typed.status else {
      _ = refuse([InvalidField(field: "status", reason: "Choose what stands now.")])
      return
    }
    if let here = typed.steps.firstIndex(of: step), here + 1 < typed.steps.count {
      state.saving = Saving()
      step = typed.steps[here + 1]
      return
    }
    let days = TypedDays(["from": typed.from])
    if refuse(days.wrong) { return }
    save {
      try await self.around.client.setStatus(
        case: self.id, status: status, from: days["from"], source: typed.source, shown: self.shown)
      self.isDone = true
      self.around.back()
    }
  }
}
