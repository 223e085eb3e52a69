import SwiftUI

/// The colours of docs/design.md, by day and by night.
enum Palette {
  static let ground = pair(0xF3F5F1, 0x0F1716)
  static let surface = pair(0xFFFFFF, 0x182322)
  static let sunk = pair(0xE8EDE8, 0x223130)
  static let ink = pair(0x16302F, 0xE7EFED)
  static let quiet = pair(0x4B605E, 0xA8BAB7)
  static let line = pair(0xD5DED8, 0x30413F)
  static let rim = pair(0x6D827F, 0x8AA19D)
  static let accent = pair(0x1B5E5A, 0x7FD0C6)
  static let onAccent = pair(0xFFFFFF, 0x06211F)
  static let accentSoft = pair(0xDCEBE6, 0x1D3B38)
  static let notice = pair(0xF6EEDB, 0x39311A)
  static let noticeInk = pair(0x4D3C0E, 0xF2E3B6)
  static let care = pair(0x6D3566, 0xE3A9DA)
  static let family = pair(0xFBE9D7, 0x46331F)
  static let familyInk = pair(0x5B3716, 0xF8DFC3)

  private static func pair(_ day: UInt32, _ night: UInt32) -> Color {
    Color(uiColor: UIColor { UIColor($0.userInterfaceStyle == .dark ? night : day) })
  }
}

extension UIColor {
  fileprivate convenience init(_ rgb: UInt32) {
    self.init(
      red: CGFloat(rgb >> 16 & 0xFF) / 255, green: CGFloat(rgb >> 8 & 0xFF) / 255,
      blue: CGFloat(rgb & 0xFF) / 255, alpha: 1)
  }
}
