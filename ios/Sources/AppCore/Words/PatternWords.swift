extension PatternSign {
  /// What it stands for.
  public var words: String {
    switch self {
    case .worry: "Worry"
    case .strength: "Strength"
    case .childSeen: "Child seen"
    case .childNotSeen: "Child not seen"
    }
  }

  /// The signs that the words of their line do not explain.
  public static let explained: [PatternSign] = [.childSeen, .childNotSeen]
}

extension PatternMark {
  /// What a screen reader says of it.
  public var words: String { [sign.words, dayInWords(day: day)].said() }
}
