/// The address that a map would learn, and what to know before going there.
public struct BeforeMap: Equatable, Sendable {
  public let header: CaseHeader
  /// None where no map may learn it.
  public let address: String?
}

/// What stands before a map.
public struct MapState: Sendable {
  public var found: Shown<BeforeMap> = .reading
  /// Whether no app could show it.
  public var cannot = false
}

/// Says that a map learns the address, before one is opened.
public final class MapModel: ScreenModel<MapState> {
  private let reaching: any Reaching

  init(client: Client, reaching: any Reaching, _ id: CaseId, _ residence: ResidenceId) {
    self.reaching = reaching
    super.init(MapState())
    let found = client.shown({ $0 == .case(case: id) }) { client in
      let view = try await client.caseView(case: id)
      let place = try view.place(residence)
      return BeforeMap(
        header: view.header, address: place.mayBeMapped ? place.addresses.first?.value : nil)
    }
    follow("address", found) { $0.found = $1 }
  }

  public func open() {
    guard let address = state.found.value?.address else { return }
    begin { self.state.cannot = await !self.reaching.showOnMap(address) }
  }
}
