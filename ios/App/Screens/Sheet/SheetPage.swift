import AppCore
import SwiftUI

/// A sheet on paper for one named reader, one step after the other.
struct SheetPage: View {
  let model: SheetModel

  var body: some View {
    switch model.state.step {
    case .reader: SheetReaders(model: model)
    case .people(let choices): SheetChoicesPage(model: model, choices: choices)
    case .preview(let preview): SheetPreviewPage(model: model, preview: preview)
    case .paper(let sheet): SheetOnScreen(model: model, sheet: sheet)
    }
  }
}

private struct SheetReaders: View {
  let model: SheetModel

  var body: some View {
    Read(model.state.readers) { groups in
      Page("Who is the sheet for?") {
        Text(
          "It says who helps, from which agency and how to reach them at work. It never holds "
            + "markers, the plan, worries, entries or addresses.")
        if let refused = model.state.refused { NoticeCard(notice: refused.notice) }
        ForEach(groups) { group in
          Heading(group.heading)
          ForEach(group.members, id: \.person) { reader in
            RowLink {
              model.choose(reader.person)
            } content: {
              Face(name: reader.name, isFamily: reader.isFamily)
              VStack(alignment: .leading) {
                Text(reader.name).font(.headline)
                Hint(reader.role)
              }
            }
          }
        }
      }
    }
  }
}

private struct SheetPreviewPage: View {
  let model: SheetModel
  let preview: SheetPreview

  var body: some View {
    Page(preview.heading) {
      if let refused = model.state.refused { NoticeCard(notice: refused.notice) }
      Heading("Left out")
      ForEach(Array(preview.leftOut.enumerated()), id: \.offset) { _, one in
        VStack(alignment: .leading) {
          Text(one.name).font(.headline)
          Text(one.what)
        }
        .accessibilityElement(children: .combine)
      }
      Text("Markers, the plan, worries, entries and addresses are never on a sheet.")
      Heading("On the sheet")
      if preview.onIt.isEmpty { Empty("Nobody with a role or a number.") }
      ForEach(Array(preview.onIt.enumerated()), id: \.offset) { _, one in
        VStack(alignment: .leading) {
          Text(one.name).font(.headline)
          Hint(one.partWords)
          ForEach(one.numbers, id: \.self) { Text($0) }
        }
        .accessibilityElement(children: .combine)
      }
      if !preview.onlyPictured.isEmpty { Text(preview.onlyPicturedWords) }
      Flow {
        MainButton("Open the sheet", isEnabled: !model.state.isWorking, act: model.open)
        QuietButton(
          "Change what is on it", isEnabled: !model.state.isWorking, act: model.change)
      }
    }
  }
}

/// The sheet as it will be on paper, and what prints it.
private struct SheetOnScreen: View {
  let model: SheetModel
  let sheet: SheetView

  var body: some View {
    Page("") {
      if let refused = model.state.refused { NoticeCard(notice: refused.notice) }
      MainButton("Print", icon: "printer", isEnabled: !model.state.isWorking, act: model.print)
      Wrong(model.state.said)
      ScrollView(.horizontal) {
        PaperParts(sheet: sheet)
          .padding(Paper.margin)
          .background(.white)
      }
    }
  }
}
