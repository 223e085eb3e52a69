import Observation

/// What somebody typed of a person.
public struct TypedNewPerson: Equatable, Sendable {
  public var name = ""
  public var role = ""
  public var agency = ""
  public var mobile = ""
  public var email = ""
}

/// Adds a person, once it was asked about people who may be the same.
@Observable
public final class NewPersonModel: FormModel<CaseView, TypedNewPerson> {
  @ObservationIgnored private let id: CaseId
  @ObservationIgnored private let around: Surroundings
  @ObservationIgnored private let drawn = PersonId(drawId())
  /// Who is likely the same person.
  public private(set) var same: [Duplicate] = []

  init(_ id: CaseId, around: Surroundings) {
    self.id = id
    self.around = around
    super.init(TypedNewPerson())
    begin { self.state.draw(await around.client.writable(id)) }
  }

  public override func type(_ typed: TypedNewPerson) {
    super.type(typed)
    // Of somebody else it is asked again.
    same = []
  }

  public func add() {
    let typed = state.typed
    let person = NewPerson(
      id: drawn, name: typed.name, role: typed.role, agency: typed.agency, mobile: typed.mobile,
      email: typed.email)
    let wasAsked = !same.isEmpty
    save {
      let client = self.around.client
      // Being asked is a help: where it cannot be asked, they are added all the same.
      let same =
        wasAsked
        ? []
        : await attempt { try await client.likelySamePeople(case: self.id, person: person) }.value
          ?? []
      if same.isEmpty {
        let added = try await client.addPerson(case: self.id, person: person)
        self.isDone = true
        self.around.replace(.person(self.id, added))
      } else {
        self.state.saving = Saving()
        self.same = same
      }
    }
  }
}
