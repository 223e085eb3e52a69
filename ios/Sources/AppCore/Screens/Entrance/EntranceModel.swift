import Foundation

/// Which page of the entrance shows.
public enum EntrancePage: Sendable { case welcome, join, found }

/// The questions that whoever starts a partnership answers, one a page.
public enum FoundingQuestion: Int, CaseIterable, Sendable {
  case relay, partnership, agency, person

  public var words: String {
    switch self {
    case .relay: "Where is your relay?"
    case .partnership: "What is the partnership called?"
    case .agency: "Which agency are you from?"
    case .person: "Who are you?"
    }
  }
}

/// The answers of whoever starts a partnership, as typed.
public struct FoundingWords: Equatable, Sendable {
  public var relay = ""
  public var relayToken = ""
  public var partnership = ""
  public var frontDoor = ""
  public var agency = ""
  public var agencyKind: AgencyKind?
  public var name = ""
  public var role = ""
}

/// An invitation that somebody tapped, before they said whether to join by it.
public struct OfferedInvitation: Equatable, Sendable {
  let code: String
  /// The relay that it leads to; none where it cannot be read.
  public let relay: String?
  /// Why it cannot be read.
  public let refused: Notice?
}

/// What whoever is new has typed so far.
public struct EntranceState: Sendable {
  public var page = EntrancePage.welcome
  public var code = ""
  public var question = FoundingQuestion.relay
  public var founding = FoundingWords()
  /// An invitation that was tapped. It stands before the page, whose words stay as they are.
  public var offered: OfferedInvitation?
  public var isWorking = false
  public var refused: Notice?
}

/// Joins by a code, or starts a partnership question by question.
public final class EntranceModel: ScreenModel<EntranceState> {
  private let client: Client

  init(client: Client) {
    self.client = client
    super.init(EntranceState())
    // What was begun before the process ended is there to be sent again, under the same ids.
    begin { [weak self] in
      guard let begun = await attempt({ try await client.foundingBegun() }).value ?? nil,
        let self, self.state.page == .welcome
      else { return }
      self.state.page = .found
      self.state.question = .person
      self.state.founding = FoundingWords(begun)
    }
  }

  public func show(_ page: EntrancePage) {
    state.page = page
    state.refused = nil
  }

  public func type(code: String) {
    state.code = code
    state.refused = nil
  }

  public func type(_ founding: FoundingWords) {
    state.founding = founding
    state.refused = nil
  }

  /// Asks to join by the code that was typed.
  public func join() {
    let code = state.code
    working { _ = try await self.client.join(code: code) }
  }

  /// An invitation was tapped. Whoever made it chose the relay, so it is named before anybody joins.
  func invited(_ code: String) {
    do {
      let relay = try relayOfInvitation(code: code)
      state.offered = OfferedInvitation(code: code, relay: relay, refused: nil)
    } catch {
      state.offered = OfferedInvitation(code: code, relay: nil, refused: notice(of: error))
    }
  }

  /// Joins by the invitation that was tapped.
  public func acceptOffered() {
    guard let offered = state.offered, offered.relay != nil else { return }
    working {
      _ = try await self.client.join(code: offered.code)
      self.state.offered = nil
    }
  }

  /// Leaves the invitation that was tapped.
  public func declineOffered() {
    state.offered = nil
    state.refused = nil
  }

  /// Goes on to the next question, or starts the partnership after the last.
  public func next() {
    if state.question == .agency, state.founding.agencyKind == nil {
      state.refused = Notice(
        code: "invalid", title: "", body: "Choose what your agency is.", actions: [])
    } else if let following = FoundingQuestion(rawValue: state.question.rawValue + 1) {
      state.question = following
      state.refused = nil
    } else {
      let founding = state.founding.complete
      working { try await self.client.found(founding: founding) }
    }
  }

  /// Goes to the question before, or to the welcome.
  public func back() {
    state.refused = nil
    if state.page == .found,
      let before = FoundingQuestion(rawValue: state.question.rawValue - 1)
    {
      state.question = before
    } else {
      state.page = .welcome
    }
  }

  private func working(_ work: @escaping @MainActor () async throws -> Void) {
    if state.isWorking { return }
    state.isWorking = true
    state.refused = nil
    act({ state, refused in
      state.isWorking = false
      state.refused = refused.notice
    }) {
      try await work()
      // The screen goes by itself, once the client stands elsewhere.
      self.state.isWorking = false
    }
  }
}

extension FoundingWords {
  init(_ begun: Founding) {
    self.init(
      relay: begun.relay, relayToken: begun.relayToken ?? "", partnership: begun.partnership,
      frontDoor: begun.frontDoor, agency: begun.agency, agencyKind: begun.agencyKind,
      name: begun.name, role: begun.role)
  }

  fileprivate var complete: Founding {
    Founding(
      relay: relay,
      relayToken: relayToken.allSatisfy(\.isWhitespace) ? nil : relayToken,
      partnership: partnership,
      frontDoor: frontDoor,
      agency: agency,
      agencyKind: agencyKind ?? .other,
      name: name,
      role: role
    )
  }
}
