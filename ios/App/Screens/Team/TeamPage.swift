import AppCore
import SwiftUI

/// Who can see a case, what was decided about sharing, who has looked, and who may be added.
struct TeamPage: View {
  let model: TeamModel
  let go: @MainActor (Place) -> Void

  var body: some View {
    Read(model.state.team) { around in
      Page("Who can see this") {
        Text(around.team.sizeWords)
        ForEach(around.team.byAgency) { group in
          Heading(group.heading)
          ForEach(group.members, id: \.practitioner) { member in
            RowLink {
              go(.practitioner(member.practitioner))
            } content: {
              Face(name: member.name)
              VStack(alignment: .leading) {
                Text(member.name).font(.headline)
                Hint(member.role)
                Hint(member.accessLabel)
                if member.isPending {
                  Tag("Saved on this phone, waits for the relay", icon: "clock")
                }
              }
            }
          }
        }
        Decisions(model: model, mayWrite: around.mayWrite) {
          go(.caseFile($0.case, tab: .timeline, entry: $0.entry))
        }
        WhoLooked(looked: around.looked)
        if around.team.mayChange {
          AddToTeam(model: model, invites: around.invites, go: go)
        } else {
          Hint("A manager of this team adds practitioners.")
        }
      }
    }
  }
}

/// The ledger of decisions to share and not to share, the latest first.
private struct Decisions: View {
  let model: TeamModel
  let mayWrite: Bool
  let open: (EntryView) -> Void

  var body: some View {
    Heading("Decisions about sharing")
    if let refused = model.state.refusedToDecide { NoticeCard(notice: refused.notice) }
    if model.state.decisions.isEmpty {
      Empty("No decision to share, or not to share, is written down yet.")
    }
    ForEach(model.state.decisions, id: \.entry) { decision in
      RowLink {
        open(decision)
      } content: {
        VStack(alignment: .leading) {
          Text(decision.outcomeLabel).font(.headline)
          Text(decision.text).strikethrough(decision.struck != nil)
          ForEach(decision.corrections, id: \.entry) { Text("Corrected: \($0.text)") }
          ForEach(decision.sharingWords, id: \.self) { Text($0) }
          Hint(decision.shortByline)
        }
      }
    }
    if model.state.hasMoreDecisions { QuietButton("Show more", act: model.showMoreDecisions) }
    if mayWrite { QuietButton("Write a sharing decision", icon: "pencil", act: model.decide) }
  }
}

/// Each device reports this itself, so it is told as what it is.
private struct WhoLooked: View {
  let looked: [LookedView]

  var body: some View {
    Heading("Who has looked")
    Hint(
      "Each phone or computer reports this itself, together with what its owner next writes here. So it "
        + "can come late, or not at all.")
    ForEach(looked, id: \.practitioner) { one in
      VStack(alignment: .leading) {
        Text(one.nameWords).font(.headline)
        Text(one.lastWords)
        ForEach(one.withheldWords, id: \.self) { Hint($0) }
      }
    }
  }
}

/// For a manager: finds a practitioner, says what they may do, and adds them.
private struct AddToTeam: View {
  let model: TeamModel
  let invites: Bool
  let go: @MainActor (Place) -> Void

  var body: some View {
    Heading("Add a practitioner")
    Field(
      "Search practitioners", Binding(reads: { model.state.search }, writes: model.search),
      hint: "Name, role or agency", isWords: false)
    let found = model.state.mayBeAdded?.practitioners ?? []
    if found.isEmpty {
      Empty(words: model.state.nobodyWords) {
        if invites { QuietButton("Invite a colleague", icon: "plus") { go(.invite) } }
      }
    } else {
      ChooseOne(
        label: "Whom", options: found.map { Option($0.practitioner, $0.nameAndWho) },
        chosen: Binding(
          reads: { model.state.chosen }, writes: { if let chosen = $0 { model.choose(chosen) } }))
      ChooseOne(
        label: "What they may do",
        options: choices().accessRoles.map { Option($0.value, $0.label) },
        chosen: Binding(
          reads: { model.state.access }, writes: { if let access = $0 { model.choose(access) } }))
      Hint("They read everything written so far, and everyone on the team sees that they joined.")
      if let refused = model.state.refused { NoticeCard(notice: refused.notice) }
      MainButton(
        "Add to the team", isEnabled: model.state.chosen != nil && !model.state.isAdding,
        act: model.add)
    }
  }
}
