/// What the card of a practitioner shows.
public struct PractitionerState: Sendable {
  public var practitioner: Shown<PractitionerView> = .reading
  /// Whether it is the person who uses this phone.
  public var isMe = false
}

/// Reads the card of a practitioner.
public final class PractitionerModel: ScreenModel<PractitionerState> {
  private let reaching: any Reaching

  init(client: Client, reaching: any Reaching, _ id: PractitionerId) {
    self.reaching = reaching
    super.init(PractitionerState())
    let card = client.shown({ $0 == .directory }) { try await $0.practitioner(practitioner: id) }
    follow("card", card) { $0.practitioner = $1 }
    let isMe = client.shown({ $0 == .directory }) { try await $0.me().practitioner == id }
    follow("me", isMe) { $0.isMe = $1.value ?? $0.isMe }
  }

  /// Calls, texts or emails by the phone's own app.
  public func reach(_ link: String) {
    let reaching = reaching
    begin { await reaching.reach(link) }
  }
}
