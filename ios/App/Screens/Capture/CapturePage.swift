import AppCore
import SwiftUI

/// Writing: one field that is open at once, and a bar that never leaves the screen.
struct CapturePage: View {
  let model: CaptureModel
  let around: Surroundings

  var body: some View {
    if model.state.wasDiscarded {
      Page("Thrown away") {
        Text("You threw these words away. They can be taken back for an hour.")
        if let refused = model.state.refused { NoticeCard(notice: refused.notice) }
        MainButton("Take them back", act: model.takeBack)
      }
    } else if let refusal = model.state.draft.refusal {
      Page("This note cannot be read") {
        NoticeCard(notice: refusal.notice)
        MainButton("Try again", act: model.read)
      }
    } else {
      Read(model.state.draft) { draft in
        VStack(spacing: 0) {
          Page(draft.heading(child: model.state.child)) {
            CaptureFields(model: model, draft: draft)
          }
          SaveBar(model: model) { link in Task { await around.reach(link) } }
        }
      }
      .onDisappear(perform: model.keepNow)
      .alert(
        "Discard these words?",
        isPresented: Binding(
          reads: { model.state.asksToDiscard }, writes: { if !$0 { model.keepWriting() } })
      ) {
        Button("Discard", role: .destructive, action: model.surelyDiscard)
        Button("Keep writing", role: .cancel, action: model.keepWriting)
      } message: {
        Text("You can keep them for later instead.")
      }
    }
  }
}

/// Never leaves the screen: the line about 999, who will see it, and Save.
private struct SaveBar: View {
  let model: CaptureModel
  let call: (String) -> Void

  var body: some View {
    VStack(alignment: .leading, spacing: 6) {
      if let audience = model.state.audience {
        Referral(referral: audience.referral, call: call)
        Hint(audience.label)
        Wrong(audience.nudge)
      }
      Flow {
        MainButton("Save", isEnabled: !model.state.isSaving, act: model.save)
        QuietButton("Later", act: model.later)
        QuietButton("Discard", act: model.discard)
      }
    }
    .padding(12)
    .frame(maxWidth: .infinity, alignment: .leading)
    .background(Palette.surface)
    .overlay(alignment: .top) { Divider() }
  }
}

/// That this is no referral, with the number of the front door to call.
private struct Referral: View {
  let referral: ReferralNotice
  let call: (String) -> Void

  var body: some View {
    Text(referral.before + referral.frontDoor + referral.after)
      .font(.subheadline)
      .foregroundStyle(Palette.noticeInk)
    if !referral.frontDoorLink.isEmpty {
      QuietButton("Call \(referral.frontDoor)", icon: "phone") { call(referral.frontDoorLink) }
    }
  }
}
