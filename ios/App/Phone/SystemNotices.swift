import AppCore
import UserNotifications

/// Notices on the lock screen, which say nothing of any child.
@MainActor
final class SystemNotices: NoticePoster {
  private static let identifier = "new-entries"

  func post(_ words: String) {
    let content = UNMutableNotificationContent()
    content.title = "Patchwork"
    content.body = words
    let request = UNNotificationRequest(
      identifier: Self.identifier, content: content, trigger: nil)
    Task { try? await UNUserNotificationCenter.current().add(request) }
  }

  func takeAway() {
    let center = UNUserNotificationCenter.current()
    center.removeDeliveredNotifications(withIdentifiers: [Self.identifier])
  }

  /// Asks whether notices may be shown, where it was not asked before.
  static func mayShow() async -> Bool {
    (try? await UNUserNotificationCenter.current().requestAuthorization(options: [.alert])) ?? false
  }
}
