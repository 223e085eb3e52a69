import AppCore
import SwiftUI

/// *My cases*: what is for this person, then the children.
struct CasesPage: View {
  let model: CasesModel
  let go: @MainActor (Place) -> Void

  var body: some View {
    Page("My cases") {
      QuietButton("Add a child", icon: "plus") { go(.newChild) }
      ForEach(model.state.notices, id: \.code) { NoticeCard(notice: $0, onAct: model.act) }
      if let refused = model.state.refused { NoticeCard(notice: refused) }
      Field(
        "Search children, people and words",
        Binding(reads: { model.state.search }, writes: model.search), isWords: false)
      if !model.state.isSearching {
        ForYou(model: model, go: go)
        Drafts(drafts: model.state.drafts, go: go)
      }
      families
      Hits(model: model, go: go)
    }
  }

  @ViewBuilder private var families: some View {
    if let refusal = model.state.families.refusal { NoticeCard(notice: refusal.notice) }
    let families = model.state.families.value ?? []
    ForEach(families, id: \.self) { family in
      Heading(family.heading)
      ForEach(family.cases, id: \.case) { listing in
        CaseRow(listing: listing) { go(.caseFile(listing.case)) }
      }
    }
    if model.state.hasMore { QuietButton("Show more", act: model.showMore) }
    if model.state.families.value?.isEmpty == true { NothingHere(model: model, go: go) }
  }
}

/// One child.
private struct CaseRow: View {
  let listing: CaseListing
  let act: () -> Void

  var body: some View {
    RowLink(act: act) {
      Face(name: listing.child)
      VStack(alignment: .leading, spacing: 2) {
        Text(listing.child).font(.headline)
        Hint(listing.age)
        if !listing.status.isEmpty { Label(listing.status, systemImage: "shield") }
        Hint(listing.seenWords)
        Flow { ForEach(listing.tags, id: \.self) { Tag($0) } }
      }
    }
  }
}

private struct ForYou: View {
  let model: CasesModel
  let go: @MainActor (Place) -> Void

  var body: some View {
    ForEach(model.state.forYou, id: \.kind) { group in
      ForEach(group.lines, id: \.self) { line in
        RowLink {
          go(model.place(of: line, in: group.kind))
        } content: {
          Image(systemName: group.kind.icon).accessibilityHidden(true)
          VStack(alignment: .leading) {
            Text(line.name).font(.headline)
            Hint(line.words)
          }
        }
      }
      Hint(group.folded)
    }
  }
}

private struct Drafts: View {
  let drafts: [UnfinishedDraft]
  let go: @MainActor (Place) -> Void

  var body: some View {
    if !drafts.isEmpty { Heading("Not finished") }
    ForEach(drafts, id: \.draft) { draft in
      RowLink {
        go(.capture(draft.draft))
      } content: {
        Image(systemName: "pencil").accessibilityHidden(true)
        VStack(alignment: .leading) {
          Text(draft.text).lineLimit(2)
          Hint(draft.forWhom)
        }
      }
    }
  }
}

private struct NothingHere: View {
  let model: CasesModel
  let go: @MainActor (Place) -> Void

  var body: some View {
    if !model.state.isSearching {
      Empty(
        words:
          "No child yet. A case opens here when a colleague adds you to a team, or when you add a "
          + "child yourself, also without signal."
      ) {
        MainButton("Add a child") { go(.newChild) }
      }
    } else if model.state.hits.isEmpty {
      Empty(
        words: "Nothing here holds “\(model.state.search)”. Only what is saved on this phone is "
          + "searched. Try part of a name, or another spelling."
      ) {
        QuietButton("Show all my cases") { model.search("") }
      }
    }
  }
}
