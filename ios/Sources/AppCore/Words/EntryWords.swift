extension EntryView {
  public var kindWords: String {
    outcomeLabel.isEmpty ? label : "\(label): \(outcomeLabel)"
  }

  public var happenedWords: String {
    if happenedOnDay { return "\(latelyInWords(day: happenedDay)), time not noted" }
    let clock = clockTime(at: happenedAt)
    return happenedIsApproximate ? "about \(clock)" : clock
  }

  /// What can be said about it.
  public var waysToAnswer: [EntryKind] { mayAnswer.filter { !$0.alters } }

  /// How its author can alter it.
  public var waysToAlter: [EntryKind] { mayAnswer.filter(\.alters) }

  /// Who wrote it, about whom, with whom, and how it is known, on one line.
  public var byline: String {
    let isLate = !happenedOnDay && isWrittenLater(happened: happenedAt, written: writtenAt)
    return [
      [authorName, authorRole, authorAgency].said(),
      about.isEmpty ? "" : "about \(about.joined(separator: ", "))",
      with.isEmpty ? "" : "with \(with.joined(separator: ", "))",
      knownLabel,
      isLate ? "written down \(momentInWords(at: writtenAt))" : "",
    ].said(" · ")
  }

  public var readWords: String {
    readBy.isEmpty ? "" : "Read by \(readBy.joined(separator: ", "))"
  }

  /// What stands out about it.
  public var tags: [String] {
    [
      isNew ? "New" : "", isUnanswered ? "Waits for a response" : "",
      state == .onRelay ? "" : stateLabel,
    ].filter { !$0.isEmpty }
  }

  /// One line of it, for a card over a face.
  public var shortByline: String {
    "\(label), \(latelyInWords(day: happenedDay)), \(authorName)" + (isNew ? " · New" : "")
  }

  /// A detail that is not the words themselves.
  public var ownDetail: String { detail == text ? "" : detail }

  /// Of a decision about sharing: with whom, and why.
  public var sharingWords: [String] {
    [
      withWhom.isEmpty ? "" : (sharing == .doNotShare ? "Not with " : "With ") + withWhom,
      why.isEmpty ? "" : "Why: \(why)",
    ].filter { !$0.isEmpty }
  }
}

extension AnswerView {
  public var byline: String {
    ["\(label) by \([authorName, authorAgency].said())", momentInWords(at: writtenAt)].said()
  }

  /// What stands out about it; under an entry that is new itself, nothing more is marked so.
  public func tags(under entry: EntryView) -> [String] {
    [isNew && !entry.isNew ? "New" : "", state == .onRelay ? "" : stateLabel].filter { !$0.isEmpty }
  }
}

extension Correction {
  public var byline: String { "Corrected by \(authorName), \(momentInWords(at: writtenAt))" }
}

/// What can be answered with, in the words of a button.
public func answers(_ kinds: [EntryKind]) -> [AnswerKindChoice] {
  choices().answerKinds.filter { kinds.contains($0.value) }
}

extension DraftView {
  /// What the page of this kind of words is called.
  public func heading(child: String) -> String {
    if let answer = choices().answerKinds.first(where: { $0.value == kind }) {
      return answer.action
    }
    return child.isEmpty ? "What did you notice?" : "About \(child)"
  }

  /// What its field asks.
  public var asks: String {
    switch kind {
    case .childsWords: "What did the child say, in their own words?"
    case .amendment: "How should it read?"
    case .strikeThrough: "Why is it struck through?"
    case .question: "What do you question?"
    case .sharingDecision: "What was it about?"
    default: "What did you notice?"
    }
  }
}

extension SearchHit {
  public var tags: [String] {
    [
      isStruck ? "Struck through" : isCorrected ? "Corrected" : "",
      isSuggestion ? "Sounds like it" : "",
    ].filter { !$0.isEmpty }
  }
}

extension NewInCase {
  /// Above what is new since the last visit; none where nothing is.
  public var heading: String? {
    guard let since, !entries.isEmpty else { return nil }
    return "New since \(sinceInWords(at: since))"
  }
}

extension EntryKind {
  /// Whether it corrects an entry or strikes it through.
  fileprivate var alters: Bool { self == .amendment || self == .strikeThrough }
}
