import Foundation

/// Syncs while nobody looks at the app, in the time that the system gives. A request is good for one
/// time, so each run asks for the next one.
@MainActor
public final class BackgroundSync {
  private let scheduler: any BackgroundScheduler
  private let preferences: Preferences
  private let client: OpenedClient
  private let notices: NewEntryNotices
  private let isAtFront: () -> Bool
  private let now: () -> Date
  private let times: BackgroundTimes
  static let lookEvery: TimeInterval = 1_800
  static let firstPause: TimeInterval = 30
  /// Tries before it is left to the next regular look.
  static let tries = 8

  init(
    scheduler: any BackgroundScheduler,
    preferences: Preferences,
    client: OpenedClient,
    notices: NewEntryNotices,
    isAtFront: @escaping () -> Bool,
    now: @escaping () -> Date,
    times: BackgroundTimes
  ) {
    self.scheduler = scheduler
    self.preferences = preferences
    self.client = client
    self.notices = notices
    self.isAtFront = isAtFront
    self.now = now
    self.times = times
  }

  /// Something was saved here: it goes as soon as the system lets it.
  func sendSoon() { scheduler.ask(for: BackgroundRequest(kind: .send, earliest: nil)) }

  /// Looks for news from time to time, for as long as the app is installed.
  func lookRegularly() {
    scheduler.ask(
      for: BackgroundRequest(kind: .look, earliest: now().addingTimeInterval(Self.lookEvery)))
  }

  /// Asks for no more time: this phone was erased or belongs to no partnership.
  func stop() {
    preferences.failedSyncs = 0
    scheduler.cancelAll()
  }

  /// One sync in the time that the system granted. Whether it came to its end.
  @discardableResult
  public func run(_ kind: BackgroundRequest.Kind) async -> Bool {
    if kind == .look { lookRegularly() }
    do {
      let client = try await client.open()
      // Opened for this work alone, it keeps no connection up by itself.
      if !isAtFront() { try await client.background() }
      let outcome = try await notices.telling(of: client) {
        try await client.syncNow(deadlineMs: times.deadline(of: kind))
      }
      return settle(outcome.whyStopped)
    } catch {
      // A keychain that cannot be read before the first unlock can be read later. What stays broken
      // is said when somebody opens the app.
      return tryLater()
    }
  }

  /// The app is being left, and the system lets it work on for some seconds: what was saved goes now
  /// rather than later.
  func leave(_ client: Client) async {
    _ = await attempt {
      try await client.background()
      if try await client.syncStatus().waiting == 0 { return }
      // Asked for beforehand: the process may end in the middle.
      self.sendSoon()
      if self.isAtFront() { return }
      let outcome = try await client.syncNow(deadlineMs: times.deadline(of: .look))
      self.settle(outcome.whyStopped)
    }
  }

  @discardableResult
  private func settle(_ why: WhyStopped) -> Bool {
    switch why {
    case .allDone, .switchedOff:
      preferences.failedSyncs = 0
      return true
    case .notAMember:
      stop()
      return true
    case .noAnswer, .differs, .somethingWaits: return tryLater()
    }
  }

  /// Tries again later and later. Whether it is left to the next regular look.
  private func tryLater() -> Bool {
    let failed = preferences.failedSyncs
    guard failed < Self.tries else {
      preferences.failedSyncs = 0
      return true
    }
    preferences.failedSyncs = failed + 1
    let pause = Self.firstPause * pow(2, Double(failed))
    scheduler.ask(
      for: BackgroundRequest(kind: .send, earliest: now().addingTimeInterval(pause)))
    return false
  }
}
