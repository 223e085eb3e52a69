/// Goes over to the relay's new address.
public final class RelayAddressModel: FormModel<String, String> {
  private let around: Surroundings

  init(around: Surroundings) {
    self.around = around
    super.init("")
    begin {
      let address = await attempt { try await around.client.relayAddress() }
      self.state.draw(address, address.value)
    }
  }

  public func save() {
    let address = state.typed
    save {
      try await self.around.client.relayMoved(address: address)
      self.isDone = true
      self.around.back()
    }
  }
}
