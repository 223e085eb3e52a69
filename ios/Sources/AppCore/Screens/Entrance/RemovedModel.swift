/// What is shown to somebody who was shut out.
public struct RemovedState: Sendable {
  /// Their words that never reached the team, once they asked for them.
  public var unsent: String?
  /// Whether it was said what is lost by erasing, and not answered yet.
  public var asksToErase = false
  public var refused: Notice?
}

/// Shows what was not sent, and erases the rest.
public final class RemovedModel: ScreenModel<RemovedState> {
  private let client: Client
  private let eraseAll: @MainActor () async throws -> Void

  init(client: Client, erase: @escaping @MainActor () async throws -> Void) {
    self.client = client
    eraseAll = erase
    super.init(RemovedState())
  }

  public func readUnsent() {
    act({ $0.refused = $1.notice }) {
      self.state.unsent = try await self.client.exportUnsent()
    }
  }

  public func askToErase() { state.asksToErase = true }

  /// Erases for good, once it was said what is lost.
  public func erase() {
    guard state.asksToErase else { return }
    act({ $0.refused = $1.notice }, eraseAll)
  }
}
