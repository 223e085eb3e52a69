import Foundation

/// Says that there is something new, and nothing of what. It is off until somebody turns it on: a
/// phone lies on many tables.
@MainActor
final class NewEntryNotices {
  private let poster: any NoticePoster
  private let isOn: () -> Bool
  private let isLookedAt: () -> Bool

  init(poster: any NoticePoster, isOn: @escaping () -> Bool, isLookedAt: @escaping () -> Bool) {
    self.poster = poster
    self.isOn = isOn
    self.isLookedAt = isLookedAt
  }

  /// Tells of what a sync in the background brought.
  func afterSync(_ outcome: SyncOutcome) {
    if outcome.newEntries > 0, isOn(), !isLookedAt() { poster.post("Patchwork has an update") }
  }

  /// Whoever looks at the app has seen it.
  func takeAway() { poster.takeAway() }
}
