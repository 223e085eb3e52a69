import Foundation

/// What is shown to somebody who waits to be admitted.
public struct WaitingState: Equatable, Sendable {
  /// To be compared with the administrator's screen.
  public let words: [String]
  /// Until when the invitation holds, in a sentence; empty where that is not known yet.
  public let expires: String
}

/// Waits to be admitted. The relay is asked often while somebody looks at this, and not otherwise.
public final class WaitingModel: ScreenModel<WaitingState>, Attended {
  private let client: Client
  private var watching: Task<Void, Never>?
  /// The client asks often for a minute after it was told that somebody looks.
  private static let tellEvery = Duration.seconds(30)

  init(client: Client, words: [String], expires: Date?) {
    self.client = client
    super.init(Self.state(words, expires))
  }

  /// It is known better what to compare, or until when.
  func change(words: [String], expires: Date?) { state = Self.state(words, expires) }

  private static func state(_ words: [String], _ expires: Date?) -> WaitingState {
    let until = expires.map { "The invitation holds until \(momentInWords(at: $0))." }
    return WaitingState(words: words, expires: until ?? "")
  }

  /// Whether the relay is asked often now.
  var isWatching: Bool { watching != nil }

  public func attended() {
    if watching != nil { return }
    let client = client
    watching = Task {
      while !Task.isCancelled {
        _ = await attempt { try await client.watchAdmission() }
        try? await Task.sleep(for: Self.tellEvery)
      }
    }
  }

  public func unattended() {
    watching?.cancel()
    watching = nil
  }

  deinit { watching?.cancel() }
}
