import Foundation

/// Says that there is something new, and nothing of what nor of whom. It is off for each case until
/// somebody turns it on there: a phone lies on many tables.
@MainActor
final class NewEntryNotices {
  private let poster: any NoticePoster
  private let preferences: Preferences
  private let isLookedAt: () -> Bool

  init(
    poster: any NoticePoster, preferences: Preferences, isLookedAt: @escaping () -> Bool
  ) {
    self.poster = poster
    self.preferences = preferences
    self.isLookedAt = isLookedAt
  }

  /// Syncs in the background, and tells of what it brought to the cases that are told of.
  func telling(
    of client: Client, _ sync: () async throws -> SyncOutcome
  ) async throws -> SyncOutcome {
    let before = await unread(client)
    let outcome = try await sync()
    guard let before, let now = await unread(client) else { return outcome }
    let hasGrown = now.contains { id, count in count > before[id] ?? 0 }
    if hasGrown, !isLookedAt() { poster.post("Patchwork has an update") }
    return outcome
  }

  /// How much is unread in each case that is told of; none where nothing is told of, or where it
  /// cannot be read. A case that is not on this phone any more is forgotten.
  private func unread(_ client: Client) async -> [CaseId: UInt32]? {
    if preferences.toldOf.isEmpty { return nil }
    guard let cases = await attempt({ try await client.allCases() }).value else { return nil }
    preferences.tell(of: preferences.toldOf.intersection(cases.map(\.case)))
    let told = cases.filter { preferences.toldOf.contains($0.case) }
    return Dictionary(
      told.map { ($0.case, $0.counts.unread) }, uniquingKeysWith: { one, _ in one })
  }

  /// Whoever looks at the app has seen it.
  func takeAway() { poster.takeAway() }
}
