import Foundation

/// Gets in touch by the phone's other apps.
@MainActor
public protocol Reaching: AnyObject {
  /// Opens the app for a link as the core gave it: `tel:`, `sms:`, `mailto:`. False where none can.
  func open(_ link: URL) async -> Bool
  /// Puts words on the clipboard until then, and on no other device of the same owner where
  /// `onlyHere` holds.
  func copy(_ words: String, until: Date, onlyHere: Bool)
}

extension Reaching {
  /// Opens a link as the core gave it. False where no app can, or where it is none that the core
  /// gives: a link is data, and never opens whatever it names.
  @discardableResult
  func reach(_ link: String) async -> Bool {
    guard let url = URL(string: link), ["tel", "sms", "mailto"].contains(url.scheme) else {
      return false
    }
    return await open(url)
  }

  /// Shows an address on a map, whose app learns it.
  @discardableResult
  func showOnMap(_ address: String) async -> Bool {
    var link = URLComponents(string: "https://maps.apple.com/")
    link?.queryItems = [URLQueryItem(name: "q", value: address)]
    guard let url = link?.url else { return false }
    return await open(url)
  }

  /// Copies a secret: it is gone from the clipboard after a minute, and goes to no other device.
  func copySecret(_ words: String, at now: Date) {
    copy(words, until: now.addingTimeInterval(60), onlyHere: true)
  }
}
