import Foundation

/// A day of the calendar, of no time zone. Foundation has no type of its own for it: a `Date` is a
/// moment, and `DateComponents` may lack any of its parts.
public struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let year: Int
  public let month: Int
  public let day: Int

  /// None where the calendar has no such day.
  public init?(year: Int, month: Int, day: Int) {
    let components = DateComponents(year: year, month: month, day: day)
    guard (1...9999).contains(year), components.isValidDate(in: Day.calendar) else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads a day as the library writes it, such as `2019-03-12`.
  public init(iso: String) throws {
    let numbers = iso.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 3, let year = numbers[0], let month = numbers[1], let day = numbers[2],
      let found = Day(year: year, month: month, day: day)
    else { throw NoSuchDay(text: iso) }
    self = found
  }

  /// The day of this moment on the calendar and clock of this device.
  public init(of moment: Date, in zone: TimeZone = .current) {
    var calendar = Day.calendar
    calendar.timeZone = zone
    self.init(calendar.dateComponents([.year, .month, .day], from: moment))
  }

  private init(_ components: DateComponents) {
    year = components.year ?? 1
    month = components.month ?? 1
    day = components.day ?? 1
  }

  /// As the library writes it, such as `2019-03-12`.
  public var iso: String {
    [(year, 4), (month, 2), (day, 2)].map { number, width in
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }.joined(separator: "-")
  }

  /// For Foundation, and for what chooses a day.
  public var components: DateComponents { DateComponents(year: year, month: month, day: day) }

  /// So many days later, or earlier where the number is negative.
  public func adding(days: Int) -> Day {
    let calendar = Day.calendar
    guard let here = calendar.date(from: components),
      let there = calendar.date(byAdding: .day, value: days, to: here)
    else { return self }
    return Day(calendar.dateComponents([.year, .month, .day], from: there))
  }

  public var description: String { iso }

  public static func < (one: Day, other: Day) -> Bool {
    (one.year, one.month, one.day) < (other.year, other.month, other.day)
  }

  private static var calendar: Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
    return calendar
  }
}

/// What should be a day is none.
public struct NoSuchDay: Error, Hashable {
  public let text: String
}
