import AppCore
import SwiftUI

/// What was written about a child, the latest first.
struct TimelineTab: View {
  let model: TimelineModel
  let header: CaseHeader
  let at: EntryId?
  let around: Surroundings

  var body: some View {
    ScrollViewReader { list in
      Page("") {
        Filters(model: model)
        if let pattern = model.state.pattern { PatternStrip(pattern: pattern) }
        if let newly = model.state.newly, let heading = newly.heading {
          Newly(newly: newly, heading: heading) { list.scrollTo($0, anchor: .top) }
        }
        if let refusal = model.state.days.refusal ?? model.state.refused {
          NoticeCard(notice: refusal.notice)
        }
        Days(model: model, days: model.state.days.value ?? [])
        if model.state.days.value?.isEmpty == true { empty }
        if model.state.hasMore { QuietButton("Earlier", act: model.showEarlier) }
      }
      .onChange(of: model.state.days.value != nil) { if let at { list.scrollTo(at, anchor: .top) } }
    }
  }

  private var empty: some View {
    Empty(
      words: "Nothing is written down yet. What you notice stands here, for this child’s team only."
    ) {
      if header.mayWrite { MainButton("Write", icon: "square.and.pencil", act: around.write) }
    }
  }
}

private struct Filters: View {
  let model: TimelineModel

  var body: some View {
    Picker(
      "Show",
      selection: Binding(reads: { model.state.filter }, writes: { model.show($0) })
    ) {
      ForEach(choices().timelineFilters, id: \.value) { Text($0.label).tag($0.value) }
    }
  }
}

private struct Newly: View {
  let newly: NewInCase
  let heading: String
  let open: (EntryId) -> Void

  var body: some View {
    Card(ground: Palette.accentSoft) {
      Heading(heading)
      ForEach(newly.entries, id: \.entry) { entry in
        RowLink {
          open(entry.standsUnder)
        } content: {
          VStack(alignment: .leading) {
            Text("\(entry.authorName) · \(entry.label)").font(.headline)
            if !entry.text.isEmpty { Text(entry.text).lineLimit(2) }
          }
        }
      }
    }
  }
}

private struct Days: View {
  let model: TimelineModel
  let days: [TimelineDay]

  var body: some View {
    ForEach(days) { day in
      Heading(day.heading)
      ForEach(Array(day.items.enumerated()), id: \.offset) { _, item in
        switch item {
        case .entry(let entry):
          EntryCard(
            entry: entry, sayRead: model.sayRead, answer: model.answer, open: model.open
          ).id(entry.entry)
        case .team(let event): TeamEvent(event: event)
        }
      }
    }
  }
}

/// That somebody came to the team or left it: nobody wrote it.
private struct TeamEvent: View {
  let event: TeamEventView

  var body: some View {
    HStack {
      Image(systemName: "person.2").foregroundStyle(Palette.quiet).accessibilityHidden(true)
      VStack(alignment: .leading) {
        Text(event.text)
        Hint(event.by)
      }
      Spacer()
      Hint(clockTime(at: event.at))
    }
  }
}
