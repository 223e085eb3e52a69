extension ChipView {
  public var words: String { [label, waitingLabel].said(" · ") }
}

extension SyncView {
  public var words: String { [label, waitingLabel].said(" · ") }

  public var facts: [(label: String, value: String)] {
    [
      (
        "Saved on this phone, not yet on the relay",
        waiting == 0 ? "nothing" : counted(waiting, "change", "changes")
      ),
      (
        "Phone and relay last agreed", lastAgreed.map { momentInWords(at: $0) } ?? "not yet"
      ),
      ("Last tried", lastTry.map { "\(momentInWords(at: $0.at)): \($0.outcome)" } ?? ""),
    ].filter { !$0.1.isEmpty }
  }
}

extension WaitingPlace {
  public var words: String { "\(`case` == nil ? "Directory" : child): \(what)" }

  public var oldestWords: String { "the oldest saved \(momentInWords(at: oldest))" }
}

extension LastHeard {
  public var atWords: String { momentInWords(at: at) }
}

extension TaskView {
  /// By when, and whose.
  public func words(showsChild: Bool) -> String {
    [
      showsChild ? child : "", assigneeName,
      doneAt.map { "done \(latelyInWords(day: dayOf(at: $0))) by \(doneBy)" }
        ?? due.map { dueInWords(day: $0) } ?? "",
    ].said()
  }

  public var isDone: Bool { doneAt != nil }
}

extension TaskPage {
  /// What is due, what comes later, and what is done.
  public var groups: [(heading: String, tasks: [TaskView])] {
    let open = tasks.filter { !$0.isDone }
    return [
      ("Due", open.filter(\.isDue)), ("Later", open.filter { !$0.isDue }),
      ("Done", tasks.filter(\.isDone)),
    ].filter { !$0.1.isEmpty }
  }
}

extension AboutTask {
  /// Nobody, the team, and whoever has the task without being on it.
  public var whoCanDoIt: [(value: PractitionerId?, label: String)] {
    var who: [(value: PractitionerId?, label: String)] = [(nil, "Nobody yet")]
    if let task, let assignee = task.assignee,
      !team.contains(where: { $0.practitioner == assignee })
    {
      who.append((assignee, "\(task.assigneeName), not on the team"))
    }
    return who + team.map { ($0.practitioner, "\($0.name), \($0.role)") }
  }
}
