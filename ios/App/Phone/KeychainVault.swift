import AppCore
import Foundation
import Security

/// The database's key in the phone's keychain: on this device alone, in no backup, and readable from
/// the first unlock after a start. It asks for no face: that would end syncing in a pocket. The app's
/// gate stands before what people see.
final class KeychainVault: KeyVault {
  private static let service = "org.patchwork.app.vault"

  func load(name: String) throws -> Data? {
    var query = Self.item(name)
    query[kSecReturnData] = true
    var found: CFTypeRef?
    let status = SecItemCopyMatching(query as CFDictionary, &found)
    if status == errSecItemNotFound { return nil }
    try Self.check(status)
    return found as? Data
  }

  func store(name: String, secret: Data) throws {
    // Replaced in one step: where that fails, the secret of before is still there.
    let kept: [CFString: Any] = [
      kSecValueData: secret,
      kSecAttrAccessible: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
    ]
    let item = Self.item(name)
    let status = SecItemUpdate(item as CFDictionary, kept as CFDictionary)
    if status == errSecItemNotFound {
      let added = item.merging(kept) { _, new in new }
      try Self.check(SecItemAdd(added as CFDictionary, nil))
    } else {
      try Self.check(status)
    }
  }

  func delete(name: String) throws {
    let status = SecItemDelete(Self.item(name) as CFDictionary)
    if status != errSecItemNotFound { try Self.check(status) }
  }

  private static func item(_ name: String) -> [CFString: Any] {
    [
      kSecClass: kSecClassGenericPassword,
      kSecAttrService: service,
      kSecAttrAccount: name,
      kSecAttrSynchronizable: false,
      kSecUseDataProtectionKeychain: true,
    ]
  }

  private static func check(_ status: OSStatus) throws {
    switch status {
    case errSecSuccess: return
    case errSecUserCanceled: throw VaultError.Cancelled
    // Before the first unlock after a start.
    case errSecInteractionNotAllowed, errSecNotAvailable: throw VaultError.NotYet
    default: throw VaultError.Failed(message: "keychain status \(status)")
    }
  }
}
