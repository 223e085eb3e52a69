/// What a withheld address shows: never the address without what to know before going there.
public struct WithheldState: Sendable {
  public var header: Shown<CaseHeader> = .reading
  /// The address, while it is uncovered.
  public var residence: Shown<ResidenceView>?
}

/// Reads where somebody lives. The client notes that somebody looked before it shows it, and it is
/// covered again when they look no longer.
public final class WithheldModel: ScreenModel<WithheldState>, Attended {
  private let client: Client
  private let id: CaseId
  private let residence: ResidenceId
  /// Counts the uncoverings: an answer that comes after the cover is of none.
  private var turn = 0

  init(client: Client, _ id: CaseId, _ residence: ResidenceId) {
    self.client = client
    self.id = id
    self.residence = residence
    super.init(WithheldState())
    let header = client.shown({ $0 == .case(case: id) }) { try await $0.caseView(case: id).header }
    follow("header", header) { $0.header = $1 }
    // Whoever came here asked for it by a tap.
    uncover()
  }

  /// Shows the address, which is noted. Each call is a look.
  public func uncover() {
    if state.residence != nil { return }
    turn += 1
    let mine = turn
    state.residence = .reading
    let (client, id, residence) = (client, id, residence)
    begin { [weak self] in
      let found = await attempt {
        try await client.withheldAddress(case: id, residence: residence)
      }
      if let self, self.turn == mine { self.state.residence = found }
    }
  }

  public func attended() {}

  public func unattended() {
    turn += 1
    state.residence = nil
  }
}
