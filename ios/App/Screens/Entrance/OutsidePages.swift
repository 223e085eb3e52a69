import AppCore
import SwiftUI

/// Has asked to join, and waits: the words are compared by voice.
struct WaitingPage: View {
  let model: WaitingModel

  var body: some View {
    Page("Waiting to be admitted") {
      Text(
        "Ring the person who invited you and read these words to them. They must be the same on both "
          + "screens.")
      Card {
        ForEach(Array(model.state.words.enumerated()), id: \.offset) { at, word in
          Text("\(at + 1). \(word)").font(.title)
        }
      }
      Text("If they differ, stop: somebody may be in between. Ask for a new invitation.")
      Hint(model.state.expires)
      Hint("This page goes on by itself.")
    }
    .onAppear(perform: model.attended)
    .onDisappear(perform: model.unattended)
  }
}

/// This phone was shut out: what was not sent is shown, and the rest erased.
struct RemovedPage: View {
  let model: RemovedModel

  var body: some View {
    Page("This phone was shut out") {
      Text(
        "An administrator removed this device from the partnership. Words of yours that never reached "
          + "the team are kept here.")
      if let refused = model.state.refused { NoticeCard(notice: refused) }
      if let unsent = model.state.unsent {
        Card {
          Text(unsent.isEmpty ? "Everything that you saved has reached the team." : unsent)
            .textSelection(.enabled)
        }
      } else {
        MainButton("Show my unsent words", act: model.readUnsent)
      }
      Hint(
        "If this is a mistake, ask an administrator for a new invitation. To use it, erase this phone "
          + "first.")
      if model.state.asksToErase {
        Wrong(
          "What was written on this phone and did not reach the team, notes that are not finished "
            + "among it, is lost for good. What the team has stays.")
        QuietButton("Erase for good", act: model.erase)
      } else {
        QuietButton("Erase Patchwork on this phone", act: model.askToErase)
      }
    }
  }
}
