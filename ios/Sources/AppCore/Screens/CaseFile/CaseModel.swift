/// What a case shows beside its picture and its timeline.
public struct CaseState: Sendable {
  public var view: Shown<CaseView> = .reading
  public var tab: CaseTab
  public var isUnfolded = false
  /// Whether the phone lets no notice through, although they are on for this case.
  public var areNoticesBlocked = false
  public var refused: Refusal?
}

/// Reads a case, and notes that it was looked at.
public final class CaseModel: ScreenModel<CaseState> {
  private let around: Surroundings
  private let client: Client
  private let preferences: Preferences
  private let id: CaseId

  init(_ id: CaseId, tab: CaseTab, around: Surroundings) {
    self.around = around
    client = around.client
    preferences = around.parts.preferences
    self.id = id
    super.init(CaseState(tab: tab))
    let client = around.client
    follow("case", client.shown({ $0 == .case(case: id) }) { try await $0.caseView(case: id) }) {
      $0.view = $1
    }
    act({ _, _ in }) { try await client.lookedAt(case: id, what: .case) }
  }

  public func show(_ tab: CaseTab) { state.tab = tab }

  public func fold() { state.isUnfolded.toggle() }

  /// Whether this phone tells of new entries of this case. It is off until somebody turns it on.
  public var tellsOfNewEntries: Bool { preferences.toldOf.contains(id) }

  /// - Parameter isAllowed: Whether the phone lets notices through.
  public func tellOfNewEntries(_ isOn: Bool, isAllowed: Bool) {
    preferences.tell(
      of: isOn ? preferences.toldOf.union([id]) : preferences.toldOf.subtracting([id]))
    state.areNoticesBlocked = isOn && !isAllowed
  }

  /// One of two values is kept.
  public func choose(_ conflict: ConflictView, _ value: ConflictValue) {
    writing { try await self.around.keep(value, of: conflict) }
  }

  /// Both values are right.
  public func keepAll(_ conflict: ConflictView) {
    writing { try await self.around.keepAll(of: conflict) }
  }

  /// Calls one of the values by the phone's own app.
  public func reach(_ link: String) {
    let reaching = around.parts.reaching
    begin { await reaching.reach(link) }
  }

  public func complete(_ task: TaskId) {
    writing { try await self.client.completeTask(case: self.id, task: task) }
  }

  public func reopen(_ task: TaskId) {
    writing { try await self.client.reopenTask(case: self.id, task: task) }
  }

  private func writing(_ work: @escaping @MainActor () async throws -> Void) {
    state.refused = nil
    act({ $0.refused = $1 }, work)
  }
}
