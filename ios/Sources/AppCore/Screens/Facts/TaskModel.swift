/// What somebody typed of a task.
public struct TypedTask: Equatable, Sendable {
  public var title = ""
  public var assignee: PractitionerId?
  public var due = ""
}

/// What a task's form is about.
public struct AboutTask: Equatable, Sendable {
  /// None for a new one.
  public let task: TaskView?
  public let team: [TeamMemberView]
  /// The worry whose answer made it, while it is here.
  public let worry: EntryView?
  public let child: String
  /// Who will see what is saved of it.
  public let whoSees: String
  let shown: String

  /// What the page is called.
  public var heading: String { task == nil ? "Add a task" : "Task for \(child)" }
}

/// Adds a task; shows one, and changes it.
public final class TaskModel: FormModel<AboutTask, TypedTask> {
  private let id: CaseId
  private let task: TaskId?
  private let around: Surroundings
  /// The id of a new one, so that one that is sent again is not added again.
  private let drawn = TaskId(drawId())

  init(_ id: CaseId, _ task: TaskId?, around: Surroundings) {
    self.id = id
    self.task = task
    self.around = around
    super.init(TypedTask())
    let client = around.client
    begin {
      let about = await client.writable(id).then { view in
        let known = view.tasks.first { $0.task == task }
        if task != nil, known == nil { throw ClientError.NotFound }
        return AboutTask(
          task: known, team: try await client.team(case: id).members,
          worry: await client.worry(of: known), child: view.header.child,
          whoSees: try await client.audience(draft: try await client.newDraft(case: id)).label,
          shown: view.header.shown)
      }
      // What somebody adds they mean to do, unless they say otherwise.
      let me = await attempt { try await client.me().practitioner }.value
      let typed = about.value.map { about in
        about.task.map {
          TypedTask(title: $0.title, assignee: $0.assignee, due: writeDay($0.due))
        } ?? TypedTask(assignee: me)
      }
      self.state.draw(about, typed)
    }
  }

  /// Whether the folded form of a task that is there must show: other words stand in it than were
  /// read, or some that were refused.
  public var mustShowForm: Bool { holdsWords || state.saving.refused != nil }

  public func save() { saveTyped { _ in } }

  // What was typed meanwhile is saved with it.

  public func complete() {
    saveTyped { try await self.around.client.completeTask(case: self.id, task: $0) }
  }

  public func reopen() {
    saveTyped { try await self.around.client.reopenTask(case: self.id, task: $0) }
  }

  public func remove() {
    guard let task else { return }
    save {
      try await self.around.client.removeTask(case: self.id, task: task)
      self.leave()
    }
  }

  private func saveTyped(_ andThen: @escaping @MainActor (TaskId) async throws -> Void) {
    let typed = state.typed
    let days = TypedDays(["due": typed.due])
    guard let about = state.about.value, !refuse(days.wrong) else { return }
    let client = around.client
    save {
      if let task = self.task {
        try await client.changeTask(
          case: self.id,
          details: TaskDetails(
            task: task, title: typed.title, assignee: typed.assignee, due: days["due"],
            shown: about.shown))
        try await andThen(task)
      } else {
        _ = try await client.addTask(
          task: NewTask(
            id: self.drawn, case: self.id, title: typed.title, assignee: typed.assignee,
            due: days["due"]))
      }
      self.leave()
    }
  }

  private func leave() {
    isDone = true
    around.back()
  }
}

extension Client {
  /// The worry whose answer made a task, while both are here.
  fileprivate func worry(of task: TaskView?) async -> EntryView? {
    guard let task else { return nil }
    let answer = answerThatMade(task: task.task)
    let said = await attempt { try await self.entry(case: task.case, entry: answer) }.value
    guard let target = said?.target else { return nil }
    return await attempt { try await self.entry(case: task.case, entry: target) }.value
  }
}
