import Foundation

/// Which page of the entrance shows.
public enum EntrancePage: Sendable { case welcome, join, scan, found }

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

/// An invitation that somebody tapped, scanned or typed, before they said whether to join by it.
public struct OfferedInvitation: Equatable, Sendable {
  let code: String
  /// The relay that it leads to; none where it cannot be read.
  public let relay: String?
  /// Why it cannot be read.
  public let refused: Notice?

  init(code: String) {
    self.code = code
    do {
      relay = try relayOfInvitation(code: code)
      refused = nil
    } catch {
      relay = nil
      refused = notice(of: error)
    }
  }
}

/// What whoever is new has typed so far.
public struct EntranceState: Sendable {
  public var page = EntrancePage.welcome
  public var code = ""
  public var question = FoundingQuestion.relay
  public var founding = FoundingWords()
  /// Why there is no scanning; empty where there is, or nobody asked for it.
  public var whyNoScan = ""
  /// Whether the camera saw a code that is no invitation.
  public var sawAnother = false
  /// An invitation to say yes to. It stands before the page, whose words stay as they are.
  public var offered: OfferedInvitation?
  public var isWorking = false
  public var refused: Notice?
}

/// Joins by a code, or starts a partnership question by question.
public final class EntranceModel: ScreenModel<EntranceState> {
  private let client: Client
  private let camera: any CodeCamera

  init(client: Client, camera: any CodeCamera) {
    self.client = client
    self.camera = camera
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
    state.whyNoScan = ""
    state.refused = nil
  }

  public func type(_ founding: FoundingWords) {
    state.founding = founding
    state.refused = nil
  }

  /// Whether this phone has a camera.
  public var canScan: Bool { camera.isThere }

  /// Scans a code, where the phone lets Patchwork use the camera. It is asked only here.
  public func scan() {
    begin { [weak self] in
      guard let isAllowed = await self?.camera.ask(), let self, self.state.page == .join else {
        return
      }
      if isAllowed {
        self.state.page = .scan
        self.state.whyNoScan = ""
        self.state.sawAnother = false
        self.state.refused = nil
      } else {
        self.noScan(
          "Patchwork may not use the camera. Paste the code here instead, or allow the camera in "
            + "the phone’s settings.")
      }
    }
  }

  /// The camera saw a code with these words. The first invitation counts, and any other code is
  /// passed by.
  public func saw(_ words: String) {
    guard state.page == .scan else { return }
    let seen = OfferedInvitation(code: AskedFor.invitation(in: words))
    if seen.relay == nil {
      state.sawAnother = true
    } else {
      state.page = .join
      offer(seen)
    }
  }

  /// The camera could not be opened, or was taken away.
  public func cameraFailed() {
    if state.page == .scan {
      noScan("The camera cannot be used now. Paste the code here instead, or try again.")
    }
  }

  private func noScan(_ why: String) {
    state.page = .join
    state.whyNoScan = why
  }

  /// Asks to join by the code that was typed. Nothing is sent before somebody has seen which relay
  /// it goes to.
  public func join() {
    let typed = OfferedInvitation(code: state.code)
    if typed.relay == nil {
      // Joining says what is wrong with the code, and asks nobody.
      working { _ = try await self.client.join(code: typed.code) }
    } else if !state.isWorking {
      offer(typed)
    }
  }

  /// An invitation was tapped. Whoever made it chose the relay, so it is named before anybody joins.
  func invited(_ code: String) { offer(OfferedInvitation(code: code)) }

  private func offer(_ invitation: OfferedInvitation) {
    state.refused = nil
    state.offered = invitation
  }

  /// Joins by the invitation that is offered.
  public func acceptOffered() {
    guard let offered = state.offered, offered.relay != nil else { return }
    working {
      _ = try await self.client.join(code: offered.code)
      self.state.offered = nil
    }
  }

  /// Leaves the invitation that is offered.
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
    } else if state.page == .scan {
      state.page = .join
    } else {
      state.page = .welcome
      state.whyNoScan = ""
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
