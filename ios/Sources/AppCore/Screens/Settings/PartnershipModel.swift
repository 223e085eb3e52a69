/// Changes the partnership's name and front door; for administrators.
public final class PartnershipModel: FormModel<PartnershipView, PartnershipDetails> {
  private let around: Surroundings

  init(around: Surroundings) {
    self.around = around
    super.init(PartnershipDetails(name: "", frontDoor: "", frontDoorHours: ""))
    begin {
      let found = await attempt { try await around.client.partnership() }
      self.state.draw(
        found,
        found.value.map {
          PartnershipDetails(
            name: $0.name, frontDoor: $0.frontDoor, frontDoorHours: $0.frontDoorHours)
        })
    }
  }

  public func save() {
    let details = state.typed
    save {
      try await self.around.client.changePartnership(details: details)
      self.isDone = true
      self.around.back()
    }
  }
}
