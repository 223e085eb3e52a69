/// What a case shows beside its picture and its timeline.
public struct CaseState: Sendable {
  public var view: Shown<CaseView> = .reading
  public var tab: CaseTab
  public var isUnfolded = false
  public var refused: Refusal?
}

/// Reads a case, and notes that it was looked at.
public final class CaseModel: ScreenModel<CaseState> {
  private let client: Client
  private let id: CaseId

  init(client: Client, id: CaseId, tab: CaseTab) {
    self.client = client
    self.id = id
    super.init(CaseState(tab: tab))
    follow("case", client.shown({ $0 == .case(case: id) }) { try await $0.caseView(case: id) }) {
      $0.view = $1
    }
    act({ _, _ in }) { try await client.lookedAt(case: id, what: .case) }
  }

  public func show(_ tab: CaseTab) { state.tab = tab }

  public func fold() { state.isUnfolded.toggle() }

  /// One of two values is kept.
  public func choose(_ conflict: ConflictView, _ value: ConflictValue) {
    writing {
      try await self.client.chooseValue(
        case: self.id, field: conflict.field, choice: value.choice)
    }
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
