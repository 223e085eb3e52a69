import AppCore
import SwiftUI

/// A withheld address, below what to know before going there.
struct WithheldPage: View {
  let model: WithheldModel

  var body: some View {
    Read(model.state.header) { header in
      if let residence = model.state.residence {
        Read(residence) { residence in
          Page("Where \(residence.name) lives") {
            Hint(
              "\(residence.withheldWords). That you looked is noted here, and the team is told when you "
                + "next write in this case.")
            Markers(header: header)
            ForEach(residence.addresses, id: \.choice) { address in
              Card {
                Text(address.value).font(.title2)
                Hint(address.knownWords)
              }
            }
          }
        }
      } else {
        Page("Covered again") {
          Text(
            "The address is covered whenever Patchwork is left. Each time that it is shown is noted."
          )
          QuietButton("Show the address", icon: "eye.slash", act: model.uncover)
        }
      }
    }
  }
}

/// What a map learns, before it learns it.
struct MapPage: View {
  let model: MapModel

  var body: some View {
    Read(model.state.found) { before in
      if before.address == nil {
        Page("No map for this address") {
          Text(
            "A map would learn this address, and it is withheld or not settled. Find the way without a "
              + "map.")
        }
      } else {
        Page("Before a map opens") {
          Markers(header: before.header)
          Text(before.address ?? "").font(.title2)
          Wrong(
            "The map is not part of Patchwork. It will learn this address, and that someone on this "
              + "device looked for it. It does not learn who lives there.")
          if model.state.cannot { Wrong("This phone has no app for that.") }
          QuietButton("Open in a map app", icon: "map", act: model.open)
        }
      }
    }
  }
}
