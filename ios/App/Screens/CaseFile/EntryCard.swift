import AppCore
import SwiftUI

/// One entry: kind and time, the words, author and agency on one line, then what was said about it.
struct EntryCard: View {
  let entry: EntryView
  let sayRead: (EntryId) -> Void
  let answer: (EntryId, EntryKind) -> Void
  let open: (TaskView) -> Void

  var body: some View {
    Card {
      HStack {
        Image(systemName: entry.kind.icon).accessibilityHidden(true)
        Text(entry.kindWords).font(.headline)
        Spacer()
        Hint(entry.happenedWords)
      }
      .foregroundStyle(entry.kind == .worry ? Palette.care : Palette.ink)
      Flow { ForEach(entry.tags, id: \.self) { Tag($0) } }
      WrittenWords(
        text: entry.text, struck: entry.struck, corrections: entry.corrections,
        isSpoken: entry.kind == .childsWords)
      if !entry.ownDetail.isEmpty { Text(entry.ownDetail) }
      ForEach(entry.sharingWords, id: \.self) { Text($0) }
      Hint(entry.byline)
      Hint(entry.readWords)
      ForEach(entry.thread, id: \.entry) {
        AnswerCard(said: $0, tags: $0.tags(under: entry), answer: answer, open: open)
      }
      Flow {
        if entry.maySayRead {
          QuietButton("I have read it", icon: "eye") { sayRead(entry.entry) }
            .accessibilityLabel("I have read it: \(entry.label) by \(entry.authorName)")
        }
        ForEach(answers(entry.waysToAnswer), id: \.value) { choice in
          QuietButton(choice.action) { answer(entry.entry, choice.value) }
            .accessibilityLabel("\(choice.action): \(entry.label) by \(entry.authorName)")
        }
        Answers(label: "Correct", entry: entry.entry, kinds: entry.waysToAlter, answer: answer)
      }
    }
  }
}

/// The words as they were written, then how their author corrected them: both stay.
private struct WrittenWords: View {
  let text: String
  let struck: String?
  let corrections: [Correction]
  var isSpoken = false

  var body: some View {
    if !text.isEmpty { Text(text).italic(isSpoken).strikethrough(struck != nil) }
    if let struck { Label("Struck through: \(struck)", systemImage: "strikethrough") }
    ForEach(corrections, id: \.entry) { correction in
      VStack(alignment: .leading) {
        Hint(correction.byline)
        Text(correction.text)
      }
      .padding(.leading, 12)
      .overlay(alignment: .leading) { Palette.accent.frame(width: 3) }
    }
  }
}

private struct AnswerCard: View {
  let said: AnswerView
  let tags: [String]
  let answer: (EntryId, EntryKind) -> Void
  let open: (TaskView) -> Void

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      Label(said.byline, systemImage: said.kind.icon).font(.subheadline)
        .foregroundStyle(Palette.quiet)
      Flow { ForEach(tags, id: \.self) { Tag($0) } }
      WrittenWords(text: said.text, struck: said.struck, corrections: said.corrections)
      if let task = said.task {
        if task.title != said.text { Text(task.title).fontWeight(.semibold) }
        QuietButton(taskInWords(task: task), icon: "checklist") { open(task) }
      }
      Answers(label: "Correct", entry: said.entry, kinds: said.mayAnswer, answer: answer)
    }
    .padding(.leading, 12)
    .overlay(alignment: .leading) { Palette.line.frame(width: 3) }
  }
}

/// A button that unfolds the ways to answer.
private struct Answers: View {
  let label: String
  let entry: EntryId
  let kinds: [EntryKind]
  let answer: (EntryId, EntryKind) -> Void

  var body: some View {
    if !kinds.isEmpty {
      Menu(label) {
        ForEach(answers(kinds), id: \.value) { choice in
          Button(choice.action) { answer(entry, choice.value) }
        }
      }
      .frame(minHeight: 44)
    }
  }
}
