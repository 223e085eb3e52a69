/// What a screen has around it: the client, the ways to other places, and the phone.
@MainActor
public final class Surroundings {
  public let client: Client
  public let parts: AppParts
  public let backStack: BackStack
  public let frame: FrameModel
  /// Erases everything on this phone.
  let erase: @MainActor () async throws -> Void

  init(
    client: Client,
    parts: AppParts,
    backStack: BackStack,
    erase: @escaping @MainActor () async throws -> Void
  ) {
    self.client = client
    self.parts = parts
    self.backStack = backStack
    self.erase = erase
    let frame = FrameModel(client: client, backgroundSync: parts.backgroundSync)
    self.frame = frame
    backStack.topChanged = { [weak frame] in frame?.pageChanged() }
  }

  public func go(_ place: Place) { backStack.go(place) }
  func replace(_ place: Place) { backStack.replace(place) }
  func back() { backStack.back() }

  /// Begins to write, about the child whose case somebody is in.
  public func write() { go(.capture(DraftId(drawId()), backStack.top.place.caseId)) }

  /// Calls, texts or emails by the phone's own app. False where none can.
  @discardableResult
  public func reach(_ link: String) async -> Bool { await parts.reaching.reach(link) }

  /// One of two values is kept. Where the other one went, the bar below the page leads back to it.
  func keep(
    _ value: ConflictValue, of conflict: ConflictView,
    _ afterwards: @escaping @MainActor @Sendable () async throws -> Void = {}
  ) async throws {
    let page = backStack.top.id
    try await client.chooseValue(
      case: conflict.case, field: conflict.field, choice: value.choice)
    // With three or more, nothing says which of the others was meant.
    let others = conflict.values.filter { $0.choice != value.choice }
    if others.count == 1, backStack.top.id == page {
      frame.state.chosen = Chosen(
        id: conflict.case, field: conflict.field, other: others[0].choice, afterwards: afterwards)
    }
    try await afterwards()
  }

  /// All values are kept: they are right.
  func keepAll(
    of conflict: ConflictView,
    _ afterwards: @escaping @MainActor @Sendable () async throws -> Void = {}
  ) async throws {
    guard let first = conflict.values.first else { return }
    try await client.keepAllValues(
      case: conflict.case, field: conflict.field, choice: first.choice)
    try await afterwards()
  }

  /// Begins an answer to an entry, and opens it to be written.
  func beginAnswer(_ id: CaseId, _ entry: EntryId, _ kind: EntryKind) async throws {
    let target = try await client.entry(case: id, entry: entry)
    var draft = try await client.newDraft(case: id)
    draft.draft = DraftId(drawId())
    draft.kind = kind
    draft.target = entry
    // A correction begins with the words that it corrects.
    if kind == .amendment { draft.text = target.corrections.last?.text ?? target.text }
    try await client.keepDraft(draft: draft)
    go(.capture(draft.draft, id))
  }
}
