import AppCore
import SwiftUI

/// Each way to reach somebody in a row of its own, with a button for each app that takes it.
struct WaysToReach: View {
  let ways: [WayToReach]
  let open: (String) -> Void

  var body: some View {
    ForEach(ways) { way in
      HStack(alignment: .top) {
        VStack(alignment: .leading) {
          Text(way.value)
          Hint(way.said)
          if !way.isSettled { Tag("Two values: choose above", icon: "exclamationmark.circle") }
        }
        Spacer()
        ForEach(way.doors) { door in
          Button {
            open(door.link)
          } label: {
            Image(systemName: door.kind.icon).frame(width: 44, height: 44)
              .background(Palette.accentSoft, in: .circle)
          }
          .accessibilityLabel(door.says)
        }
      }
    }
  }
}

/// A face, a name, and who it is.
struct PersonTop: View {
  let name: String
  let who: String
  var isFamily = false

  var body: some View {
    HStack(spacing: 12) {
      Face(name: name, isFamily: isFamily, size: 64)
      VStack(alignment: .leading) {
        Text(name).font(.title.bold()).accessibilityAddTraits(.isHeader)
        if !who.isEmpty { Text(who) }
      }
    }
  }
}
