/// What the phone has of the gate's key.
public enum GateKeyState: Equatable, Sendable {
  /// It can be read by a face or a finger.
  case ready
  /// None was made yet.
  case missing
  /// It was made, and a face or a finger was added or removed since then.
  case invalidated
  /// No face and no finger is set up on this phone, or its keychain fails.
  case unavailable
}

/// The key by which the phone proves that a face or a finger was recognised. Nothing is kept under
/// it. The phone throws it away when a face or a finger is added, so that whoever adds their own to
/// somebody's phone does not get in by it.
@MainActor
public protocol GateKey: AnyObject {
  /// Looks without asking anybody.
  var state: GateKeyState { get }
  /// Makes it anew, for the faces and fingers that are set up now.
  func renew()
  /// Forgets it.
  func forget()
}
