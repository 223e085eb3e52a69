import Foundation

/// A day as people type it: day, month and year with anything between them that a keyboard of
/// digits has, or as 2026-03-27. None where it cannot be read.
public func readDay(_ typed: String) -> Day? {
  let parts = typed.split(whereSeparator: { "/. -".contains($0) })
  let numbers = parts.compactMap { Int($0) }
  guard numbers.count == parts.count, numbers.count == 3 else { return nil }
  // A year in front tells the second way from the first.
  let order = parts[0].count == 4 ? [numbers[2], numbers[1], numbers[0]] : numbers
  // A year of two digits is a slip: nobody is taken for two thousand years old.
  guard order[2] >= 1800 else { return nil }
  return Day(year: order[2], month: order[1], day: order[0])
}

/// A day as `readDay` reads it again.
public func writeDay(_ day: Day?) -> String {
  day.map { "\($0.day)/\($0.month)/\($0.year)" } ?? ""
}

/// The days of a form, read from what was typed: none for an empty field.
struct TypedDays {
  /// The fields that hold no day.
  let wrong: [InvalidField]
  private let days: [String: Day]

  init(_ typed: KeyValuePairs<String, String>) {
    var wrong: [InvalidField] = []
    var days: [String: Day] = [:]
    for (field, typed) in typed {
      let words = typed.trimmingCharacters(in: .whitespacesAndNewlines)
      if words.isEmpty { continue }
      if let day = readDay(words) {
        days[field] = day
      } else {
        wrong.append(
          InvalidField(
            field: field,
            reason: "“\(words)” is not a date. Type it as day/month/year, such as 27/3/2026."))
      }
    }
    self.wrong = wrong
    self.days = days
  }

  subscript(field: String) -> Day? { days[field] }
}
