import AppCore
import SwiftUI

/// Everybody once, with what they have to do with the note as chips to choose.
struct CaptureWho: View {
  let model: CaptureModel

  var body: some View {
    VStack(alignment: .leading, spacing: 6) {
      Text("Who").font(.subheadline.weight(.semibold))
      Hint(model.state.whoHint)
      ForEach(model.state.who) { who in
        HStack(alignment: .top, spacing: 12) {
          Face(name: who.name, isFamily: who.isFamily)
          VStack(alignment: .leading, spacing: 6) {
            VStack(alignment: .leading) {
              Text(who.name).font(.headline)
              Hint(who.role)
            }
            .accessibilityElement(children: .combine)
            Flow {
              Choice(label: "About", spoken: who.aboutSpoken, isChosen: who.isAbout) {
                model.toggleAbout(who.id)
              }
              Choice(label: "There", spoken: who.thereSpoken, isChosen: who.isThere) {
                model.toggleWith(who.id)
              }
            }
          }
        }
        .padding(.vertical, 4)
      }
    }
    .accessibilityElement(children: .contain)
    .accessibilityLabel("Who")
  }
}
