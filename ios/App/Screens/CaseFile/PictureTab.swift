import AppCore
import SwiftUI

/// The picture as it fits the room, to be moved and drawn nearer, with a card over a face.
struct PictureTab: View {
  let model: PictureModel
  let around: Surroundings
  let id: CaseId
  @Environment(\.dynamicTypeSize) private var textSize

  var body: some View {
    GeometryReader { room in
      Read(model.state.picture) { picture in
        ZStack(alignment: .bottom) {
          MovablePicture(picture: picture, tap: tap)
          PictureFoot(model: model, picture: picture, around: around, id: id)
        }
      }
      .onAppear { fit(room.size) }
      .onChange(of: room.size) { _, size in fit(size) }
      .onChange(of: textSize) { fit(room.size) }
    }
  }

  private func fit(_ size: CGSize) {
    let scale = PictureText.scale(textSize)
    model.fit(
      Viewport(width: Float(size.width), height: Float(size.height), textScale: Float(scale))
    ) {
      Float($0.width(scale))
    }
  }

  private func tap(_ node: PictureNode) {
    if node.kind == .held { around.go(.newPerson(id)) } else { model.tap(node) }
  }
}

/// Moved by a finger and drawn nearer by two. It opens where the child is in sight.
private struct MovablePicture: View {
  let picture: PictureView
  let tap: (PictureNode) -> Void
  @State private var nearness: CGFloat = 1

  var body: some View {
    ScrollViewReader { room in
      ScrollView([.horizontal, .vertical]) {
        PictureCanvas(picture: picture, tap: tap)
          .frame(width: CGFloat(picture.width), height: CGFloat(picture.height))
          .scaleEffect(nearness, anchor: .topLeading)
          .frame(
            width: CGFloat(picture.width) * nearness, height: CGFloat(picture.height) * nearness,
            alignment: .topLeading
          )
          .background(alignment: .top) {
            VStack(spacing: 0) {
              Color.clear.frame(width: 1, height: CGFloat(picture.opensAt))
              Color.clear.frame(width: 1, height: 1).id("child")
            }
          }
      }
      .gesture(MagnifyGesture().onChanged { nearness = min(3, max(1, $0.magnification)) })
      .onAppear { room.scrollTo("child", anchor: .top) }
    }
  }
}

/// Below the picture: everybody again, the past, what the marks mean, and the card over a face.
private struct PictureFoot: View {
  let model: PictureModel
  let picture: PictureView
  let around: Surroundings
  let id: CaseId

  var body: some View {
    VStack(alignment: .leading, spacing: 8) {
      if let card = model.state.card {
        FaceCardView(
          card: card, ask: { link in Task { await around.reach(link) } }, go: around.go, id: id,
          close: model.showEveryone)
      } else {
        Flow {
          if model.state.focus != .whole {
            QuietButton("Everyone", icon: "person.3", act: model.showEveryone)
          }
          if picture.hasPast {
            QuietButton(model.pastWords, act: model.togglePast)
          }
          QuietButton("Sheet on paper", icon: "doc.text") { around.go(.sheet(id)) }
        }
        if let helpers = picture.usedToHelp {
          PastNames(helpers: helpers, areShown: model.state.showsPast, lookAt: model.lookAt)
        }
        Fold("What the marks mean") {
          PictureKey(rows: picture.key)
        }
      }
    }
    .padding(12)
  }
}

/// Whoever used to help, beside the switch. Once they are shown, each name leads to the card over
/// that face.
private struct PastNames: View {
  let helpers: UsedToHelp
  let areShown: Bool
  let lookAt: (PersonId) -> Void

  var body: some View {
    if areShown {
      Flow {
        ForEach(helpers.named, id: \.person) { one in
          QuietButton(one.name) { lookAt(one.person) }
        }
      }
      if helpers.more > 0 { Hint("and \(helpers.more) more") }
    } else {
      Hint(helpers.words)
    }
  }
}
