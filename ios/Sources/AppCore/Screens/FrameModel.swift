import Foundation

/// What the bars around every screen show.
public struct FrameState: Sendable {
  public var chip: ChipView?
  /// The entry that was just saved, while it can be undone.
  public var undoable: EntryId?
  /// How undoing ended where it came too late.
  public var said = ""
  /// What was just chosen among two values, as long as the page stays where that was.
  public var chosen: Chosen?
}

/// What has just been chosen among two values, with the way to the other one.
public struct Chosen: Sendable {
  let id: CaseId
  let field: String
  /// The handle of the value that went.
  let other: String
  /// Brings up to date what does not follow the case by itself.
  let afterwards: @MainActor @Sendable () async throws -> Void
}

/// Follows the sync chip, and offers to undo what was just saved and to keep the value that went.
public final class FrameModel: ScreenModel<FrameState> {
  private let client: Client
  private var window: Task<Void, Never>?

  init(client: Client, backgroundSync: BackgroundSync) {
    self.client = client
    super.init(FrameState())
    follow("chip", client.shown({ $0 == .sync }) { try await $0.chip() }) { state, found in
      // What was saved here is sent in the background too, should the process end now.
      let waits = (found.value?.waiting ?? 0) > 0
      if waits, (state.chip?.waiting ?? 0) == 0 { backgroundSync.sendSoon() }
      state.chip = found.value ?? state.chip
    }
  }

  /// Something was saved, and can be undone for a few seconds.
  func saved(_ saved: Saved) {
    window?.cancel()
    state.undoable = saved.entry
    state.said = saved.nudge.isEmpty ? "" : "Saved on this phone. \(saved.nudge)"
    window = Task { [weak self] in
      try? await Task.sleep(for: .seconds(max(0, saved.undoUntil.timeIntervalSinceNow)))
      guard !Task.isCancelled else { return }
      self?.state.undoable = nil
      self?.state.said = ""
    }
  }

  /// Another page shows: what was chosen on the one before is not said there.
  func pageChanged() { state.chosen = nil }

  /// The value that went holds after all.
  public func keepOther() {
    guard let chosen = state.chosen else { return }
    state.chosen = nil
    act({ $0.said = $1.notice.body }) {
      try await self.client.chooseValue(case: chosen.id, field: chosen.field, choice: chosen.other)
      try await chosen.afterwards()
    }
  }

  /// Takes back what was saved: its words are a draft again.
  public func undo(_ go: @escaping @MainActor (Place) -> Void) {
    guard let entry = state.undoable else { return }
    window?.cancel()
    state.undoable = nil
    act({ $0.said = $1.notice.body }) {
      switch try await self.client.undo(entry: entry) {
      case .inTime(let draft): go(.capture(draft.draft, draft.case))
      case .tooLate:
        self.state.said = "It was sent already. You can correct it or strike it through."
      }
    }
  }
}
