import AppCore
import SwiftUI

/// The sheet, its parts one below the other. On paper each stands where AppCore places it.
struct PaperParts: View {
  let sheet: SheetView

  var body: some View {
    VStack(alignment: .leading, spacing: Paper.gap) {
      PaperHead(sheet: sheet)
      PaperRows(sheet: sheet)
    }
    .paper()
  }
}

extension View {
  /// As on paper: of one width, in the colours of the day, whatever size the phone's text has.
  func paper() -> some View {
    frame(width: Paper.room, alignment: .leading)
      .foregroundStyle(Palette.ink)
      .environment(\.colorScheme, .light)
      .dynamicTypeSize(.large)
  }
}

/// What it is, whom to call, and the picture with its key.
struct PaperHead: View {
  let sheet: SheetView

  var body: some View {
    let picture = sheet.picture
    let scale = Paper.scale(width: Double(picture.width), height: Double(picture.height))
    VStack(alignment: .leading, spacing: 6) {
      Text(sheet.title).font(.system(size: 22, weight: .bold)).accessibilityAddTraits(.isHeader)
      Text(sheet.made).font(.system(size: 10)).foregroundStyle(Palette.quiet)
      Text(sheet.emergency).font(.system(size: 11, weight: .bold))
      Canvas { context, _ in
        context.scaleBy(x: scale, y: scale)
        PictureDrawing().draw(picture, in: &context)
      }
      .frame(width: Double(picture.width) * scale, height: Double(picture.height) * scale)
      .frame(maxWidth: .infinity)
      .environment(\.layoutDirection, .leftToRight)
      .accessibilityLabel(picture.summary)
      Flow {
        ForEach(picture.key, id: \.label) { row in
          HStack(spacing: 6) {
            Canvas { context, _ in PictureDrawing().sample(row.mark, in: &context) }
              .frame(width: 44, height: 20)
              .accessibilityHidden(true)
            Text(row.label).font(.system(size: 9)).foregroundStyle(Palette.quiet)
          }
        }
      }
    }
    .fixedSize(horizontal: false, vertical: true)
  }
}

/// How to reach them, two beside each other.
private struct PaperRows: View {
  let sheet: SheetView

  var body: some View {
    ForEach(Array(sheet.rows.enumerated()), id: \.offset) { at, row in
      PaperRow(row: row, isFirst: at == 0)
    }
  }
}

/// A row of the list. The first bears the heading, which never stands alone at the end of a page.
struct PaperRow: View {
  let row: [SheetEntry]
  let isFirst: Bool

  var body: some View {
    VStack(alignment: .leading, spacing: Paper.gap) {
      if isFirst {
        Text("How to reach them").font(.system(size: 13, weight: .bold))
          .accessibilityAddTraits(.isHeader)
      }
      HStack(alignment: .top, spacing: 24) {
        ForEach(Array(row.enumerated()), id: \.offset) { _, entry in PaperEntry(entry: entry) }
        if row.count == 1 { Color.clear.frame(maxWidth: .infinity, maxHeight: 0) }
      }
    }
  }
}

private struct PaperEntry: View {
  let entry: SheetEntry

  var body: some View {
    VStack(alignment: .leading, spacing: 2) {
      Palette.line.frame(height: 1)
      Text(entry.name).font(.system(size: 11, weight: .bold))
      if !entry.partWords.isEmpty { Text(entry.partWords).font(.system(size: 11)) }
      ForEach(entry.numbers, id: \.self) { Text($0).font(.system(size: 10, weight: .semibold)) }
    }
    .frame(maxWidth: .infinity, alignment: .leading)
    .fixedSize(horizontal: false, vertical: true)
    .accessibilityElement(children: .combine)
  }
}
