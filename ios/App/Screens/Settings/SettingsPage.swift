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
      Notices(model: model, go: around.go)
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

/// For which cases the phone tells of new entries. Each is turned on in the case itself.
private struct Notices: View {
  let model: SettingsModel
  let go: @MainActor (Place) -> Void

  var body: some View {
    Heading("Notices")
    Hint(
      "New entries are told of for the cases where you turned it on: open a case, unfold its top, "
        + "and turn on “Tell me of new entries”. A notice says “Patchwork has an update”, and "
        + "nothing of what or of whom.")
    if model.toldOf.isEmpty {
      Text("Off for every case.")
    } else {
      ForEach(model.toldOf, id: \.case) { told in
        Leads(told.child, "tells of new entries") { go(.caseFile(told.case)) }
      }
      QuietButton("Turn off for every case", icon: "xmark", act: model.tellOfNone)
    }
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
