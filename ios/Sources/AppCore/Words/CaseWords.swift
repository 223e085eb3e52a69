extension CaseListing {
  public var seenWords: String {
    lastSeen.map { "Last seen \(momentInWords(at: $0))" } ?? "Not seen yet"
  }

  /// What is to be looked at there.
  public var tags: [String] {
    [
      counts.unread > 0 ? "\(counts.unread) new" : "",
      counts.tasksDue > 0 ? counted(counts.tasksDue, "task due", "tasks due") : "",
      counts.conflicts > 0 ? "Choose a value" : "",
    ].filter { !$0.isEmpty }
  }
}

extension CaseFamily {
  public var heading: String { name.isEmpty ? "No family name" : name }
}

extension ForYouLine {
  public var words: String { [text, at.map { momentInWords(at: $0) } ?? ""].said() }
}

extension CaseHeader {
  /// What stands beside the name, markers in full.
  public var chipWords: [String] {
    chips.map { $0.kind == .marker ? "Before you go: \($0.text)" : $0.text }
  }

  /// The facts below the name, each with what it is.
  public var facts: [Fact] {
    [
      Fact("Child last seen", Self.when(lastSeen, lastSeenBy)),
      Fact("Family last spoken to", Self.when(lastSpoken, lastSpokenBy)),
      Fact("Birth", born),
      Fact("Full name", fullName),
    ].filter { !$0.value.isEmpty }
  }

  public func name(of tab: CaseTab) -> String {
    switch tab {
    case .picture: "Picture"
    case .people: "List"
    case .timeline: counts.unread > 0 ? "Timeline, \(counts.unread) new" : "Timeline"
    case .tasks: counts.tasksOpen > 0 ? "Tasks, \(counts.tasksOpen) open" : "Tasks"
    }
  }

  private static func when(_ at: UnixMillis?, _ by: String) -> String {
    at.map { [momentInWords(at: $0), by].said() } ?? "not written down"
  }
}

extension ChildView {
  public var knownWords: String { recordedAt.map { asKnown($0, recordedBy) } ?? "" }
}

extension StatusView {
  public var knownWords: String {
    [
      from.map { "From \(dayInWords(day: $0))" } ?? "", source,
      "known \(latelyInWords(day: dayOf(at: recordedAt))), \(recordedBy)",
    ].said("; ")
  }
}

extension MarkerView {
  public var words: String { texts.joined(separator: " or: ") }

  public var knownWords: String { asKnown(recordedAt, recordedBy) }

  public var visitorWords: String {
    [
      "\(recordedBy), \(latelyInWords(day: dayOf(at: recordedAt)))",
      review.map { "look at it again by \(dayInWords(day: $0))" } ?? "",
    ].said("; ")
  }

  /// Until someone chooses among its values, it cannot be changed.
  public var isInConflict: Bool { texts.count > 1 }
}

extension ConflictView {
  public var question: String { "\(label): which is right?" }

  public var hint: String { whatBecomesOfValues(conflict: self) }

  public var mayChoose: Bool { whyNot.isEmpty }
}

extension ConflictValue {
  public var byWords: String { "\(by), \(momentInWords(at: at))" }

  /// Whether it can be called before one is chosen.
  public var mayBeCalled: Bool { link.hasPrefix("tel:") }

  /// The age of an address.
  public var knownWords: String { "as known \(latelyInWords(day: dayOf(at: at))), from \(by)" }
}

extension ResidenceView {
  public var whatWords: String { [kindLabel, pattern].said() }

  public var spanWords: String { span(from, until) }

  public var showWords: String { "\(withheldWords): show the address" }

  public var withheldWords: String {
    withheldFrom.isEmpty ? "Withheld" : "Withheld from \(withheldFrom)"
  }

  /// Whether a map may be offered.
  public var offersMap: Bool { mayBeMapped && !hasEnded }
}

extension InvolvementView {
  public var whoWords: String { [name, role, agency].said() }

  public var factWords: String {
    [
      span(from, until), basisLabel.isEmpty ? "" : "Basis: \(basisLabel)",
      review.map { "look at it again by \(dayInWords(day: $0))" } ?? "",
    ].said()
  }

  public var knownWords: String { asKnown(recordedAt, recordedBy) }
}

extension TieView {
  public var words: String { "\(label) \(otherName)" }

  public var knownWords: String { asKnown(recordedAt, recordedBy) }
}

extension CaseView {
  public var family: [PersonView] { people.filter(\.isFamily) }

  /// Helpers by agency, then those whose part is over, of every agency.
  public var helpers: [Headed<PersonView>] {
    let helpers = people.filter { !$0.isFamily }
    let now = helpers.filter { $0.isCurrent || $0.isDeceased }
    let before = helpers.filter { !$0.isCurrent && !$0.isDeceased }
    return now.grouped { $0.agency.isEmpty ? "Agency not written down" : $0.agency }
      + before.grouped { _ in "Used to help" }
  }
}
