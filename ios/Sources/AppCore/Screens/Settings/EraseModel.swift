/// What is lost if this phone is erased.
public struct EraseState: Sendable {
  public var waiting: UInt32 = 0
  public var isUnderstood = false
  public var isErasing = false
  public var refused: Refusal?

  /// What waits here and is lost.
  public var whatIsLost: String {
    switch waiting {
    case 0: "Nothing waits: all that you wrote here has reached the relay."
    case 1: "1 change was saved here and is not on the relay yet. It is lost if you go on."
    default:
      "\(waiting) changes were saved here and are not on the relay yet. They are lost if you go on."
    }
  }
}

/// Erases Patchwork on this phone, once somebody has said that they understand.
public final class EraseModel: ScreenModel<EraseState> {
  private let eraseAll: @MainActor () async throws -> Void

  init(around: Surroundings) {
    eraseAll = around.erase
    super.init(EraseState())
    follow("chip", around.client.shown({ $0 == .sync }) { try await $0.chip() }) {
      $0.waiting = $1.value?.waiting ?? $0.waiting
    }
  }

  public func understand(_ isUnderstood: Bool) { state.isUnderstood = isUnderstood }

  public func erase() {
    guard state.isUnderstood, !state.isErasing else { return }
    state.isErasing = true
    act(
      { state, refused in
        state.isErasing = false
        state.refused = refused
      }, eraseAll)
  }
}
