import AppCore
import SwiftUI

/// Who asks to be let in, and a form for who is invited.
struct InvitePage: View {
  let model: InviteModel

  var body: some View {
    Page("Invite a colleague") {
      Admitting(
        admitted: model.state.admitted, pending: model.state.pending,
        isWorking: model.state.isWorking, admit: model.admit)
      if let refused = model.state.generalRefusal { NoticeCard(notice: refused) }
      Field("Name", invitee(\.name), wrong: model.state.wrong("name"))
      Field("Role", invitee(\.role), wrong: model.state.wrong("role"))
      if model.state.isLong {
        Field(
          "Search agencies", Binding(reads: { model.state.search }, writes: model.searchAgency),
          isWords: false)
      }
      ChooseOne(
        label: "Agency", options: model.state.foundAgencies.map { Option($0.agency, $0.name) },
        chosen: Binding {
          model.state.chosenAgency
        } writes: {
          invitee(\.agency).wrappedValue = $0
        }, wrong: model.state.wrong("agency"))
      MainButton("Make an invitation", isEnabled: !model.state.isWorking, act: model.invite)
      AddAgency(model: model)
    }
  }

  private func invitee<Value>(_ path: WritableKeyPath<InviteeWords, Value>) -> Binding<Value> {
    Binding {
      model.state.invitee[keyPath: path]
    } writes: {
      var words = model.state.invitee
      words[keyPath: path] = $0
      model.type(words)
    }
  }
}

/// For an agency that is not in the list yet.
private struct AddAgency: View {
  let model: InviteModel

  var body: some View {
    QuietButton("The agency is not in the list", icon: "plus", act: model.foldAgency)
    if model.state.addsAgency {
      Field(
        "Agency’s name",
        Binding(
          reads: { model.state.agency.name },
          writes: { model.type(AgencyWords(name: $0, kind: model.state.agency.kind)) }),
        wrong: model.state.wrong("agency_name"))
      ChooseOne(
        label: "What it is",
        options: choices().agencyKinds.filter { !$0.isSensitive }.map {
          Option($0.value, $0.label)
        },
        chosen: kind, wrong: model.state.wrong("agency_kind"))
      ChooseOne(
        label: "Sensitive: by default not for others to know",
        options: choices().agencyKinds.filter(\.isSensitive).map { Option($0.value, $0.label) },
        chosen: kind)
      Hint(
        "That a family uses a sensitive service is private in itself: by default it is not told to "
          + "others.")
      QuietButton("Add the agency", isEnabled: !model.state.isWorking, act: model.addAgency)
    }
  }

  private var kind: Binding<AgencyKind?> {
    Binding {
      model.state.agency.kind
    } writes: {
      model.type(AgencyWords(name: model.state.agency.name, kind: $0))
    }
  }
}

/// Who asks to be let in: their words are compared by voice, then they are admitted.
struct Admitting: View {
  let admitted: String
  let pending: [PendingDeviceView]
  let isWorking: Bool
  let admit: (PendingDeviceView) -> Void

  var body: some View {
    if !admitted.isEmpty { Label("\(admitted) is admitted.", systemImage: "checkmark") }
    if !pending.isEmpty { Heading("Waiting to be admitted") }
    ForEach(pending, id: \.device) { device in
      Card {
        Text(device.name).font(.title2).accessibilityAddTraits(.isHeader)
        Hint(device.whoWords)
        Text("Ring them. Do they see these words?")
        ForEach(Array(device.words.enumerated()), id: \.offset) { at, word in
          Text("\(at + 1). \(word)").font(.title2)
        }
        MainButton("The words are the same: admit", isEnabled: !isWorking) { admit(device) }
          .accessibilityLabel("The words are the same: admit \(device.name)")
        Hint("If they differ, do not admit: somebody may be in between.")
      }
    }
  }
}
