/// What *My tasks* shows.
public struct MyTasksState: Sendable {
  public var tasks: Shown<TaskPage> = .reading
  public var refused: Refusal?
}

/// Reads what this person is to do, over all cases.
public final class MyTasksModel: ScreenModel<MyTasksState> {
  private let client: Client
  private var wanted = MyTasksModel.page
  private static let page = 50

  init(client: Client) {
    self.client = client
    super.init(MyTasksState())
    read()
  }

  public func complete(_ task: TaskView) {
    writing { try await self.client.completeTask(case: task.case, task: task.task) }
  }

  public func reopen(_ task: TaskView) {
    writing { try await self.client.reopenTask(case: task.case, task: task.task) }
  }

  public func showMore() {
    wanted += Self.page
    read()
  }

  private func read() {
    let wanted = wanted
    // A child's name stands beside each: a case that changes may have another.
    let tasks = client.shown({ $0 == .tasks || $0 == .cases }) {
      try await $0.firstTasks(atLeast: wanted)
    }
    follow("tasks", tasks) { $0.tasks = $1 }
  }

  private func writing(_ work: @escaping @MainActor () async throws -> Void) {
    state.refused = nil
    act({ $0.refused = $1 }, work)
  }
}

extension Client {
  fileprivate func firstTasks(atLeast: Int) async throws -> TaskPage {
    var tasks: [TaskView] = []
    var next: String?
    repeat {
      let page = try await myTasks(after: next, limit: UInt32(min(atLeast, 200)))
      tasks += page.tasks
      next = page.next
    } while next != nil && tasks.count < atLeast
    return TaskPage(tasks: tasks, next: next)
  }
}

extension TaskView {
  /// Whether it is to be done by now.
  public var isDue: Bool { doneAt == nil && (due.map { $0 <= today() } ?? false) }
}
