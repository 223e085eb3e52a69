import Foundation
import Observation

/// Why the gate is as it is, for the screen that stands before it.
public enum GateState: Equatable, Sendable {
  /// Whoever is at the phone may look.
  case open
  /// A face, a finger or the phone's passcode opens it.
  case closed
  /// A face or a finger was added: only the phone's passcode opens it this time.
  case needsPasscode
  /// The phone has no passcode, so nothing here would be safe.
  case noPasscode
}

/// Decides whether the person at the phone may look. It holds no key to any data: that the database
/// can be opened without it is what lets the phone sync in a pocket.
@MainActor @Observable
public final class Gate {
  public private(set) var state = GateState.closed
  @ObservationIgnored private let key: any GateKey
  @ObservationIgnored private let seconds: () -> TimeInterval
  @ObservationIgnored private let closesAfter: () -> TimeInterval
  @ObservationIgnored private var leftAt: TimeInterval?
  /// Whether a prompt is on the screen: there is one at a time.
  @ObservationIgnored private var isAsking = false

  /// - Parameters:
  ///   - seconds: The time since the phone started, sleep included, which nobody can set back.
  ///   - closesAfter: How long an absence may last, in seconds.
  public init(
    key: any GateKey,
    seconds: @escaping () -> TimeInterval,
    closesAfter: @escaping () -> TimeInterval
  ) {
    self.key = key
    self.seconds = seconds
    self.closesAfter = closesAfter
  }

  /// Closes at once.
  public func close() {
    leftAt = nil
    if state == .open { state = .closed }
  }

  /// Nobody looks at the app any more.
  public func left() {
    if closesAfter() == 0 { close() } else { leftAt = seconds() }
  }

  /// Somebody looks at the app again.
  public func cameBack() {
    guard let since = leftAt else { return }
    leftAt = nil
    if seconds() - since >= closesAfter() { close() }
  }

  /// Asks by the best means that the phone has, and opens where the answer is right.
  public func ask(_ prompt: any UnlockPrompt) async {
    if state == .open || isAsking { return }
    isAsking = true
    defer { isAsking = false }
    guard prompt.hasPasscode else {
      state = .noPasscode
      return
    }
    if state == .noPasscode { state = .closed }
    if state == .needsPasscode { return await passcode(prompt) }
    switch key.state {
    case .ready: await askForBiometric(prompt)
    case .invalidated:
      state = .needsPasscode
      await passcode(prompt)
    // Only whoever knows the passcode vouches for the faces and fingers of this phone, the first
    // time as well.
    case .missing, .unavailable: await passcode(prompt)
    }
  }

  /// Asks for the phone's passcode, where a face or a finger does not work.
  public func askForPasscode(_ prompt: any UnlockPrompt) async {
    if state == .open || isAsking { return }
    isAsking = true
    defer { isAsking = false }
    await passcode(prompt)
  }

  private func passcode(_ prompt: any UnlockPrompt) async {
    guard await prompt.askForPasscode() == .unlocked else { return }
    if key.state != .ready { key.renew() }
    state = .open
  }

  private func askForBiometric(_ prompt: any UnlockPrompt) async {
    switch await prompt.askForBiometric(key: key) {
    case .unlocked: state = .open
    case .refused: break
    case .unavailable: await passcode(prompt)
    }
  }
}
