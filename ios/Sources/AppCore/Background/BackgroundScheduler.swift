import Foundation

/// Time that is asked of the system.
public struct BackgroundRequest: Equatable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    /// A short look for news, now and then.
    case look = "org.patchwork.app.look"
    /// Minutes to send what waits here, once there is a network.
    case send = "org.patchwork.app.send"
  }

  public let kind: Kind
  /// Not before; as soon as the system lets it where there is none.
  public let earliest: Date?
}

/// How long a sync may last, in seconds: less than the system gives.
public struct BackgroundTimes: Sendable {
  /// The system ends a short look after 30 seconds.
  public var look: TimeInterval = 20
  public var send: TimeInterval = 60

  public init() {}

  func deadline(of kind: BackgroundRequest.Kind) -> UInt32 {
    UInt32((kind == .look ? look : send) * 1_000)
  }
}

/// The system's own way to give an app time while nobody looks at it. A request of a kind takes the
/// place of one that waits.
@MainActor
public protocol BackgroundScheduler: AnyObject {
  func ask(for request: BackgroundRequest)
  func cancelAll()
}

/// Shows notices while nobody looks at the app.
@MainActor
public protocol NoticePoster: AnyObject {
  /// Shows these words, in the place of what it showed before.
  func post(_ words: String)
  /// Takes away what was posted.
  func takeAway()
}
