import AppCore
import SwiftUI

/// What a search found beside the children whose cases stand above it.
struct Hits: View {
  let model: CasesModel
  let go: @MainActor (Place) -> Void

  var body: some View {
    if model.state.isSearching, !model.state.hits.isEmpty {
      Heading("People and words")
      ForEach(model.state.hits, id: \.self) { hit in
        RowLink {
          go(hit.place)
        } content: {
          VStack(alignment: .leading) {
            Text(hit.text).strikethrough(hit.isStruck).lineLimit(3)
            Hint(hit.label)
            Flow { ForEach(hit.tags, id: \.self) { Tag($0) } }
            ForEach(hit.corrections, id: \.entry) { correction in
              Text(correction.text)
              Hint(correction.byline)
            }
            Hint(hit.about)
          }
        }
        if !hit.alsoIn.isEmpty { AlsoHelps(hit: hit, go: go) }
      }
    }
  }
}

/// The other children whom a colleague helps: a few are named at once.
private struct AlsoHelps: View {
  let hit: SearchHit
  let go: @MainActor (Place) -> Void
  @State private var all = false

  var body: some View {
    let named = hit.alsoNamed(all: all)
    VStack(alignment: .leading) {
      Hint("Also helps")
      Flow {
        ForEach(named, id: \.self) { other in
          QuietButton(other.child) { go(hit.place(in: other)) }
        }
        if named.count < hit.alsoIn.count {
          QuietButton("And \(hit.alsoIn.count - named.count) more") { all = true }
        }
      }
    }
    .padding(.leading)
  }
}
