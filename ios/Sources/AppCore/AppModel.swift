import Foundation
import Observation

/// The whole app: before the gate, before joining, and inside. One for each process.
@MainActor @Observable
public final class AppModel {
  /// What shows.
  public enum Stage {
    /// The gate is closed.
    case gate(GateState)
    /// The database is being opened.
    case opening
    /// The database cannot be opened.
    case refused(Refusal)
    /// Nobody is in a partnership here yet: the first start.
    case entrance(EntranceModel)
    /// Has asked to join, and waits.
    case waiting(WaitingModel)
    /// This phone was shut out.
    case removed(RemovedModel)
    /// A member.
    case inside(Surroundings)
  }

  @ObservationIgnored public let parts: AppParts
  @ObservationIgnored public let asked = AskedFor()
  private var opened: Opened = .opening
  /// Where this phone stood when it was followed last.
  private var standing: Standing?
  @ObservationIgnored private var following: Task<Void, Never>?

  private enum Opened {
    case opening
    case refused(Refusal)
    case entrance(EntranceModel)
    case waiting(WaitingModel)
    case removed(RemovedModel)
    case inside(Surroundings)
  }

  /// - Parameter kept: The places that were kept before the process ended.
  public init(parts: AppParts, kept: String = "") {
    self.parts = parts
    keptPlaces = kept
  }

  @ObservationIgnored private var keptPlaces: String

  public var stage: Stage {
    let gate = parts.gate.state
    if gate != .open { return .gate(gate) }
    return switch opened {
    case .opening: .opening
    case .refused(let refusal): .refused(refusal)
    case .entrance(let model): .entrance(model)
    case .waiting(let model): .waiting(model)
    case .removed(let model): .removed(model)
    case .inside(let around): .inside(around)
    }
  }

  /// The places to keep for the next process: none before somebody is in.
  public var kept: String {
    if case .inside(let around) = opened { return around.backStack.kept }
    return keptPlaces
  }

  /// Asks the person at the phone to show that it is theirs, and opens the database meanwhile.
  public func unlock() async {
    await parts.gate.ask(parts.prompt)
    answer()
  }

  /// The same, by the passcode alone.
  public func unlockByPasscode() async {
    await parts.gate.askForPasscode(parts.prompt)
    answer()
  }

  /// Opens the database, again where it was refused.
  public func open() async {
    do {
      let client = try await parts.client.open()
      if parts.isAtFront { client.foreground() }
      follow(client)
    } catch {
      opened = .refused(Refusal(error))
    }
  }

  /// Somebody looks at the app.
  public func cameToFront() {
    parts.cameToFront()
    if parts.gate.state == .open { attend() }
  }

  /// Nobody looks any more. The system is asked for the seconds that this takes.
  public func leftFront() async {
    let left = attended
    left.forEach { $0.unattended() }
    parts.leftFront()
    for screen in left { await screen.settled() }
    await parts.sendOnLeaving()
  }

  /// A link was tapped.
  public func take(_ link: URL) {
    asked.take(link)
    answer()
  }

  /// A shortcut asked to write.
  public func takeWrite() {
    asked.takeWrite()
    answer()
  }

  /// Erases everything on this phone, and begins anew at the first start: no screen that was there
  /// before, and none of its models, is there any more.
  public func erase() async throws {
    try await parts.erase()
    following?.cancel()
    following = nil
    standing = nil
    keptPlaces = ""
    asked.answered()
    if case .inside(let around) = opened { around.backStack.clear() }
    opened = .opening
    await open()
  }

  private func attend() { attended.forEach { $0.attended() } }

  /// What heeds whether somebody looks.
  private var attended: [any Attended] {
    switch opened {
    case .inside(let around): around.backStack.top.all((any Attended).self)
    case .waiting(let model): [model]
    case .opening, .refused, .entrance, .removed: []
    }
  }

  private func follow(_ client: Client) {
    following?.cancel()
    let standings = client.shown({ $0 == .directory }) { try await $0.standing() }
    following = Task { [weak self] in
      for await standing in standings {
        guard let self, !Task.isCancelled else { return }
        self.show(standing, of: client)
      }
    }
  }

  private func show(_ found: Shown<Standing>, of client: Client) {
    guard parts.client.current === client else { return }
    switch found {
    case .reading: break
    case .refused(let refusal): opened = .refused(refusal)
    case .read(let now):
      // A screen stays as it is while the phone stands where it stood.
      if now == standing { return }
      standing = now
      if case .waiting(let model) = opened, case .waiting(let words, let expires) = now {
        model.change(words: words, expires: expires)
        return
      }
      opened = screen(for: now, of: client)
      if parts.isAtFront, parts.gate.state == .open { attend() }
      answer()
    }
  }

  private func screen(for standing: Standing, of client: Client) -> Opened {
    switch standing {
    case .new: return .entrance(EntranceModel(client: client, camera: parts.camera))
    case .waiting(let words, let expires):
      return .waiting(WaitingModel(client: client, words: words, expires: expires))
    case .removed:
      return .removed(RemovedModel(client: client) { [weak self] in try await self?.erase() })
    case .member:
      parts.backgroundSync.lookRegularly()
      return .inside(
        Surroundings(
          client: client, parts: parts, backStack: BackStack(kept: keptPlaces),
          erase: { [weak self] in try await self?.erase() }))
    }
  }

  /// Does what was asked for from outside, once the app is open.
  private func answer() {
    guard parts.gate.state == .open, let request = asked.request else { return }
    switch (opened, request) {
    case (.inside(let around), .write):
      asked.answered()
      around.go(.capture(DraftId(drawId())))
    case (.entrance(let model), .join(let code)):
      asked.answered()
      model.invited(code)
    // An invitation is of no use to somebody who is in, or waits to be.
    case (.inside, .join), (.waiting, .join), (.removed, _), (.entrance, .write),
      (.waiting, .write):
      asked.answered()
    case (.opening, _), (.refused, _): break
    }
  }
}
