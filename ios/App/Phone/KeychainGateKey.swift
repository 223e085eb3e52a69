import AppCore
import Foundation
import LocalAuthentication
import Security

/// The gate's key in the phone's keychain, for the faces and fingers that were set up when it was
/// made: the phone throws it away when one is added or removed. That it was made is kept beside it,
/// so that a key that was thrown away is not taken for one that never was.
@MainActor
final class KeychainGateKey: GateKey {
  private static let service = "org.patchwork.app.gate"
  private static let key = "key"
  private static let mark = "made"

  var state: GateKeyState {
    let context = LAContext()
    guard context.canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: nil) else {
      return .unavailable
    }
    context.interactionNotAllowed = true
    switch read(Self.key, context) {
    case errSecSuccess, errSecInteractionNotAllowed: return .ready
    case errSecItemNotFound:
      return read(Self.mark, nil) == errSecSuccess ? .invalidated : .missing
    default: return .unavailable
    }
  }

  func renew() {
    forget()
    guard
      let access = SecAccessControlCreateWithFlags(
        nil, kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly, .biometryCurrentSet, nil)
    else { return }
    add(Self.key, [kSecAttrAccessControl: access])
    add(Self.mark, [kSecAttrAccessible: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly])
  }

  func forget() {
    for name in [Self.key, Self.mark] { SecItemDelete(item(name) as CFDictionary) }
  }

  /// Asks for a face or a finger by reading the key, away from the main thread, which it would stop.
  func unlock(_ context: LAContext) async -> OSStatus {
    nonisolated(unsafe) let query = reading(Self.key, context) as CFDictionary
    return await Task.detached { SecItemCopyMatching(query, nil) }.value
  }

  private func read(_ name: String, _ context: LAContext?) -> OSStatus {
    SecItemCopyMatching(reading(name, context) as CFDictionary, nil)
  }

  private func reading(_ name: String, _ context: LAContext?) -> [CFString: Any] {
    var query = item(name)
    query[kSecReturnData] = true
    if let context { query[kSecUseAuthenticationContext] = context }
    return query
  }

  private func add(_ name: String, _ attributes: [CFString: Any]) {
    let item = item(name).merging(attributes) { _, new in new }
    SecItemAdd(item.merging([kSecValueData: Data([1])]) { _, new in new } as CFDictionary, nil)
  }

  private func item(_ name: String) -> [CFString: Any] {
    [
      kSecClass: kSecClassGenericPassword,
      kSecAttrService: Self.service,
      kSecAttrAccount: name,
      kSecAttrSynchronizable: false,
      kSecUseDataProtectionKeychain: true,
    ]
  }
}
