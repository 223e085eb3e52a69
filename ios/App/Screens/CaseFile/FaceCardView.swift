import AppCore
import SwiftUI

/// Over the picture: how to reach somebody, when there was contact last, and what was noticed.
struct FaceCardView: View {
  let card: FaceCard
  let ask: (String) -> Void
  let go: @MainActor (Place) -> Void
  let id: CaseId
  let close: () -> Void

  var body: some View {
    let person = card.person
    ScrollView {
      Card {
        HStack {
          Face(name: person.name, isFamily: person.isFamily)
          VStack(alignment: .leading) {
            Text(person.name).font(.headline).accessibilityAddTraits(.isHeader)
            Hint(person.whoWords)
          }
          Spacer()
          Button("Close", systemImage: "xmark", action: close)
            .labelStyle(.iconOnly)
            .frame(minWidth: 44, minHeight: 44)
        }
        Hint(person.standingWords)
        Wrong(person.note)
        Hint(person.away)
        WaysToReach(ways: person.ways, open: ask)
        Hint(person.lastContactWords)
        ForEach(card.entries, id: \.entry) { entry in
          RowLink {
            go(.caseFile(id, tab: .timeline, entry: entry.entry))
          } content: {
            VStack(alignment: .leading) {
              Hint(entry.shortByline)
              Text(entry.text).strikethrough(entry.struck != nil).lineLimit(2)
              ForEach(entry.corrections, id: \.entry) { Text("Corrected: \($0.text)").lineLimit(2) }
            }
          }
        }
        QuietButton("\(person.name)’s page") { go(.person(id, person.person)) }
      }
    }
    .frame(maxHeight: 360)
    .fixedSize(horizontal: false, vertical: true)
    .shadow(radius: 12)
  }
}
