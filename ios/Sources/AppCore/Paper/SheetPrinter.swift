/// Puts a sheet on paper by the phone's own printing.
@MainActor
public protocol SheetPrinter: AnyObject {
  /// Asks which printer, and prints. It keeps no file of the sheet, and gives it no name that the
  /// printer could show.
  func print(_ sheet: SheetView) async -> PrintOutcome
  /// Takes away what asks which printer: it shows the sheet, and would stand before the gate.
  func putAway()
}

/// How printing ended.
public enum PrintOutcome: Equatable, Sendable {
  case printed, cancelled, unavailable, failed

  /// What is said of it; empty where there is nothing to say.
  var words: String {
    switch self {
    case .printed, .cancelled: ""
    case .unavailable: "This phone cannot print."
    case .failed: "It was not printed. Look at the printer, and print again."
    }
  }
}
