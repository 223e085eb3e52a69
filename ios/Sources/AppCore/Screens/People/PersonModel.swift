/// Somebody in a child's life, with what is known of them.
public struct PersonInCase: Equatable, Sendable {
  public let header: CaseHeader
  public let person: PersonView
  public let residences: [ResidenceView]
  public let involvements: [InvolvementView]
  public let conflicts: [ConflictView]

  /// A practitioner changes their own card, and nobody else does.
  public var mayChange: Bool { header.mayWrite && person.practitioner == nil }

  public var mayWriteAbout: Bool { header.mayWrite && !person.isDeceased }
}

/// What the page of a person shows.
public struct PersonState: Sendable {
  public var found: Shown<PersonInCase> = .reading
  /// What is about them or with them, the latest first.
  public var entries: Shown<[EntryView]> = .reading
  public var hasMore = false
  public var refused: Refusal?
}

/// Reads a person of a case with what was written about them, and notes that they were looked at.
public final class PersonModel: ScreenModel<PersonState> {
  private let id: CaseId
  private let person: PersonId
  private let around: Surroundings
  private var wanted = 10

  init(_ id: CaseId, _ person: PersonId, around: Surroundings) {
    self.id = id
    self.person = person
    self.around = around
    super.init(PersonState())
    let client = around.client
    let found = client.shown({ $0 == .case(case: id) || $0 == .directory }) {
      try await $0.inCase(id, person)
    }
    follow("person", found) { $0.found = $1 }
    read()
    // A colleague's card is for everyone to read.
    act({ _, _ in }) {
      if try await client.inCase(id, person).person.practitioner == nil {
        try await client.lookedAt(case: id, what: .person(person: person))
      }
    }
  }

  public func showMore() {
    wanted += 40
    read()
  }

  /// Begins to write about this person.
  public func write() {
    working {
      var draft = try await self.around.client.newDraft(case: self.id)
      draft.draft = DraftId(drawId())
      draft.about = [self.person]
      try await self.around.client.keepDraft(draft: draft)
      self.around.go(.capture(draft.draft, self.id))
    }
  }

  public func sayRead(_ entry: EntryId) {
    working {
      self.around.frame.saved(
        try await self.around.client.sayRead(case: self.id, entry: entry))
    }
  }

  public func answer(_ entry: EntryId, _ kind: EntryKind) {
    working { try await self.around.beginAnswer(self.id, entry, kind) }
  }

  /// Opens the task that an answer made.
  public func open(_ task: TaskView) { around.go(.task(task.case, task.task)) }

  public func choose(_ conflict: ConflictView, _ value: ConflictValue) {
    working { try await self.around.keep(value, of: conflict) }
  }

  /// Both values are right.
  public func keepAll(_ conflict: ConflictView) {
    working { try await self.around.keepAll(of: conflict) }
  }

  /// Calls, texts or emails by the phone's own app.
  public func reach(_ link: String) {
    let reaching = around.parts.reaching
    begin { await reaching.reach(link) }
  }

  private func read() {
    let (id, person, wanted) = (id, person, wanted)
    let entries = around.client.shown({ $0 == .case(case: id) }) {
      try await $0.entries(of: person, id, atLeast: wanted)
    }
    follow("entries", entries) { state, found in
      switch found {
      case .reading: break
      case .refused(let refusal): state.entries = .refused(refusal)
      case .read(let page):
        state.entries = .read(page.entries)
        state.hasMore = page.hasMore
      }
    }
  }

  private func working(_ work: @escaping @MainActor () async throws -> Void) {
    state.refused = nil
    act({ $0.refused = $1 }, work)
  }
}

extension Client {
  fileprivate func inCase(_ id: CaseId, _ person: PersonId) async throws -> PersonInCase {
    let view = try await caseView(case: id)
    return PersonInCase(
      header: view.header,
      person: try view.someone(person),
      residences: view.residences.filter { $0.person == person },
      involvements: view.involvements.filter { $0.person == person },
      conflicts: view.conflicts.filter { $0.person == person })
  }

  fileprivate func entries(of person: PersonId, _ id: CaseId, atLeast: Int) async throws
    -> (entries: [EntryView], hasMore: Bool)
  {
    var entries: [EntryView] = []
    var next: String?
    repeat {
      let page = try await timelineOfPerson(case: id, person: person, after: next, limit: 10)
      entries += page.entries
      next = page.next
    } while next != nil && entries.count < atLeast
    return (entries, next != nil)
  }
}
