import AppCore
import SwiftUI

/// What to know before going there: in full before any address.
struct Markers: View {
  let header: CaseHeader

  var body: some View {
    ForEach(header.markers, id: \.marker) { marker in
      Card(ground: Palette.notice) {
        Wrong("Before you go: \(marker.words)")
        Hint(marker.visitorWords)
      }
    }
  }
}

/// Both values with who and when, a button at each, and the way to call it before one is chosen.
struct ConflictCard: View {
  let conflict: ConflictView
  let choose: (ConflictValue) -> Void
  let keepAll: () -> Void
  let reach: (String) -> Void

  var body: some View {
    Card {
      Label(conflict.question, systemImage: "exclamationmark.circle").font(.headline)
      Hint(conflict.hint)
      ForEach(conflict.values, id: \.choice) { value in
        Text(value.value)
        Hint(value.byWords)
        Flow {
          if conflict.mayChoose { QuietButton("Keep \(value.value)") { choose(value) } }
          if value.mayBeCalled {
            QuietButton("Call", icon: "phone") { reach(value.link) }
              .accessibilityLabel("Call \(value.value)")
          }
        }
      }
      if conflict.mayKeepAll { QuietButton("Both are right: keep both", act: keepAll) }
    }
  }
}

/// Where somebody lives. A withheld address is masked until it is asked for, which is noted.
struct ResidenceCard: View {
  let residence: ResidenceView
  let header: CaseHeader
  let go: @MainActor (Place) -> Void

  var body: some View {
    Card {
      Text(residence.name).font(.headline)
      Hint(residence.whatWords)
      if residence.hasEnded { Tag("Moved out") }
      Hint(residence.spanWords)
      if residence.isWithheld {
        QuietButton(residence.showWords, icon: "eye.slash") {
          go(.withheld(header.case, residence.residence))
        }
      } else {
        ForEach(residence.addresses, id: \.choice) { address in
          Text(address.value)
          Hint(address.knownWords)
        }
      }
      Flow {
        if header.mayWrite {
          QuietButton("Change", icon: "pencil") { go(.residence(header.case, residence.residence)) }
            .accessibilityLabel("Change where \(residence.name) lives")
        }
        if residence.offersMap {
          QuietButton("Map", icon: "map") { go(.map(header.case, residence.residence)) }
            .accessibilityLabel("Map for \(residence.name)")
        }
      }
    }
  }
}

/// Somebody's part in the child's life.
struct InvolvementCard: View {
  let involvement: InvolvementView
  let header: CaseHeader
  let go: @MainActor (Place) -> Void

  var body: some View {
    Card {
      Text(involvement.whoWords).font(.headline)
      if involvement.hasEnded { Tag("Ended") }
      Hint(involvement.factWords)
      Hint(involvement.knownWords)
      if header.mayWrite {
        QuietButton("Change", icon: "pencil") {
          go(.involvement(header.case, involvement.involvement))
        }
        .accessibilityLabel("Change how \(involvement.name) is involved")
      }
    }
  }
}
