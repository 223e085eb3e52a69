import AppCore
import SwiftUI

/// The picture as the core laid it out, drawn on a canvas. What can be tapped lies over it, with the
/// words that a screen reader says.
struct PictureCanvas: View {
  let picture: PictureView
  let tap: (PictureNode) -> Void

  var body: some View {
    let drawing = PictureDrawing()
    Canvas { context, _ in drawing.draw(picture, in: &context) }
      .accessibilityChildren {
        ForEach(picture.nodes, id: \.id) { node in
          Button(node.description) { tap(node) }
        }
      }
      .accessibilityLabel(picture.summary)
      .overlay(alignment: .topLeading) {
        ForEach(picture.nodes, id: \.id) { node in
          Button {
            tap(node)
          } label: {
            Color.clear.contentShape(.rect)
          }
          .frame(width: CGFloat(node.bounds.width), height: CGFloat(node.bounds.height))
          .offset(x: CGFloat(node.bounds.x), y: CGFloat(node.bounds.y))
          .accessibilityHidden(true)
        }
      }
      // Its places are from the left, in every language.
      .environment(\.layoutDirection, .leftToRight)
  }
}
