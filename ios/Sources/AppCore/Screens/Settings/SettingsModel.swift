import Foundation

/// What *Settings* shows.
public struct SettingsState: Sendable {
  public var me: Me?
  public var partnership: PartnershipView?
  public var chip: ChipView?
  public var closesAfter: TimeInterval
  public var cases: [CaseListing] = []
  public var refused: Refusal?

  public var connectionWords: String {
    chip?.isSwitchedOff == true
      ? "Off. Everything is saved on this phone and waits."
      : "On. What is saved goes to the relay when there is signal."
  }
}

/// Reads and changes what this person set on this phone.
public final class SettingsModel: ScreenModel<SettingsState> {
  private let client: Client
  private let parts: AppParts

  init(client: Client, parts: AppParts) {
    self.client = client
    self.parts = parts
    super.init(
      SettingsState(closesAfter: parts.preferences.closesAfter))
    let isOfACase: @Sendable (Update) -> Bool = {
      if case .case = $0 { true } else { $0 == .cases }
    }
    follow("cases", client.shown(isOfACase) { try await $0.allCases() }) {
      $0.cases = $1.value ?? $0.cases
    }
    follow("me", client.shown({ $0 == .directory }) { try await $0.me() }) {
      $0.me = $1.value ?? $0.me
    }
    follow("partnership", client.shown({ $0 == .directory }) { try await $0.partnership() }) {
      $0.partnership = $1.value ?? $0.partnership
    }
    follow("chip", client.shown({ $0 == .sync }) { try await $0.chip() }) {
      $0.chip = $1.value ?? $0.chip
    }
  }

  /// Sends and fetches nothing from now on, or again.
  public func switchOff(_ isOff: Bool) {
    state.refused = nil
    act({ $0.refused = $1 }) { try await self.client.setOffline(offline: isOff) }
  }

  public func closeAfter(_ seconds: TimeInterval) {
    parts.preferences.closesAfter = seconds
    state.closesAfter = seconds
  }

  /// The cases of whose new entries this phone tells.
  public var toldOf: [CaseListing] {
    state.cases.filter { parts.preferences.toldOf.contains($0.case) }
  }

  /// Tells of no case any more.
  public func tellOfNone() { parts.preferences.tell(of: []) }

  public func lockNow() { parts.gate.close() }
}
