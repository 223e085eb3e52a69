import Foundation
import Observation

/// Holds what a screen shows. It lives as long as its place on the back stack.
@MainActor @Observable
open class ScreenModel<State> {
  public internal(set) var state: State
  @ObservationIgnored private var following: [String: Task<Void, Never>] = [:]

  init(_ first: State) { state = first }

  deinit { following.values.forEach { $0.cancel() } }

  /// Takes each value into the state, for as long as the screen lives. Values that were followed
  /// under the same name before are followed no longer.
  func follow<Value: Sendable>(
    _ name: String,
    _ values: AsyncStream<Value>,
    _ into: @escaping (inout State, Value) -> Void
  ) {
    following[name]?.cancel()
    following[name] = Task { [weak self] in
      for await value in values {
        guard let self, !Task.isCancelled else { return }
        into(&self.state, value)
      }
    }
  }

  /// Reads once, into the state.
  func begin(_ work: @escaping @MainActor () async -> Void) { Task { await work() } }

  /// Does something that may be refused: then `refused` puts the words where they belong. Begun, it
  /// goes on to its end, also when the screen goes.
  @discardableResult
  func act(
    _ refused: @escaping (inout State, Refusal) -> Void,
    _ work: @escaping @MainActor () async throws -> Void
  ) -> Task<Void, Never> {
    Task {
      do { try await work() } catch { refused(&self.state, Refusal(error)) }
    }
  }
}
