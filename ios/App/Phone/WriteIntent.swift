import AppIntents

/// Opens a new note at once, from the action button, a shortcut or a widget. A locked app asks before
/// it.
struct WriteIntent: AppIntent {
  static let title: LocalizedStringResource = "Write in Patchwork"
  static let description = IntentDescription("Opens a new note.")
  static let openAppWhenRun = true

  @MainActor static var onWrite: () -> Void = {}

  @MainActor
  func perform() async throws -> some IntentResult {
    Self.onWrite()
    return .result()
  }
}

struct PatchworkShortcuts: AppShortcutsProvider {
  static var appShortcuts: [AppShortcut] {
    AppShortcut(
      intent: WriteIntent(), phrases: ["Write in \(.applicationName)"],
      shortTitle: "Write", systemImageName: "square.and.pencil")
  }
}
