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
  /// The worry whose answer it is made of.
  public let worry: EntryView?
  /// The answer that it is made of.
  let answer: EntryView?
  let shown: String

  /// The id of a new one, so that the same answer makes one task.
  var made: TaskId? { answer.map { taskMadeIn(answer: $0.entry) } }
}

/// Adds a task, or changes one.
public final class TaskModel: FormModel<AboutTask, TypedTask> {
  private let id: CaseId
  private let task: TaskId?
  private let around: Surroundings
  private let drawn = TaskId(drawId())

  /// - Parameter answer: The answer to a worry that it is made of.
  init(_ id: CaseId, _ task: TaskId?, of answer: EntryId?, around: Surroundings) {
    self.id = id
    self.task = task
    self.around = around
    super.init(TypedTask())
    let client = around.client
    begin {
      let about = await client.writable(id).then { view in
        let known = view.tasks.first { $0.task == task }
        if task != nil, known == nil { throw ClientError.NotFound }
        let made = await client.answer(answer, in: view, child: id)
        return AboutTask(
          task: known, team: try await client.team(case: id).members, worry: made?.worry,
          answer: made?.answer, shown: view.header.shown)
      }
      // What somebody adds they mean to do, unless they say otherwise.
      let me = await attempt { try await client.me().practitioner }.value
      let typed = about.value.map { about in
        about.task.map {
          TypedTask(title: $0.title, assignee: $0.assignee, due: writeDay($0.due))
        } ?? TypedTask(title: about.answer.map { taskTitleOf(answer: $0.text) } ?? "", assignee: me)
      }
      self.state.draw(about, typed)
    }
  }

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
            id: about.made ?? self.drawn, case: self.id, title: typed.title,
            assignee: typed.assignee,
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
  /// The answer that is to become a task, with the worry. None where the task is there already, or
  /// the answer is not here any more: then any other task can be added.
  fileprivate func answer(_ answer: EntryId?, in view: CaseView, child: CaseId) async -> (
    answer: EntryView, worry: EntryView?
  )? {
    guard let answer else { return nil }
    let made = taskMadeIn(answer: answer)
    if view.tasks.contains(where: { $0.task == made }) { return nil }
    guard let said = await attempt({ try await self.entry(case: child, entry: answer) }).value
    else {
      return nil
    }
    guard let target = said.target else { return (said, nil) }
    return (said, await attempt { try await self.entry(case: child, entry: target) }.value)
  }
}
