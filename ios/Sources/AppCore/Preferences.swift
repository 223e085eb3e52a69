import Foundation

/// Where small settings are kept. Nothing confidential goes there.
public protocol KeptValues: AnyObject {
  func number(_ name: String) -> Double?
  func keep(_ number: Double?, as name: String)
}

extension UserDefaults: KeptValues {
  public func number(_ name: String) -> Double? { (object(forKey: name) as? NSNumber)?.doubleValue }

  public func keep(_ number: Double?, as name: String) {
    if let number { set(number, forKey: name) } else { removeObject(forKey: name) }
  }
}

/// What this phone's owner chose for this phone. It names no child and no colleague.
@MainActor
public final class Preferences {
  private let kept: any KeptValues

  public init(_ kept: any KeptValues) { self.kept = kept }

  /// For how long the app stays open after it was left: seconds.
  public var closesAfter: TimeInterval {
    get { kept.number("closes-after") ?? 60 }
    set { kept.keep(newValue, as: "closes-after") }
  }

  /// Whether the phone tells of new entries while nobody looks at the app.
  public var tellsOfNewEntries: Bool {
    get { kept.number("tells-of-new-entries") == 1 }
    set { kept.keep(newValue ? 1 : nil, as: "tells-of-new-entries") }
  }

  /// How often a sync in the background came to nothing, one after the other.
  var failedSyncs: Int {
    get { Int(kept.number("failed-syncs") ?? 0) }
    set { kept.keep(newValue == 0 ? nil : Double(newValue), as: "failed-syncs") }
  }

  /// Forgets all of it.
  func clear() {
    for name in ["closes-after", "tells-of-new-entries", "failed-syncs"] {
      kept.keep(nil, as: name)
    }
  }
}

/// After how long an absence the app closes: seconds, in words.
public let closingTimes = [
  Option<TimeInterval>(0, "At once"), Option(60, "1 minute"), Option(300, "5 minutes"),
  Option(900, "15 minutes"),
]
