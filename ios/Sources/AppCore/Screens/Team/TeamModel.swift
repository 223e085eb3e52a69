import Foundation

/// Who can see a case, with what was decided about sharing and who has looked.
public struct TeamAround: Equatable, Sendable {
  public let team: TeamView
  public let mayWrite: Bool
  /// Whether this person may invite colleagues.
  public let invites: Bool
  public let looked: [LookedView]
}

/// What *Team and sharing* shows.
public struct TeamState: Sendable {
  public var team: Shown<TeamAround> = .reading
  /// The latest decisions to share and not to share.
  public var decisions: [EntryView] = []
  public var hasMoreDecisions = false
  /// What is typed to find who is to be added.
  public var search = ""
  /// Whom it finds, the first of them.
  public var mayBeAdded: PractitionerPage?
  public var chosen: PractitionerId?
  public var access: AccessRole?
  public var isAdding = false
  /// Why nobody could be added.
  public var refused: Refusal?
  /// Why no decision could be begun.
  public var refusedToDecide: Refusal?

  /// Why nobody is offered to be added.
  public var nobodyWords: String {
    search.allSatisfy(\.isWhitespace)
      ? "Everybody in the directory who has joined is on this team."
      : "Nobody found who can be added. Try part of a name, a role or an agency."
  }
}

/// Reads who can see a case, and adds practitioners to its team.
public final class TeamModel: ScreenModel<TeamState> {
  private let id: CaseId
  private let around: Surroundings
  private var wanted = TeamModel.page
  private static let page = 20

  init(_ id: CaseId, around: Surroundings) {
    self.id = id
    self.around = around
    super.init(TeamState(access: choices().accessRoles.first?.value))
    follow("team", around.client.shown(isOfTheTeam) { try await $0.teamAround(id) }) {
      $0.team = $1
    }
    readDecisions()
    find()
  }

  public func showMoreDecisions() {
    wanted += Self.page
    readDecisions()
  }

  /// Begins to write down a decision about sharing.
  public func decide() {
    state.refusedToDecide = nil
    act({ $0.refusedToDecide = $1 }) {
      let client = self.around.client
      var draft = try await client.newDraft(case: self.id)
      draft.draft = DraftId(drawId())
      draft.kind = .sharingDecision
      try await client.keepDraft(draft: draft)
      self.around.go(.capture(draft.draft, self.id))
    }
  }

  public func search(_ words: String) {
    state.search = words
    state.chosen = nil
    find()
  }

  public func choose(_ practitioner: PractitionerId) {
    state.chosen = practitioner
    state.refused = nil
  }

  public func choose(_ access: AccessRole) { state.access = access }

  public func add() {
    guard let chosen = state.chosen, let access = state.access, !state.isAdding else { return }
    state.isAdding = true
    state.refused = nil
    act({ state, refused in
      state.isAdding = false
      state.refused = refused
    }) {
      try await self.around.client.addToTeam(
        case: self.id, practitioner: chosen, access: access)
      self.state.isAdding = false
      self.state.access = choices().accessRoles.first?.value
      self.search("")
    }
  }

  private func readDecisions() {
    let (id, wanted) = (id, wanted)
    let decisions = around.client.shown({ $0 == .case(case: id) }) {
      try await $0.decisions(id, atLeast: wanted)
    }
    follow("decisions", decisions) { state, found in
      guard let page = found.value else { return }
      state.decisions = page.entries
      state.hasMoreDecisions = page.hasMore
    }
  }

  private func find() {
    let id = id
    let words = state.search.trimmingCharacters(in: .whitespacesAndNewlines)
    let found = around.client.shown(isOfTheTeam) { client in
      try await client.team(case: id).mayChange
        ? try await client.mayBeAdded(case: id, search: words, after: nil, limit: 8) : nil
    }
    follow("found", found) { $0.mayBeAdded = $1.value ?? $0.mayBeAdded }
  }

  private var isOfTheTeam: @Sendable (Update) -> Bool {
    let id = id
    return { $0 == .case(case: id) || $0 == .directory }
  }
}

extension Client {
  fileprivate func teamAround(_ id: CaseId) async throws -> TeamAround {
    TeamAround(
      team: try await team(case: id),
      mayWrite: try await caseView(case: id).header.mayWrite,
      invites: try await me().isAdministrator,
      looked: try await whoLooked(case: id))
  }

  fileprivate func decisions(_ id: CaseId, atLeast: Int) async throws
    -> (entries: [EntryView], hasMore: Bool)
  {
    var entries: [EntryView] = []
    var next: String?
    repeat {
      let page = try await timeline(case: id, after: next, limit: 20, filter: .sharing)
      entries += page.entries
      next = page.next
    } while next != nil && entries.count < atLeast
    return (entries, next != nil)
  }
}
