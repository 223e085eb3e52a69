import AppCore
import SwiftUI

/// What waits, what failed and why, and when phone and relay last agreed.
struct SyncPage: View {
  let model: SyncModel
  let go: @MainActor (Place) -> Void

  var body: some View {
    if let unsent = model.state.unsent {
      Page("Not sent") {
        Text(
          "Only this phone has these words. Copy them to where they belong before you discard them."
        )
        Card { Text(unsent.words).textSelection(.enabled) }
        MainButton("Keep them here", act: model.keepUnsent)
        QuietButton("Discard these words for good", act: model.discardUnsent)
      }
    } else {
      Read(model.state.sync) { sync in
        Page("Sync") {
          if let refused = model.state.refused { NoticeCard(notice: refused.notice) }
          Label(sync.words, systemImage: sync.state.icon).font(.headline)
          ForEach(sync.facts) { fact in
            Hint(fact.label)
            Text(fact.value)
          }
          Waiting(sync: sync, go: go)
          Trouble(model: model, sync: sync, go: go)
          Failed(model: model, sync: sync)
          LastHeardFrom(sync: sync, go: go)
        }
      }
    }
  }
}

private struct Waiting: View {
  let sync: SyncView
  let go: @MainActor (Place) -> Void

  var body: some View {
    if !sync.waitingWhere.isEmpty { Heading("What waits") }
    ForEach(sync.waitingWhere, id: \.self) { place in
      if let id = place.case {
        RowLink {
          go(.caseFile(id, tab: .timeline))
        } content: {
          WaitingLines(place: place)
        }
      } else {
        WaitingLines(place: place)
      }
    }
  }
}

private struct WaitingLines: View {
  let place: WaitingPlace

  var body: some View {
    VStack(alignment: .leading) {
      Text(place.words)
      Hint(place.oldestWords)
    }
  }
}

private struct Trouble: View {
  let model: SyncModel
  let sync: SyncView
  let go: @MainActor (Place) -> Void

  var body: some View {
    if sync.isSwitchedOff {
      Wrong("You switched the connection off.")
      QuietButton("Switch it on in Settings") { go(.settings) }
    }
    Wrong(sync.clockTrouble)
    Wrong(sync.trouble)
    if !sync.trouble.isEmpty { QuietButton("Has the relay moved?") { go(.relayAddress) } }
    Flow {
      MainButton(
        model.state.isTrying ? "Trying" : "Try now", isEnabled: !model.state.isTrying,
        act: model.tryNow)
      QuietButton("Check and report") { go(.support) }
    }
  }
}

private struct Failed: View {
  let model: SyncModel
  let sync: SyncView

  var body: some View {
    if !sync.failed.isEmpty { Heading("Needs attention") }
    ForEach(sync.failed, id: \.self) { item in
      Card {
        Text(item.explanation)
        if item.isMine { Hint("Your words are kept on this phone.") }
        Flow {
          if let retry = item.retry { QuietButton("Try again") { model.retry(retry) } }
          if let dismiss = item.dismiss {
            QuietButton("I have read this") { model.dismiss(dismiss) }
          }
          if let discard = item.discard {
            QuietButton("Read or discard") { model.showUnsent(discard) }
          }
        }
      }
    }
  }
}

private struct LastHeardFrom: View {
  let sync: SyncView
  let go: @MainActor (Place) -> Void

  var body: some View {
    if !sync.lastHeard.isEmpty {
      Heading("Last heard from")
      Hint(
        "A relay can hold back only the newest; it would show here as age. Times are by their clocks."
      )
    }
    ForEach(sync.lastHeard, id: \.practitioner) { heard in
      RowLink {
        go(.practitioner(heard.practitioner))
      } content: {
        VStack(alignment: .leading) {
          Text(heard.name)
          Hint(heard.atWords)
        }
      }
    }
  }
}
