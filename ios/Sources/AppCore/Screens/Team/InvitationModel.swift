import Foundation

/// What an invitation shows.
public struct InvitationState: Sendable {
  public var invitation: Shown<InvitationView> = .reading
  public var pending: [PendingDeviceView] = []
  /// Whether they have joined: then the invitation is used.
  public var hasJoined = false
  public var isWorking = false
  /// Who was let in here.
  public var admitted = ""
  /// Whether the code was copied: it is said when it is gone again.
  public var wasCopied = false
  public var refused: Refusal?

  /// What is sent to a colleague who is far away. The secret stands behind the `#`.
  public var link: String? { invitation.value.map { "patchwork://join#" + $0.code } }
}

/// Shows an invitation. Who scans it from this screen is let in by itself, so its short-lived secret
/// is renewed while somebody looks at it, and ends when they do not.
public final class InvitationModel: ScreenModel<InvitationState>, Attended {
  private let client: Client
  private let reaching: any Reaching
  private let practitioner: PractitionerId
  private var showing: Task<Void, Never>?
  private var ending: Task<Void, Never>?
  private static let renewEvery = Duration.seconds(30)

  init(client: Client, reaching: any Reaching, _ practitioner: PractitionerId) {
    self.client = client
    self.reaching = reaching
    self.practitioner = practitioner
    super.init(InvitationState())
    follow("pending", client.shown({ $0 == .directory }) { try await $0.pendingDevices() }) {
      $0.pending = $1.value ?? $0.pending
    }
    let joined = client.shown({ $0 == .directory }) {
      try await $0.practitioner(practitioner: practitioner).hasJoined
    }
    follow("joined", joined) { $0.hasJoined = $1.value ?? $0.hasJoined }
  }

  /// Shows it for as long as somebody looks at it.
  public func attended() {
    if showing != nil { return }
    let (client, practitioner, ending) = (client, practitioner, ending)
    showing = Task { [weak self] in
      await ending?.value
      while !Task.isCancelled {
        let shown = await attempt { try await client.showInvitation(practitioner: practitioner) }
        if Task.isCancelled { return }
        self?.state.invitation = shown
        try? await Task.sleep(for: Self.renewEvery)
      }
    }
  }

  /// Its secret ends, on the screen and at the client.
  public func unattended() {
    guard let showing else { return }
    showing.cancel()
    self.showing = nil
    if case .read(var invitation) = state.invitation {
      invitation.screenCode = nil
      state.invitation = .read(invitation)
    }
    ending = Self.end(showing, client)
  }

  deinit {
    if let showing {
      showing.cancel()
      _ = Self.end(showing, client)
    }
  }

  /// Copies the code for a minute, to this phone alone.
  public func copy() {
    guard let code = state.invitation.value?.code else { return }
    reaching.copySecret(code, at: Date())
    state.wasCopied = true
  }

  /// Lets a device in whose words are the same.
  public func admit(_ device: PendingDeviceView) {
    if state.isWorking { return }
    state.isWorking = true
    state.refused = nil
    state.admitted = ""
    act({ state, refused in
      state.isWorking = false
      state.refused = refused
    }) {
      try await self.client.admit(device: device.device)
      self.state.isWorking = false
      self.state.admitted = device.name
    }
  }

  /// After the last showing, so that none comes behind the end.
  private nonisolated static func end(_ showing: Task<Void, Never>, _ client: Client)
    -> Task<Void, Never>
  {
    Task {
      await showing.value
      try? await client.hideInvitation()
    }
  }
}
