import AppCore
import SwiftUI

/// A case: one line that unfolds, what must be chosen, and four views of it.
struct CasePage: View {
  let entry: BackStack.Entry
  let around: Surroundings
  let id: CaseId
  let first: CaseTab
  let at: EntryId?

  var body: some View {
    let model = entry.model { Screen.caseFile(id, first, around) }
    Read(model.state.view) { view in
      VStack(spacing: 0) {
        CaseTop(model: model, view: view, go: around.go)
        Picker("View", selection: Binding(reads: { model.state.tab }, writes: model.show)) {
          ForEach(CaseTab.allCases, id: \.self) { Text(view.header.name(of: $0)).tag($0) }
        }
        .pickerStyle(.segmented)
        .padding(.horizontal, 12)
        tab(model, view)
      }
      .background(Palette.ground)
    }
  }

  @ViewBuilder private func tab(_ model: CaseModel, _ view: CaseView) -> some View {
    switch model.state.tab {
    case .picture:
      PictureTab(model: entry.model { Screen.picture(id, around) }, around: around, id: id)
    case .people:
      PeopleTab(view: view, around: around, takenOff: entry.model { Screen.takenOff(id, around) })
    case .timeline:
      TimelineTab(
        model: entry.model { Screen.timeline(id, at, around) }, header: view.header, at: at,
        around: around)
    case .tasks: TasksTab(model: model, view: view, go: around.go)
    }
  }
}

private struct CaseTop: View {
  let model: CaseModel
  let view: CaseView
  let go: @MainActor (Place) -> Void

  var body: some View {
    let header = view.header
    VStack(alignment: .leading, spacing: 8) {
      Button(action: model.fold) {
        HStack(spacing: 12) {
          Face(name: header.child)
          VStack(alignment: .leading) {
            HStack {
              Text(header.child).font(.title2.bold()).accessibilityAddTraits(.isHeader)
              Hint(header.age)
            }
            Flow { ForEach(header.chipWords, id: \.self) { Tag($0) } }
          }
          Spacer()
          Image(systemName: model.state.isUnfolded ? "chevron.up" : "chevron.down")
        }
        .frame(minHeight: 44)
        .contentShape(.rect)
      }
      .buttonStyle(.plain)
      .accessibilityHint(model.state.isUnfolded ? "Less" : "More about \(header.child)")
      if model.state.isUnfolded {
        Unfolded(header: header, go: go)
        CaseNotices(model: model)
      }
      Hint(header.notice)
      if let refused = model.state.refused { NoticeCard(notice: refused.notice) }
      ForEach(view.conflicts, id: \.field) { conflict in
        ConflictCard(
          conflict: conflict, choose: { model.choose(conflict, $0) },
          keepAll: { model.keepAll(conflict) }, reach: model.reach)
      }
    }
    .padding(.horizontal, 16)
    .padding(.bottom, 8)
  }
}

private struct Unfolded: View {
  let header: CaseHeader
  let go: @MainActor (Place) -> Void

  var body: some View {
    ForEach(header.statuses, id: \.self) { status in
      Text(status.label).font(.headline)
      Hint(status.knownWords)
    }
    Markers(header: header)
    ForEach(header.facts) { fact in
      Hint(fact.label)
      Text(fact.value)
    }
    Flow {
      QuietButton("Who can see this", icon: "eye") { go(.team(header.case)) }
      if header.mayWrite {
        QuietButton("Add someone", icon: "plus") { go(.newPerson(header.case)) }
        QuietButton("Plan, status, markers", icon: "shield") { go(.status(header.case)) }
        QuietButton("About \(header.child)", icon: "pencil") { go(.child(header.case)) }
      }
    }
  }
}

/// Whether the phone tells of new entries of this case.
private struct CaseNotices: View {
  let model: CaseModel

  var body: some View {
    Toggle(
      isOn: Binding(reads: { model.tellsOfNewEntries }, writes: { turn($0) })
    ) {
      VStack(alignment: .leading) {
        Text("Tell me of new entries")
        Hint("A notice without a name and without a word of it.")
      }
    }
    .frame(minHeight: 44)
    if model.state.areNoticesBlocked {
      Wrong("This phone lets no notice of Patchwork through. Allow them in the phone’s settings.")
    }
  }

  private func turn(_ isOn: Bool) {
    Task { model.tellOfNewEntries(isOn, isAllowed: isOn ? await SystemNotices.mayShow() : true) }
  }
}
