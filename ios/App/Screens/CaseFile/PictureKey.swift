import AppCore
import SwiftUI

/// What the marks mean, each with a sample of it.
struct PictureKey: View {
  let rows: [PictureKeyRow]

  var body: some View {
    ForEach(rows, id: \.label) { row in
      HStack(spacing: 10) {
        Canvas { context, _ in PictureDrawing().sample(row.mark, in: &context) }
          .frame(width: 44, height: 20)
          .accessibilityHidden(true)
        Text(row.label)
      }
    }
  }
}

extension PictureDrawing {
  /// A sample of a mark, 44 by 20 points.
  func sample(_ mark: PictureMark, in context: inout GraphicsContext) {
    let box = PictureBox(x: 4, y: 2, width: 36, height: 16)
    switch mark {
    case .contact(let style):
      context.stroke(way(across), with: .color(Palette.rim), style: stroke(style))
    case .tie(let kind):
      draw(PictureTie(id: "", kind: kind, path: across, strokes: []), &context)
    case .home: context.fill(rounded(box, 7), with: .color(Palette.family))
    case .group: context.fill(rounded(box, 7), with: .color(Palette.sunk))
    case .deceased:
      context.fill(circle(22, 10, 9), with: .color(Palette.family))
      var stroke = Path()
      stroke.move(to: point(16, 16))
      stroke.addLine(to: point(28, 4))
      context.stroke(stroke, with: .color(Palette.familyInk), lineWidth: 1.5)
    case .new: new(22, 10, &context)
    }
  }

  /// A straight way across the sample, as a curve.
  private var across: [Float] { [4, 10, 16, 10, 28, 10, 40, 10] }
}
