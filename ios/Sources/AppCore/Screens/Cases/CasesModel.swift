import Foundation

/// What *My cases* shows.
public struct CasesState: Sendable {
  public var search = ""
  public var forYou: [ForYouGroup] = []
  public var drafts: [UnfinishedDraft] = []
  public var families: Shown<[CaseFamily]> = .reading
  /// People and words that a search found.
  public var hits: [SearchHit] = []
  /// Whether more cases follow than were read.
  public var hasMore = false
  public var notices: [Notice] = []
  public var refused: Notice?

  public var isSearching: Bool { !search.allSatisfy(\.isWhitespace) }
}

/// Reads the list, what is for this person, and what a search finds.
public final class CasesModel: ScreenModel<CasesState> {
  private let client: Client
  private var wanted = CasesModel.page
  private static let page = 50
  private static let searchPause = Duration.milliseconds(150)

  init(client: Client) {
    self.client = client
    super.init(CasesState())
    follow("for you", client.shown(Self.isOfTheList) { try await $0.forYou() }) { state, found in
      state.forYou = found.value ?? state.forYou
    }
    follow("drafts", client.shown({ $0 == .drafts }) { try await $0.unfinishedDrafts() }) {
      $0.drafts = $1.value ?? $0.drafts
    }
    follow("notices", client.shown({ $0 == .sync }) { try await $0.notices() }) {
      $0.notices = $1.value ?? $0.notices
    }
    read()
  }

  public func search(_ words: String) {
    state.search = words
    wanted = Self.page
    read()
    find()
  }

  public func showMore() {
    wanted += Self.page
    read()
  }

  /// Does what a notice offers.
  public func act(_ handle: String) {
    act({ $0.refused = $1.notice }) {
      self.state.refused = nil
      try await self.client.act(handle: handle)
    }
  }

  /// Where a line of *For you* leads.
  public func place(of line: ForYouLine, in kind: ForYouKind) -> Place {
    guard let id = line.case else { return .directory }
    return switch kind {
    case .worryWaits, .joined: .caseFile(id, tab: .timeline, entry: line.entry)
    case .taskDue: .caseFile(id, tab: .tasks)
    case .conflict, .newCase, .asksToJoin: .caseFile(id)
    }
  }

  private func read() {
    let (search, wanted) = (trimmed, wanted)
    let lists = client.shown(Self.isOfTheList) { try await $0.families(search, atLeast: wanted) }
    follow("list", lists) { state, found in
      switch found {
      case .reading: break
      case .refused(let refusal): state.families = .refused(refusal)
      case .read(let list):
        state.families = .read(list.families)
        state.hasMore = list.hasMore
      }
    }
  }

  private func find() {
    let (client, words) = (client, trimmed)
    let hits = AsyncStream<[SearchHit]> { found in
      let finding = Task {
        defer { found.finish() }
        if words.isEmpty {
          found.yield([])
          return
        }
        // Whoever types on is not kept waiting by what they no longer look for.
        guard (try? await Task.sleep(for: Self.searchPause)) != nil else { return }
        found.yield(await attempt { try await client.search(words: words) }.value ?? [])
      }
      found.onTermination = { _ in finding.cancel() }
    }
    follow("hits", hits) { $0.hits = $1 }
  }

  private var trimmed: String { state.search.trimmingCharacters(in: .whitespacesAndNewlines) }

  private static let isOfTheList: @Sendable (Update) -> Bool = { update in
    if case .case = update { return true }
    return [.cases, .tasks, .directory].contains(update)
  }
}

extension Client {
  /// The first cases, page by page, and whether more follow.
  fileprivate func families(_ search: String, atLeast: Int) async throws
    -> (families: [CaseFamily], hasMore: Bool)
  {
    var families: [CaseFamily] = []
    var next: String?
    repeat {
      let page = try await cases(search: search, after: next, limit: 50)
      for family in page.families {
        // A family that goes on over a page's end is one family.
        if next != nil, families.last?.name == family.name {
          families[families.count - 1].cases += family.cases
        } else {
          families.append(family)
        }
      }
      next = page.next
    } while next != nil && families.reduce(0) { $0 + $1.cases.count } < atLeast
    return (families, next != nil)
  }
}
