import AppCore
import SwiftUI

/// An invitation: to be scanned from this screen, or sent to somebody far away.
struct InvitationPage: View {
  let model: InvitationModel

  var body: some View {
    Read(model.state.invitation) { invitation in
      Page("Invitation for \(invitation.name)") {
        Admitting(
          admitted: model.state.admitted, pending: model.state.pending,
          isWorking: model.state.isWorking, admit: model.admit)
        if let refused = model.state.refused { NoticeCard(notice: refused.notice) }
        if model.state.hasJoined {
          Empty("\(invitation.name) has joined. The invitation is used, and lets nobody else in.")
        } else {
          OnThisScreen(invitation: invitation)
          FarAway(model: model, invitation: invitation)
        }
      }
    }
    .onAppear(perform: model.attended)
    .onDisappear(perform: model.unattended)
  }
}

/// The code with the short-lived secret, for a phone beside this one.
private struct OnThisScreen: View {
  let invitation: InvitationView

  var body: some View {
    Heading("On this screen")
    Text(
      "\(invitation.name) scans this, or types the code below it, while this page is open. They are then "
        + "admitted by themselves.")
    if let code = invitation.screenCode {
      QrCode(text: code)
      Fold("The same as text, good for a minute") { Text(code).font(.body.monospaced()) }
    }
  }
}

/// The code to send, which lets in nobody whose words were not compared.
private struct FarAway: View {
  let model: InvitationModel
  let invitation: InvitationView

  var body: some View {
    Heading("Or far away")
    Text(
      "Send this code by a way you trust. Whoever has it can ask to join as \(invitation.name); you then "
        + "compare words by phone and admit.")
    Text(invitation.code).font(.body.monospaced())
    if let link = model.state.link {
      ShareLink("Send the invitation", item: link).frame(minHeight: 44)
    }
    QuietButton("Copy the code", icon: "doc.on.doc", act: model.copy)
    if model.state.wasCopied {
      Hint("Copied. It is taken off the clipboard after a minute, and goes to no other device.")
    }
    Hint(invitation.holdsWords)
  }
}
