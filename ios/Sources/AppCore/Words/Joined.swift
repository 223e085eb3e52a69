// Words that stand between the client's own. What both phones' apps would say at length is the
// client's; here its parts are put together for a screen.

extension Array where Element == String {
  /// Those that are not empty, one after the other.
  func said(_ between: String = ", ") -> String {
    filter { !$0.isEmpty }.joined(separator: between)
  }
}

/// One of two forms, as a number asks for it.
func counted(_ number: UInt32, _ one: String, _ more: String) -> String {
  number == 1 ? "1 \(one)" : "\(number) \(more)"
}

/// From when and until when.
func span(_ from: Day?, _ until: Day?) -> String {
  [
    from.map { "From \(dayInWords(day: $0))" } ?? "",
    until.map { "until \(dayInWords(day: $0))" } ?? "",
  ].said(" ")
}

/// How old a fact is, and who said it.
func asKnown(_ at: UnixMillis, _ by: String) -> String {
  "As known \(latelyInWords(day: dayOf(at: at))), from \(by)"
}
