import AppCore
import SwiftUI

/// Who is who in the partnership.
struct DirectoryPage: View {
  let model: DirectoryModel
  let go: @MainActor (Place) -> Void

  var body: some View {
    Page("Directory") {
      Hint(model.state.me?.partnership ?? "")
      if model.state.invites { QuietButton("Invite", icon: "plus") { go(.invite) } }
      if model.state.pending > 0 {
        Card(ground: Palette.notice) {
          Text(model.state.pendingWords).foregroundStyle(Palette.noticeInk)
          QuietButton("Compare words and admit") { go(.invite) }
        }
      }
      Field(
        "Search practitioners", Binding(reads: { model.state.search }, writes: model.search),
        hint: "Name, role or agency", isWords: false)
      if let refusal = model.state.people.refusal { NoticeCard(notice: refusal.notice) }
      ForEach(model.state.people.value ?? [], id: \.practitioner) { practitioner in
        RowLink {
          go(.practitioner(practitioner.practitioner))
        } content: {
          PractitionerLines(practitioner: practitioner)
        }
      }
      if model.state.people.value?.isEmpty == true {
        Empty("Nobody found. Try part of a name, a role or an agency.")
      }
      if model.state.hasMore { QuietButton("Show more", act: model.showMore) }
    }
  }
}

/// A practitioner in a list.
struct PractitionerLines: View {
  let practitioner: PractitionerView

  var body: some View {
    Face(name: practitioner.name)
    VStack(alignment: .leading) {
      Text(practitioner.name).font(.headline)
      Hint(practitioner.whoWords)
      if !practitioner.hasJoined { Hint("Invited, has not joined yet") }
      Hint(practitioner.awayWords)
    }
  }
}

/// A colleague: who they are, and how and when best to reach them.
struct PractitionerPageView: View {
  let model: PractitionerModel
  let go: @MainActor (Place) -> Void

  var body: some View {
    Read(model.state.practitioner) { practitioner in
      Page("") {
        PersonTop(name: practitioner.name, who: practitioner.whoWords)
        Wrong(practitioner.awayWords)
        if !practitioner.bestReached.isEmpty {
          Hint("Best reached")
          Text(practitioner.bestReached)
        }
        WaysToReach(ways: practitioner.ways, open: model.reach)
        if !practitioner.hasJoined { Hint("Invited, has not joined yet.") }
        if practitioner.isAdministrator { Hint("Administrator: may invite and admit.") }
        if model.state.isMe { QuietButton("Change my card", icon: "pencil") { go(.myCard) } }
      }
    }
  }
}
