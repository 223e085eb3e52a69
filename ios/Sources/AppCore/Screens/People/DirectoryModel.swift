import Foundation

/// What the directory shows.
public struct DirectoryState: Sendable {
  public var me: Me?
  public var search = ""
  public var people: Shown<[PractitionerView]> = .reading
  /// Whether more practitioners follow than were read.
  public var hasMore = false
  /// How many devices wait to be admitted, for an administrator.
  public var pending = 0

  /// Whether this person may invite colleagues.
  public var invites: Bool { me?.isAdministrator == true }
}

/// Reads who is who in the partnership, page by page.
public final class DirectoryModel: ScreenModel<DirectoryState> {
  private let client: Client
  private var wanted = DirectoryModel.page
  private static let page = 50

  init(client: Client) {
    self.client = client
    super.init(DirectoryState())
    follow("me", client.shown({ $0 == .directory }) { try await $0.me() }) {
      $0.me = $1.value ?? $0.me
    }
    let pending = client.shown({ $0 == .directory }) { client in
      try await client.me().isAdministrator ? try await client.pendingDevices().count : 0
    }
    follow("pending", pending) { $0.pending = $1.value ?? $0.pending }
    read()
  }

  public func search(_ words: String) {
    state.search = words
    wanted = Self.page
    read()
  }

  public func showMore() {
    wanted += Self.page
    read()
  }

  private func read() {
    let search = state.search.trimmingCharacters(in: .whitespacesAndNewlines)
    let wanted = wanted
    let pages = client.shown({ $0 == .directory }) {
      try await $0.directory(search, atLeast: wanted)
    }
    follow("people", pages) { state, found in
      switch found {
      case .reading: break
      case .refused(let refusal): state.people = .refused(refusal)
      case .read(let page):
        state.people = .read(page.practitioners)
        state.hasMore = page.next != nil
      }
    }
  }
}

extension Client {
  fileprivate func directory(_ search: String, atLeast: Int) async throws -> PractitionerPage {
    var people: [PractitionerView] = []
    var next: String?
    repeat {
      let page = try await directory(search: search, after: next, limit: 50)
      people += page.practitioners
      next = page.next
    } while next != nil && people.count < atLeast
    return PractitionerPage(practitioners: people, next: next)
  }
}
