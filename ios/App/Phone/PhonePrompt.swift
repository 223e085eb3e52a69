import AppCore
import LocalAuthentication
import Security

/// The phone's own prompts.
@MainActor
final class PhonePrompt: UnlockPrompt {
  var hasPasscode: Bool {
    LAContext().canEvaluatePolicy(.deviceOwnerAuthentication, error: nil)
  }

  func askForBiometric(key: any GateKey) async -> Asked {
    guard let key = key as? KeychainGateKey else { return .unavailable }
    let context = LAContext()
    context.localizedReason = "Open Patchwork"
    context.localizedFallbackTitle = "Use the passcode"
    return switch await key.unlock(context) {
    case errSecSuccess: .unlocked
    case errSecUserCanceled: .refused
    default: .unavailable
    }
  }

  /// The policy for the owner of a device would take a face as well, which is not what is asked.
  func askForPasscode() async -> Asked {
    guard
      let access = SecAccessControlCreateWithFlags(
        nil, kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly, .devicePasscode, nil)
    else { return .unavailable }
    do {
      let isUnlocked = try await LAContext().evaluateAccessControl(
        access, operation: .useItem, localizedReason: "Open Patchwork")
      return isUnlocked ? .unlocked : .refused
    } catch {
      return .refused
    }
  }
}
