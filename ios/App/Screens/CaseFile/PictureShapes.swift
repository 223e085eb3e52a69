import AppCore
import SwiftUI

func point(_ x: Float, _ y: Float) -> CGPoint { CGPoint(x: CGFloat(x), y: CGFloat(y)) }

func circle(_ x: Float, _ y: Float, _ radius: Float) -> Path {
  Path(
    ellipseIn: CGRect(
      x: CGFloat(x - radius), y: CGFloat(y - radius), width: CGFloat(radius * 2),
      height: CGFloat(radius * 2)))
}

func rounded(_ box: PictureBox, _ corner: CGFloat) -> Path {
  Path(
    roundedRect: CGRect(
      x: CGFloat(box.x), y: CGFloat(box.y), width: CGFloat(box.width), height: CGFloat(box.height)),
    cornerRadius: corner)
}

/// A start and cubic curves.
func way(_ points: [Float]) -> Path {
  var path = Path()
  guard points.count >= 2 else { return path }
  path.move(to: point(points[0], points[1]))
  for at in stride(from: 2, to: points.count - 5, by: 6) {
    path.addCurve(
      to: point(points[at + 4], points[at + 5]),
      control1: point(points[at], points[at + 1]),
      control2: point(points[at + 2], points[at + 3]))
  }
  return path
}

extension PictureNodeKind {
  var ground: Color {
    switch self {
    case .child: Palette.accent
    case .family: Palette.family
    default: Palette.surface
    }
  }

  var ink: Color {
    switch self {
    case .child: Palette.onAccent
    case .family: Palette.familyInk
    default: Palette.ink
    }
  }

  var rim: Color { self == .family ? Palette.familyInk : Palette.rim }
}

extension PictureText {
  static func scale(_ size: DynamicTypeSize) -> CGFloat {
    let category = UIContentSizeCategory(size)
    let traits = UITraitCollection(preferredContentSizeCategory: category)
    return UIFontMetrics.default.scaledValue(for: 1, compatibleWith: traits)
  }

  static func font(_ style: TextStyle, _ size: CGFloat) -> Font {
    .system(size: size, weight: style == .caption ? .regular : .semibold)
  }

  /// How wide it runs on this screen.
  func width(_ scale: CGFloat) -> CGFloat {
    let font = UIFont.systemFont(
      ofSize: CGFloat(size) * scale, weight: style == .caption ? .regular : .semibold)
    return (text as NSString).size(withAttributes: [.font: font]).width
  }
}
