import AppCore
import SwiftUI

/// Goes over to the relay's new address.
struct RelayAddressPage: View {
  let model: RelayAddressModel
  let back: () -> Void

  var body: some View {
    FormPage(model, heading: { _ in "The relay’s address" }) { _ in
      Text("An administrator tells you the new address if the relay has moved.")
      Field(
        "Relay’s address", model.field(\.self), wrong: model.wrong("relay"), keyboard: .URL,
        isWords: false)
      FormButtons(
        saves: "Save", isSaving: model.state.saving.isUnderWay, save: model.save, back: back)
    }
  }
}

/// Changes the partnership's name and front door; for administrators.
struct PartnershipPage: View {
  let model: PartnershipModel
  let back: () -> Void

  var body: some View {
    FormPage(model, heading: { _ in "The partnership" }) { _ in
      Field("Name", model.field(\.name), wrong: model.wrong("name"))
      Field(
        "Front door’s number", model.field(\.frontDoor),
        hint: "Whom to call when a child may be at risk now. Everyone sees it beside a worry.",
        wrong: model.wrong("front_door"), keyboard: .phonePad)
      Field(
        "When it answers", model.field(\.frontDoorHours), wrong: model.wrong("front_door_hours"))
      FormButtons(
        saves: "Save", isSaving: model.state.saving.isUnderWay, save: model.save, back: back)
    }
  }
}

/// What the server can and cannot see.
struct ServerPage: View {
  var body: some View {
    Page("What the server can see") {
      Text(ServerWords.first).font(.title3)
      ForEach(ServerWords.sections) { section in
        Heading(section.heading)
        ForEach(section.members, id: \.self) { Text("• \($0)") }
      }
    }
  }
}

/// Checks what is kept here, and writes a report for whoever helps.
struct SupportPage: View {
  let model: SupportModel

  var body: some View {
    Page("Check and report") {
      if let refused = model.state.refused { NoticeCard(notice: refused.notice) }
      Text("The doctor checks that what is kept on this phone reads back.")
      MainButton("Check", isEnabled: !model.state.isWorking, act: model.check)
      if let found = model.state.found {
        Text("\(found.cases) cases, \(found.entries) entries.")
        ForEach(found.findings, id: \.self) { Text($0) }
        QuietButton("Build the lists anew", isEnabled: !model.state.isWorking, act: model.rebuild)
      }
      Heading("Report")
      Hint("For whoever helps you. It holds no name and no word of a case.")
      Text(model.state.report).font(.footnote.monospaced()).textSelection(.enabled)
    }
  }
}

/// Erases Patchwork on this phone.
struct ErasePage: View {
  let model: EraseModel
  let back: () -> Void

  var body: some View {
    Page("Erase this phone") {
      if let refused = model.state.refused { NoticeCard(notice: refused.notice) }
      Text(
        "Everything that Patchwork keeps on this phone is erased for good: its keys first, then its data. "
          + "What your teams have stays with them.")
      Text(model.state.whatIsLost)
      Text(
        "Drafts that are not finished are lost too. To use Patchwork again on this phone you need a new "
          + "invitation."
      ).font(.headline)
      Toggle(
        "I understand what is lost",
        isOn: Binding(reads: { model.state.isUnderstood }, writes: model.understand))
      QuietButton(
        "Erase for good", isEnabled: model.state.isUnderstood && !model.state.isErasing,
        act: model.erase)
      MainButton("Back", act: back)
    }
  }
}
