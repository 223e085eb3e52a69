import AppCore
import SwiftUI
import UIKit

/// The phone's own printing. The sheet is drawn for A4 in memory: there is no file of it.
@MainActor
final class PaperPrinter: SheetPrinter {
  private var waiting: CheckedContinuation<PrintOutcome, Never>?

  func print(_ sheet: SheetView) async -> PrintOutcome {
    guard UIPrintInteractionController.isPrintingAvailable else { return .unavailable }
    finish(.cancelled)
    let info = UIPrintInfo.printInfo()
    // The printer and its queue show it: it names no child.
    info.jobName = "Patchwork"
    info.outputType = .general
    let controller = UIPrintInteractionController.shared
    controller.printInfo = info
    controller.printingItem = Self.pages(sheet)
    return await withCheckedContinuation { waiting in
      self.waiting = waiting
      let isShown = controller.present(animated: true) { controller, isPrinted, error in
        controller.printingItem = nil
        self.finish(error != nil ? .failed : isPrinted ? .printed : .cancelled)
      }
      if !isShown { finish(.unavailable) }
    }
  }

  func putAway() {
    let controller = UIPrintInteractionController.shared
    controller.dismiss(animated: false)
    controller.printingItem = nil
    finish(.cancelled)
  }

  /// Says how it ended, once.
  private func finish(_ outcome: PrintOutcome) {
    waiting?.resume(returning: outcome)
    waiting = nil
  }

  /// The pages as a PDF, each part where AppCore places it.
  static func pages(_ sheet: SheetView) -> Data {
    let parts = [PaperPart(PaperHead(sheet: sheet))] + rows(sheet)
    let places = Paper.place(parts.map(\.height))
    let page = CGRect(x: 0, y: 0, width: Paper.width, height: Paper.height)
    return UIGraphicsPDFRenderer(bounds: page).pdfData { pdf in
      var begun = -1
      for (part, place) in zip(parts, places) {
        if place.page > begun { pdf.beginPage() }
        begun = place.page
        part.draw(in: pdf.cgContext, at: place)
      }
    }
  }

  private static func rows(_ sheet: SheetView) -> [PaperPart] {
    sheet.rows.enumerated().map { at, row in PaperPart(PaperRow(row: row, isFirst: at == 0)) }
  }
}

/// A part of the sheet, with its height at the width of the paper.
@MainActor
private struct PaperPart {
  private let renderer: ImageRenderer<AnyView>
  let height: Double

  init(_ part: some View) {
    renderer = ImageRenderer(content: AnyView(part.paper()))
    renderer.proposedSize = ProposedViewSize(width: Paper.room, height: nil)
    var height = 0.0
    renderer.render { size, _ in height = size.height }
    self.height = height
  }

  func draw(in context: CGContext, at place: Paper.Placed) {
    renderer.render { size, draw in
      context.saveGState()
      // The page counts from its top, a drawing from its foot.
      context.translateBy(
        x: Paper.margin, y: Paper.margin + place.top + size.height * place.scale)
      context.scaleBy(x: place.scale, y: -place.scale)
      draw(context)
      context.restoreGState()
    }
  }
}
