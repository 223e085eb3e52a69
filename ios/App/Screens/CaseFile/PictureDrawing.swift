import AppCore
import SwiftUI

/// Draws a picture as the core laid it out: every place, size and curve is its.
struct PictureDrawing {
  private let styles = Dictionary(
    choices().lineStyles.map { ($0.value, $0) }, uniquingKeysWith: { one, _ in one })

  func draw(_ picture: PictureView, in context: inout GraphicsContext) {
    context.fill(rounded(picture.family, 28), with: .color(Palette.family.opacity(0.4)))
    for home in picture.homes {
      for box in home.boxes { context.fill(rounded(box, 20), with: .color(Palette.family)) }
    }
    for group in picture.groups {
      context.fill(rounded(group.bounds, 18), with: .color(Palette.sunk))
      if group.news != nil {
        new(group.bounds.x + group.bounds.width - 12, group.bounds.y + 12, &context)
      }
    }
    for line in picture.lines { draw(line, &context) }
    for tie in picture.ties { draw(tie, &context) }
    for face in picture.faces { draw(face, &context) }
    for label in picture.labels { draw(label, &context) }
    for held in picture.held { draw(held, &context) }
  }

  private func draw(_ line: PictureLine, _ context: inout GraphicsContext) {
    context.stroke(way(line.path), with: .color(Palette.rim), style: stroke(line.style))
  }

  func draw(_ tie: PictureTie, _ context: inout GraphicsContext) {
    let style = StrokeStyle(lineWidth: 1.5, dash: tie.kind == .carer ? [4, 3] : [])
    let ink = GraphicsContext.Shading.color(Palette.familyInk.opacity(0.75))
    context.stroke(way(tie.path), with: ink, style: style)
    for at in stride(from: 0, to: tie.strokes.count - 3, by: 4) {
      var stroke = Path()
      stroke.move(to: point(tie.strokes[at], tie.strokes[at + 1]))
      stroke.addLine(to: point(tie.strokes[at + 2], tie.strokes[at + 3]))
      context.stroke(stroke, with: ink, lineWidth: 1.5)
    }
  }

  /// A circle with a plus, in a dashed shape where it stands for an agency.
  private func draw(_ held: PictureHeld, _ context: inout GraphicsContext) {
    let dashed = StrokeStyle(lineWidth: 1.5, dash: [5, 4])
    if let bounds = held.bounds {
      context.stroke(rounded(bounds, 18), with: .color(Palette.rim), style: dashed)
    }
    let ring = circle(held.x, held.y, held.radius)
    context.stroke(ring, with: .color(Palette.rim), style: dashed)
    var plus = Path()
    plus.move(to: point(held.x - 8, held.y))
    plus.addLine(to: point(held.x + 8, held.y))
    plus.move(to: point(held.x, held.y - 8))
    plus.addLine(to: point(held.x, held.y + 8))
    context.stroke(
      plus, with: .color(Palette.accent), style: StrokeStyle(lineWidth: 2.5, lineCap: .round))
  }

  private func draw(_ face: PictureFace, _ context: inout GraphicsContext) {
    var context = context
    context.opacity = face.isCurrent ? 1 : 0.55
    let disc = circle(face.x, face.y, face.radius - 1.5)
    context.fill(disc, with: .color(face.kind.ground))
    let rim = face.rim.map { stroke($0) } ?? StrokeStyle(lineWidth: face.kind == .child ? 0 : 1.25)
    context.stroke(disc, with: .color(face.kind.rim), style: rim)
    let initials = Text(face.initials)
      .font(.system(size: CGFloat(face.initialsSize), weight: .semibold))
      .foregroundStyle(face.kind.ink)
    context.draw(initials, at: point(face.x, face.y))
    let reach = face.radius * 0.7
    if face.isDeceased {
      var across = Path()
      across.move(to: point(face.x - reach, face.y + reach))
      across.addLine(to: point(face.x + reach, face.y - reach))
      context.stroke(across, with: .color(face.kind.ink), lineWidth: 1.5)
    }
    if face.isFocused {
      context.stroke(
        circle(face.x, face.y, face.radius + 3), with: .color(Palette.accent), lineWidth: 2)
    }
    if face.news != nil { new(face.x + reach, face.y - reach, &context) }
  }

  private func draw(_ label: PictureLabel, _ context: inout GraphicsContext) {
    for line in label.lines {
      let words = context.resolve(
        Text(line.text).font(PictureText.font(line.style, CGFloat(line.size)))
          .foregroundStyle(line.style == .name ? Palette.ink : Palette.quiet))
      let room = CGSize(width: CGFloat.infinity, height: .infinity)
      let middle = CGFloat(label.bounds.x + label.bounds.width / 2)
      let top = CGFloat(line.baseline) - words.firstBaseline(in: room)
      context.draw(words, at: CGPoint(x: middle, y: top), anchor: .top)
    }
  }

  func new(_ x: Float, _ y: Float, _ context: inout GraphicsContext) {
    context.fill(circle(x, y, 6), with: .color(Palette.surface))
    context.fill(circle(x, y, 5), with: .color(Palette.accent))
  }

  func stroke(_ style: LineStyle) -> StrokeStyle {
    guard let choice = styles[style] else { return StrokeStyle(lineWidth: 1.5) }
    return StrokeStyle(
      lineWidth: CGFloat(choice.width), lineCap: .round, dash: choice.dashes.map { CGFloat($0) })
  }
}
