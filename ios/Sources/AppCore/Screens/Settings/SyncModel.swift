/// Words that only this phone has.
public struct Unsent: Equatable, Sendable {
  let handle: String
  public let words: String
}

/// How this phone and the relay stand to each other, in full.
public struct SyncPageState: Sendable {
  public var sync: Shown<SyncView> = .reading
  /// The words of something that was not sent, while somebody decides about it.
  public var unsent: Unsent?
  public var isTrying = false
  public var refused: Refusal?
}

/// Follows what waits and what failed.
public final class SyncModel: ScreenModel<SyncPageState> {
  private let client: Client

  init(client: Client) {
    self.client = client
    super.init(SyncPageState())
    follow("sync", client.shown({ $0 == .sync }) { try await $0.syncStatus() }) { $0.sync = $1 }
  }

  public func tryNow() {
    if state.isTrying { return }
    state.isTrying = true
    state.refused = nil
    act({ state, refused in
      state.isTrying = false
      state.refused = refused
    }) {
      _ = try await self.client.syncNow(deadlineMs: 20_000)
      self.state.isTrying = false
    }
  }

  public func retry(_ handle: String) {
    acting { try await self.client.retry(handle: handle) }
  }

  public func dismiss(_ handle: String) {
    acting { try await self.client.dismiss(handle: handle) }
  }

  /// Shows what would be lost, before it is thrown away.
  public func showUnsent(_ handle: String) {
    acting {
      let words = try await self.client.unsentWords(handle: handle)
      self.state.unsent = Unsent(handle: handle, words: words)
    }
  }

  public func keepUnsent() { state.unsent = nil }

  public func discardUnsent() {
    guard let unsent = state.unsent else { return }
    acting {
      try await self.client.discardUnsent(handle: unsent.handle)
      self.state.unsent = nil
    }
  }

  private func acting(_ work: @escaping @MainActor () async throws -> Void) {
    state.refused = nil
    act({ $0.refused = $1 }, work)
  }
}
