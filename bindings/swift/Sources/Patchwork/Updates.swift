import Foundation
import PatchworkClient

// A call of the client runs to its end, also where the task that waits for it is cancelled: what it
// saves is saved whole, and a cancelled task gets its answer late. So whatever reads on and on ends
// between two calls.

extension Client {
  /// Tells what changed, from now until nobody listens any more. An update that comes again before
  /// it was taken is told once.
  public func updates() -> AsyncStream<Update> {
    let heard = HeardUpdates()
    let subscription = subscribe(listener: heard)
    return AsyncStream {
      // The subscription lasts as long as the stream.
      _ = subscription
      return await heard.next()
    } onCancel: {
      heard.end()
    }
  }

  /// Gives what `read` finds, now and whenever an update for which `isOf` holds says that it may
  /// have changed. Updates that come while it reads make it read once more, so that the last value
  /// that it gives is the latest. A value that nobody took before the next one is left out.
  public func watch<Value: Sendable>(
    _ isOf: @escaping @Sendable (Update) -> Bool,
    read: @escaping @Sendable (Client) async -> Value
  ) -> AsyncStream<Value> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { values in
      let reading = Task {
        let (news, signal) = AsyncStream.makeStream(
          of: Void.self, bufferingPolicy: .bufferingNewest(1))
        // Heard from before the first read: a change between the two would be missed.
        let subscription = self.subscribe(
          listener: CalledListener { update in
            if isOf(update) { signal.yield() }
          })
        values.yield(await read(self))
        for await _ in news {
          values.yield(await read(self))
        }
        withExtendedLifetime(subscription) {}
      }
      values.onTermination = { _ in reading.cancel() }
    }
  }
}

/// Hands each update on.
private final class CalledListener: UpdateListener {
  private let hear: @Sendable (Update) -> Void

  init(_ hear: @escaping @Sendable (Update) -> Void) { self.hear = hear }

  func updated(update: Update) { hear(update) }
}

/// Keeps what was heard until it is asked for, each update once, in the order in which they came.
/// The lock guards all of it.
private final class HeardUpdates: UpdateListener, @unchecked Sendable {
  private let lock = NSLock()
  private var heard: [Update] = []
  private var waiting: CheckedContinuation<Update?, Never>?
  private var hasEnded = false

  func updated(update: Update) {
    let taker = lock.withLock { () -> CheckedContinuation<Update?, Never>? in
      if let waiting {
        self.waiting = nil
        return waiting
      }
      if !heard.contains(update) { heard.append(update) }
      return nil
    }
    taker?.resume(returning: update)
  }

  /// The next update, as soon as there is one; none once it has ended.
  func next() async -> Update? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = lock.withLock { () -> Update?? in
          if hasEnded { return .some(nil) }
          if !heard.isEmpty { return .some(heard.removeFirst()) }
          waiting = continuation
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      end()
    }
  }

  func end() {
    let taker = lock.withLock { () -> CheckedContinuation<Update?, Never>? in
      hasEnded = true
      defer { waiting = nil }
      return waiting
    }
    taker?.resume(returning: nil)
  }
}
