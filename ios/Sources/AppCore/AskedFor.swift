import Foundation
import Observation

/// What somebody asked for from outside the app. It waits until the app is unlocked.
@MainActor @Observable
public final class AskedFor {
  public enum Request: Equatable, Sendable {
    /// To write something, from a shortcut.
    case write
    /// To join by an invitation that was tapped. Its code is a secret: it is in memory alone.
    case join(code: String)
  }

  /// What was asked for and not answered yet.
  public private(set) var request: Request?

  public init() {}

  /// Reads a link that was tapped: `patchwork://join#…`. The secret stands behind the `#`, which no
  /// server and no log of one sees.
  public func take(_ link: URL) {
    guard let parts = URLComponents(url: link, resolvingAgainstBaseURL: false),
      parts.scheme == "patchwork", parts.host == "join", let code = parts.fragment
    else { return }
    request = .join(code: code)
  }

  /// A shortcut asked to write.
  public func takeWrite() { request = .write }

  func answered() { request = nil }
}
