import AppCore
import SwiftUI

/// What stands before somebody is in. An invitation that was tapped stands before it.
struct EntrancePages: View {
  let model: EntranceModel

  var body: some View {
    if let offered = model.state.offered {
      OfferedPage(model: model, offered: offered)
    } else {
      switch model.state.page {
      case .welcome: WelcomePage(model: model)
      case .join: JoinPage(model: model)
      case .scan: ScanPage(model: model)
      case .found: FoundPage(model: model)
      }
    }
  }
}

private struct WelcomePage: View {
  let model: EntranceModel

  var body: some View {
    Page("Welcome") {
      Text(
        "Who supports this child, how to reach them, and what they noticed: also without signal.")
      RowLink {
        model.show(.join)
      } content: {
        VStack(alignment: .leading) {
          Text("I have an invitation").font(.headline)
          Hint("Join your area’s partnership as the person you were invited as.")
        }
      }
      RowLink {
        model.show(.found)
      } content: {
        VStack(alignment: .leading) {
          Text("Start a new partnership").font(.headline)
          Hint(
            "For the person who sets Patchwork up for an area. You need the address of a relay.")
        }
      }
    }
  }
}

private struct JoinPage: View {
  let model: EntranceModel

  var body: some View {
    Page("Join by invitation") {
      Text(
        "An administrator of your partnership gives you a code. It can be used once. Scan it from "
          + "their screen, paste it here, or tap the invitation that you were sent.")
      if model.canScan { QuietButton("Scan a code", icon: "qrcode.viewfinder", act: model.scan) }
      Wrong(model.state.whyNoScan)
      if let refused = model.state.refused { NoticeCard(notice: refused) }
      Field(
        "Invitation code", Binding(reads: { model.state.code }, writes: { model.type(code: $0) }),
        lines: 4, isWords: false)
      MainButton("Ask to join", isEnabled: !model.state.isWorking, act: model.join)
      QuietButton("Back", act: model.back)
    }
  }
}

/// What the camera sees, while somebody looks at it.
private struct ScanPage: View {
  let model: EntranceModel

  var body: some View {
    Page("Scan a code") {
      Text(
        "Hold the phone over the code on the other screen. What the camera sees is read here, and "
          + "kept nowhere.")
      if model.state.sawAnother { Wrong("This code is no invitation to Patchwork.") }
      CodeScanner(onSeen: model.saw, onFailed: model.cameraFailed)
        .aspectRatio(0.75, contentMode: .fit)
        .clipShape(.rect(cornerRadius: 14))
        .accessibilityLabel("What the camera sees")
      QuietButton("Back", act: model.back)
    }
  }
}

/// Whoever made the invitation chose the relay, so it is named before anybody joins.
private struct OfferedPage: View {
  let model: EntranceModel
  let offered: OfferedInvitation

  var body: some View {
    Page("Join by this invitation?") {
      if let refused = model.state.refused ?? offered.refused { NoticeCard(notice: refused) }
      if let relay = offered.relay {
        Text("It leads to the relay at this address. Go on only if you expected this invitation.")
        Card { Text(relay).font(.body.monospaced()) }
        MainButton("Ask to join", isEnabled: !model.state.isWorking, act: model.acceptOffered)
      }
      QuietButton("Do not join", act: model.declineOffered)
    }
  }
}
