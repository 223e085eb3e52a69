extension ChipView {
  public var words: String { [label, waitingLabel].said(" · ") }
}

extension SyncView {
  public var words: String { [label, waitingLabel].said(" · ") }

  public var facts: [Fact] {
    [
      Fact(
        "Saved on this phone, not yet on the relay",
        waiting == 0 ? "nothing" : counted(waiting, "change", "changes")),
      Fact("Phone and relay last agreed", lastAgreed.map { momentInWords(at: $0) } ?? "not yet"),
      Fact("Last tried", lastTry.map { "\(momentInWords(at: $0.at)): \($0.outcome)" } ?? ""),
    ].filter { !$0.value.isEmpty }
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
  public var groups: [Headed<TaskView>] {
    let open = tasks.filter { !$0.isDone }
    return [
      Headed("Due", open.filter(\.isDue)), Headed("Later", open.filter { !$0.isDue }),
      Headed("Done", tasks.filter(\.isDone)),
    ].filter { !$0.members.isEmpty }
  }

  /// Whether nothing is to be done.
  public var isAllDone: Bool { tasks.allSatisfy(\.isDone) }
}

extension AboutTask {
  /// Nobody, the team, and whoever has the task without being on it.
  public var whoCanDoIt: [Option<PractitionerId?>] {
    var who = [Option<PractitionerId?>(nil, "Nobody yet")]
    if let task, let assignee = task.assignee,
      !team.contains(where: { $0.practitioner == assignee })
    {
      who.append(Option(assignee, "\(task.assigneeName), not on the team"))
    }
    return who + team.map { Option($0.practitioner, "\($0.name), \($0.role)") }
  }
}
