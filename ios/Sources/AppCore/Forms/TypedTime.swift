import Foundation

/// A time of day.
struct ClockTime: Equatable {
  let hour: Int
  let minute: Int

  /// “15:30”, “15.30”, “1530” or “9:05”. None where it cannot be read.
  init?(typed: String) {
    let digits = typed.filter(\.isASCIIDigit)
    guard (3...4).contains(digits.count),
      typed.allSatisfy({ $0.isASCIIDigit || ":. ".contains($0) }),
      let hour = Int(digits.dropLast(2)), let minute = Int(digits.suffix(2)),
      hour < 24, minute < 60
    else { return nil }
    self.hour = hour
    self.minute = minute
  }

  /// This time of a day, on the clock of this device.
  func on(_ day: Day) -> Date? {
    var parts = day.components
    parts.hour = hour
    parts.minute = minute
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .current
    return calendar.date(from: parts)
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
