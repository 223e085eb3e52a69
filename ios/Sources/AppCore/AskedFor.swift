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
    guard let code = Self.code(in: link) else { return }
    request = .join(code: code)
  }

  /// The invitation in the words of a code that a camera saw: a code on a screen holds it alone, a
  /// link after its `#`.
  nonisolated static func invitation(in words: String) -> String {
    URL(string: words).flatMap(code(in:)) ?? words
  }

  nonisolated private static func code(in link: URL) -> String? {
    guard let parts = URLComponents(url: link, resolvingAgainstBaseURL: false),
      parts.scheme == "patchwork", parts.host == "join"
    else { return nil }
    return parts.fragment
  }

  /// A shortcut asked to write.
  public func takeWrite() { request = .write }

  func answered() { request = nil }
}
