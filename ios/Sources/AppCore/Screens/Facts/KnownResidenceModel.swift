import Observation

/// What the form of a known place is about.
public struct AboutResidence: Equatable, Sendable {
  public let header: CaseHeader
  public let residence: ResidenceView
  /// Who must not know of it, and who could be kept from it.
  public let people: [Named]

  /// Until someone chooses among two addresses, nothing of it can be changed.
  public var isInConflict: Bool { residence.addresses.count > 1 }
}

/// Changes where somebody lives, from when, and from whom it is withheld.
@Observable
public final class KnownResidenceModel: FormModel<AboutResidence, TypedResidence>, Attended {
  @ObservationIgnored private let id: CaseId
  @ObservationIgnored private let residence: ResidenceId
  @ObservationIgnored private let around: Surroundings
  /// A withheld address is covered until somebody asks for it, which is noted, and whenever they
  /// look no longer.
  public private(set) var isCovered = false
  /// Whether the address was shown once: what was typed over it since then stays.
  @ObservationIgnored private var wasUncovered = false
  /// Counts the covers: an answer that comes after one uncovers nothing.
  @ObservationIgnored private var covers = 0

  init(_ id: CaseId, _ residence: ResidenceId, around: Surroundings) {
    self.id = id
    self.residence = residence
    self.around = around
    super.init(TypedResidence())
    begin {
      let about = await around.client.writable(id).then {
        AboutResidence($0, try $0.place(residence))
      }
      self.state.draw(about, about.value.map { TypedResidence($0.residence) })
      self.cover()
    }
  }

  public func attended() {}

  public func unattended() { cover() }

  /// Shows the address. It is noted before it is shown.
  public func uncover() {
    guard isCovered else { return }
    let before = covers
    save {
      let shown = try await self.around.client.withheldAddress(
        case: self.id, residence: self.residence)
      self.state.saving = Saving()
      guard before == self.covers, let about = self.state.about.value else { return }
      self.isCovered = false
      if self.wasUncovered { return }
      self.wasUncovered = true
      let uncovered = AboutResidence(header: about.header, residence: shown, people: about.people)
      // What was chosen beside the address stays, too.
      var typed = self.state.typed
      typed.address = TypedResidence(shown).address
      self.state.about = .read(uncovered)
      self.state.typed = typed
      self.state.begun.address = typed.address
    }
  }

  public func toggleWithheld(_ person: PersonId) {
    var typed = state.typed
    typed.withheldFrom.toggle(person)
    type(typed)
  }

  public func save() {
    guard let about = state.about.value, !isCovered else { return }
    let typed = state.typed
    let days = typed.days
    if refuse(days.wrong) { return }
    let details = ResidenceDetails(
      residence: residence,
      address: typed.address,
      pattern: typed.pattern,
      from: days["from"],
      until: days["until"],
      withheldFrom: Array(typed.withheldFrom),
      shown: about.header.shown)
    save {
      try await self.around.client.changeResidence(case: self.id, details: details)
      self.leave()
    }
  }

  public func remove() {
    save {
      try await self.around.client.removeResidence(case: self.id, residence: self.residence)
      self.leave()
    }
  }

  private func cover() {
    guard let about = state.about.value else { return }
    covers += 1
    isCovered = about.residence.isWithheld && !about.isInConflict
    // What was typed stays, unseen; nothing else holds the address.
    guard isCovered, wasUncovered else { return }
    state.about = .read(
      AboutResidence(
        header: about.header, residence: about.residence.covered, people: about.people))
    if holdsWords { return }
    wasUncovered = false
    state.typed.address = ""
    state.begun.address = ""
  }

  private func leave() {
    isDone = true
    around.back()
  }
}

extension AboutResidence {
  fileprivate init(_ view: CaseView, _ residence: ResidenceView) {
    let people = view.withoutAccount
    // Of those who were taken off, whoever must not know.
    let off = residence.withheldPeople
      .filter { id in !people.contains { $0.id == id } }
      .map { id in
        Named(id: id, name: view.takenOff.first { $0.person == id }?.name ?? "Someone")
      }
    // Whoever lives there knows the address: they are offered only to be no longer kept from it.
    let offered = people.filter {
      $0.id != residence.person || residence.withheldPeople.contains($0.id)
    }
    self.init(header: view.header, residence: residence, people: offered + off)
  }
}
