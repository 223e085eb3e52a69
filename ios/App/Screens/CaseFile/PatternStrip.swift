import AppCore
import SwiftUI

/// The worries, strengths, visits and calls of the last weeks, each at its day.
struct PatternStrip: View {
  let pattern: PatternView
  /// As high as the words on it are at the reader's text size.
  @ScaledMetric(relativeTo: .caption) private var words: CGFloat = 17

  var body: some View {
    Card {
      let drawing = PatternDrawing(heightOfWords: words)
      Canvas { context, size in drawing.draw(pattern, in: &context, size) }
        .frame(maxWidth: .infinity)
        .frame(height: drawing.height(of: pattern))
        .accessibilityLabel(pattern.spoken)
        .accessibilityChildren {
          ForEach(pattern.lanes, id: \.label) { lane in
            ForEach(lane.marks, id: \.entry) { Text($0.words) }
          }
        }
        // Time runs from left to right, in every language.
        .environment(\.layoutDirection, .leftToRight)
      Flow(spacing: 16) {
        ForEach(PatternSign.explained, id: \.self) { sign in
          HStack(spacing: 6) {
            Canvas { context, size in
              drawing.draw(sign, at: CGPoint(x: size.width / 2, y: size.height / 2), in: context)
            }
            .frame(width: 14, height: 14)
            .accessibilityHidden(true)
            Hint(sign.words)
          }
        }
      }
    }
  }
}

/// Draws the strip: a line for each lane, with its words above and its marks on it.
struct PatternDrawing {
  let heightOfWords: CGFloat
  private let lane: CGFloat = 22

  private var step: CGFloat { heightOfWords + lane }

  init(heightOfWords: CGFloat) { self.heightOfWords = heightOfWords }

  func height(of pattern: PatternView) -> CGFloat {
    step * CGFloat(pattern.lanes.count) + heightOfWords
  }

  func draw(_ pattern: PatternView, in context: inout GraphicsContext, _ size: CGSize) {
    let bottom = step * CGFloat(pattern.lanes.count)
    for (place, day) in pattern.days.enumerated() {
      let x = size.width * CGFloat(day.at)
      line(from: CGPoint(x: x, y: 0), to: CGPoint(x: x, y: bottom), in: context)
      let anchor: UnitPoint =
        place == 0 ? .topLeading : place == pattern.days.count - 1 ? .topTrailing : .top
      context.draw(label(day.label), at: CGPoint(x: x, y: bottom), anchor: anchor)
    }
    for (place, lane) in pattern.lanes.enumerated() {
      let top = step * CGFloat(place)
      let middle = top + heightOfWords + self.lane / 2
      context.draw(label(lane.label), at: CGPoint(x: 0, y: top), anchor: .topLeading)
      line(
        from: CGPoint(x: 0, y: middle), to: CGPoint(x: size.width, y: middle), in: context)
      for mark in lane.marks {
        draw(mark.sign, at: CGPoint(x: size.width * CGFloat(mark.at), y: middle), in: context)
      }
    }
  }

  /// Signs differ in shape, so that nobody needs colour to tell them apart.
  func draw(_ sign: PatternSign, at middle: CGPoint, in context: GraphicsContext) {
    var context = context
    context.translateBy(x: middle.x, y: middle.y)
    switch sign {
    case .worry:
      context.fill(
        outline([(-6, -6), (6, -6), (6, 4), (1, 4), (-3, 8), (-3, 4), (-6, 4)]),
        with: .color(Palette.care))
    case .strength:
      context.fill(outline([(0, -7), (7, 0), (0, 7), (-7, 0)]), with: .color(Palette.accent))
    case .childSeen: context.fill(circle(0, 0, 5.5), with: .color(Palette.ink))
    case .childNotSeen:
      context.fill(circle(0, 0, 5), with: .color(Palette.surface))
      context.stroke(circle(0, 0, 5), with: .color(Palette.ink), lineWidth: 2)
    }
  }

  private func label(_ words: String) -> Text {
    Text(words).font(.caption).foregroundStyle(Palette.quiet)
  }

  private func line(from: CGPoint, to: CGPoint, in context: GraphicsContext) {
    var way = Path()
    way.move(to: from)
    way.addLine(to: to)
    context.stroke(way, with: .color(Palette.line), lineWidth: 1)
  }

  private func outline(_ corners: [(CGFloat, CGFloat)]) -> Path {
    var shape = Path()
    shape.addLines(corners.map { CGPoint(x: $0.0, y: $0.1) })
    shape.closeSubpath()
    return shape
  }
}
