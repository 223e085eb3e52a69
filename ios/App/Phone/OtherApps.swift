import AppCore
import UIKit
import UniformTypeIdentifiers

/// The phone's other apps, and its clipboard.
@MainActor
final class OtherApps: Reaching {
  func open(_ link: URL) async -> Bool { await UIApplication.shared.open(link) }

  func copy(_ words: String, until: Date, onlyHere: Bool) {
    UIPasteboard.general.setItems(
      [[UTType.utf8PlainText.identifier: words]],
      options: [.expirationDate: until, .localOnly: onlyHere])
  }
}
