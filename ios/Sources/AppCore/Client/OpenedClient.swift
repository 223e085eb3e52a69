import Foundation

/// The one client of this process: the database opens once at a time, for the screens and for the
/// work in the background alike.
@MainActor
public final class OpenedClient {
  private let options: Options
  private let vault: any KeyVault
  /// What was asked for last. The next one waits for it, so that no two are under way.
  private var turn: Task<Void, Never>?
  /// The client, once something has opened it.
  public private(set) var current: Client?

  /// - Parameter folder: Where the database lies: outside backups and outside every App Group, in
  ///   storage that can be read from the first unlock after a start.
  public init(folder: URL, vault: any KeyVault) {
    options = Options(dataDir: folder.path, undoSeconds: 10)
    self.vault = vault
  }

  /// Opens the database where it is not open yet.
  public func open() async throws -> Client {
    try await inTurn {
      if let current = self.current { return current }
      let opened = try await Client.open(options: self.options, vault: self.vault)
      self.current = opened
      return opened
    }
  }

  /// Closes the database. What is under way is saved; the next call opens it again.
  public func close() async {
    // Closing refuses nothing.
    _ = try? await inTurn {
      await self.current?.lock()
      self.current = nil
    }
  }

  /// Erases everything on this phone: keys first, then the database.
  public func erase() async throws {
    try await inTurn {
      if let current = self.current {
        try await current.eraseThisDevice()
      } else {
        try await eraseDevice(options: self.options, vault: self.vault)
      }
      self.current = nil
    }
  }

  /// Does this after whatever was asked for before it, and to its end: whoever stops waiting leaves
  /// no half of it.
  private func inTurn<Done: Sendable>(
    _ work: @escaping @MainActor () async throws -> Done
  ) async throws -> Done {
    let before = turn
    let mine = Task {
      await before?.value
      return try await work()
    }
    turn = Task { _ = await mine.result }
    return try await mine.value
  }
}
