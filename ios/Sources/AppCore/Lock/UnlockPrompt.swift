/// What came of asking the person at the phone.
public enum Asked: Equatable, Sendable {
  /// They are who the phone knows.
  case unlocked
  /// They turned it away, or were not recognised.
  case refused
  /// The phone cannot ask like this now: too many tries, nothing set up, no sensor.
  case unavailable
}

/// Asks the person at the phone to show that it is theirs.
@MainActor
public protocol UnlockPrompt: AnyObject {
  /// Whether the phone has a passcode.
  var hasPasscode: Bool { get }
  /// Asks for a face or a finger, by reading the gate's key: the phone gives it only for one of
  /// those that were set up when the key was made.
  func askForBiometric(key: any GateKey) async -> Asked
  /// Asks for the phone's passcode and for nothing else: no face and no finger answers it.
  func askForPasscode() async -> Asked
}
