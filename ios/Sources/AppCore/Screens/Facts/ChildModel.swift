/// Changes what is known of a child: names, birth, NHS number, family.
public final class ChildModel: FormModel<CaseView, TypedChild> {
  private let id: CaseId
  private let around: Surroundings

  init(_ id: CaseId, around: Surroundings) {
    self.id = id
    self.around = around
    super.init(TypedChild())
    begin {
      let found = await around.client.writable(id)
      self.state.draw(found, found.value.map { TypedChild($0.child) })
    }
  }

  public func save() {
    let typed = state.typed
    let days = typed.days
    if refuse(days.wrong) { return }
    let details = ChildDetails(
      given: typed.given,
      family: typed.family,
      preferred: typed.preferred,
      born: days["born"],
      bornIsApproximate: typed.bornIsApproximate,
      expected: days["expected"],
      nhsNumber: typed.nhsNumber,
      familyLabel: typed.familyLabel,
      shown: state.about.value?.header.shown ?? "")
    save {
      try await self.around.client.changeChild(case: self.id, details: details)
      self.isDone = true
      self.around.back()
    }
  }
}
