import AppCore
import SwiftUI

/// What this person set on this phone.
struct SettingsPage: View {
  let model: SettingsModel
  let around: Surroundings

  var body: some View {
    Page("Settings") {
      if let refused = model.state.refused { NoticeCard(notice: refused.notice) }
      if let me = model.state.me {
        Heading("You")
        RowLink {
          around.go(.myCard)
        } content: {
          Face(name: me.name)
          VStack(alignment: .leading) {
            Text(me.name).font(.headline)
            Hint(me.whoWords)
          }
        }
        .accessibilityHint("Change my card")
      }
      Connection(model: model, go: around.go)
      Partnership(model: model, around: around)
      LockSettings(model: model)
      Notices(model: model)
      Heading("Privacy and help")
      Leads("What the server can see", "and what it cannot") { around.go(.server) }
      Leads("Check and report", "check what is kept here, or get help") { around.go(.support) }
      Leads("Erase this phone", "when you hand it on, or leave") { around.go(.erase) }
    }
  }
}

private struct Connection: View {
  let model: SettingsModel
  let go: @MainActor (Place) -> Void

  var body: some View {
    Heading("Connection")
    Toggle(
      "Sync",
      isOn: Binding(
        reads: { model.state.chip?.isSwitchedOff != true }, writes: { model.switchOff(!$0) }))
    Hint(model.state.connectionWords)
    Leads("What waits", model.state.chip?.label ?? "") { go(.sync) }
    Leads("The relay’s address", "if the relay has moved") { go(.relayAddress) }
  }
}

private struct Partnership: View {
  let model: SettingsModel
  let around: Surroundings

  var body: some View {
    if let partnership = model.state.partnership {
      Heading(partnership.name)
      Text("Front door").font(.headline)
      if partnership.frontDoorLink.isEmpty {
        Text(partnership.frontDoor.isEmpty ? "No number is known here." : partnership.frontDoor)
        Hint(partnership.frontDoorWhyNot)
      } else {
        QuietButton("Call \(partnership.frontDoor)", icon: "phone") {
          Task { await around.reach(partnership.frontDoorLink) }
        }
      }
      Hint(partnership.frontDoorHours)
      if model.state.me?.isAdministrator == true {
        Leads("Change name or front door", "") { around.go(.partnership) }
      }
    }
  }
}

private struct LockSettings: View {
  let model: SettingsModel

  var body: some View {
    Heading("Lock")
    Text("Your face, your finger or this phone’s passcode opens Patchwork.")
    ChooseOne(
      label: "Lock when I have been away for",
      options: closingTimes,
      chosen: Binding(
        reads: { model.state.closesAfter },
        writes: { if let after = $0 { model.closeAfter(after) } }))
    MainButton("Lock now", icon: "lock", act: model.lockNow)
  }
}

private struct Notices: View {
  let model: SettingsModel

  var body: some View {
    Heading("Notices")
    Toggle(
      "Tell me of new entries",
      isOn: Binding(reads: { model.state.tellsOfNewEntries }, writes: { turn($0) }))
    Hint("Off until you turn it on. It says “Patchwork has an update” and nothing of what.")
    if model.state.areNoticesBlocked {
      Wrong(
        "This phone lets no notice of Patchwork through. Allow them in the phone’s settings.")
    }
  }

  private func turn(_ isOn: Bool) {
    Task { model.tellOfNewEntries(isOn, isAllowed: isOn ? await SystemNotices.mayShow() : true) }
  }
}

private struct Leads: View {
  let name: String
  let hint: String
  let act: () -> Void

  init(_ name: String, _ hint: String, act: @escaping () -> Void) {
    self.name = name
    self.hint = hint
    self.act = act
  }

  var body: some View {
    RowLink(act: act) {
      VStack(alignment: .leading) {
        Text(name).font(.headline)
        Hint(hint)
      }
    }
  }
}
