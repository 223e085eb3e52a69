import Foundation
import Patchwork

/// A keystore for tests; on a phone it is the platform's. The lock guards all of it.
public final class MemoryVault: KeyVault, @unchecked Sendable {
  private let lock = NSLock()
  private var kept: [String: Data]
  private var refusal: VaultError?

  public init(_ secrets: [String: Data] = [:]) { kept = secrets }

  public var secrets: [String: Data] { lock.withLock { kept } }

  /// What calls answer instead from now on, as a platform's keystore may.
  public func refuse(with error: VaultError?) { lock.withLock { refusal = error } }

  public func load(name: String) throws -> Data? {
    try lock.withLock {
      if let refusal { throw refusal }
      return kept[name]
    }
  }

  public func store(name: String, secret: Data) throws {
    try lock.withLock {
      if let refusal { throw refusal }
      kept[name] = secret
    }
  }

  public func delete(name: String) throws {
    try lock.withLock {
      if let refusal { throw refusal }
      kept[name] = nil
    }
  }
}
