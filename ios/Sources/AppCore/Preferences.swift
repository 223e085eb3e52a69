import Foundation
import Observation

/// Where small settings are kept. Nothing confidential goes there.
public protocol KeptValues: AnyObject {
  func number(_ name: String) -> Double?
  func keep(_ number: Double?, as name: String)
  func words(_ name: String) -> [String]
  /// Keeps these words; nothing where there are none.
  func keep(_ words: [String], as name: String)
}

extension UserDefaults: KeptValues {
  public func number(_ name: String) -> Double? { (object(forKey: name) as? NSNumber)?.doubleValue }

  public func keep(_ number: Double?, as name: String) {
    if let number { set(number, forKey: name) } else { removeObject(forKey: name) }
  }

  public func words(_ name: String) -> [String] { stringArray(forKey: name) ?? [] }

  public func keep(_ words: [String], as name: String) {
    if words.isEmpty { removeObject(forKey: name) } else { set(words, forKey: name) }
  }
}

/// What this phone's owner chose for this phone. It names no child and no colleague.
@MainActor @Observable
public final class Preferences {
  @ObservationIgnored private let kept: any KeptValues
  /// The cases of whose new entries the phone tells while nobody looks at the app, by ids that were
  /// drawn by chance. None until somebody turns it on.
  public private(set) var toldOf: Set<CaseId>

  public init(_ kept: any KeptValues) {
    self.kept = kept
    toldOf = Set(kept.words("told-of").map { CaseId($0) })
  }

  /// Tells of these cases and of no others.
  func tell(of cases: Set<CaseId>) {
    if cases == toldOf { return }
    toldOf = cases
    kept.keep(cases.map(\.text).sorted(), as: "told-of")
  }

  /// For how long the app stays open after it was left: seconds.
  public var closesAfter: TimeInterval {
    get { kept.number("closes-after") ?? 60 }
    set { kept.keep(newValue, as: "closes-after") }
  }

  /// How often a sync in the background came to nothing, one after the other.
  var failedSyncs: Int {
    get { Int(kept.number("failed-syncs") ?? 0) }
    set { kept.keep(newValue == 0 ? nil : Double(newValue), as: "failed-syncs") }
  }

  /// Forgets all of it.
  func clear() {
    tell(of: [])
    for name in ["closes-after", "failed-syncs"] { kept.keep(nil, as: name) }
  }
}

/// After how long an absence the app closes: seconds, in words.
public let closingTimes = [
  Option<TimeInterval>(0, "At once"), Option(60, "1 minute"), Option(300, "5 minutes"),
  Option(900, "15 minutes"),
]
