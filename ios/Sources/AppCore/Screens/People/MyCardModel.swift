import Foundation

/// One's own card, as it is typed.
public struct CardWords: Equatable, Sendable {
  /// The last one is empty, for another.
  public var phones = [""]
  public var emails = [""]
  public var bestReached = ""
  public var awayUntil = ""
  public var cover: PractitionerView?
}

/// What stands on one's own card, each as one can call or write there.
public struct AboutMyCard: Equatable, Sendable {
  public let me: Me
  let reach: [Reach]

  /// Why nobody can be called or written to at this number or address, as far as it was saved.
  public func whyNot(_ value: String) -> String { reach.first { $0.value == value }?.whyNot ?? "" }
}

/// Changes how colleagues reach whoever uses this phone.
public final class MyCardModel: FormModel<AboutMyCard, CardWords> {
  private let around: Surroundings
  /// Finds who covers.
  public let colleagues: ColleaguesModel

  init(around: Surroundings) {
    self.around = around
    colleagues = ColleaguesModel(client: around.client)
    super.init(CardWords())
    let client = around.client
    begin {
      let about = await attempt {
        let me = try await client.me()
        let card = try await client.practitioner(practitioner: me.practitioner)
        return (
          AboutMyCard(me: me, reach: card.reach),
          CardWords(
            phones: card.phones + [""], emails: card.emails + [""],
            bestReached: card.bestReached, awayUntil: writeDay(card.awayUntil),
            cover: try await client.practitioner(named: card.coveredBy))
        )
      }
      self.state.draw(await about.then { $0.0 }, about.value?.1)
    }
  }

  public override func type(_ typed: CardWords) {
    var typed = typed
    if typed.phones.last != "" { typed.phones.append("") }
    if typed.emails.last != "" { typed.emails.append("") }
    super.type(typed)
  }

  public func save() {
    let typed = state.typed
    let days = TypedDays(["away_until": typed.awayUntil])
    if refuse(days.wrong) { return }
    let card = MyCard(
      phones: typed.phones.filter { !$0.allSatisfy(\.isWhitespace) },
      emails: typed.emails.filter { !$0.allSatisfy(\.isWhitespace) },
      bestReached: typed.bestReached,
      awayUntil: days["away_until"],
      coveredBy: typed.cover?.practitioner)
    save {
      try await self.around.client.changeMyCard(card: card)
      self.isDone = true
      self.around.back()
    }
  }
}

/// Colleagues that a search finds.
public struct ColleaguesState: Sendable {
  public var search = ""
  public var found: [PractitionerView] = []
  /// Whether more follow than were read.
  public var hasMore = false
}

/// Finds a colleague, and never whoever uses this phone.
public final class ColleaguesModel: ScreenModel<ColleaguesState> {
  private let client: Client

  init(client: Client) {
    self.client = client
    super.init(ColleaguesState())
    search("")
  }

  public func search(_ words: String) {
    state.search = words
    let words = words.trimmingCharacters(in: .whitespacesAndNewlines)
    let pages = client.shown({ $0 == .directory }) { client in
      let me = try await client.me().practitioner
      var page = try await client.directory(search: words, after: nil, limit: 8)
      page.practitioners.removeAll { $0.practitioner == me }
      return page
    }
    follow("colleagues", pages) { state, found in
      guard let page = found.value else { return }
      state.found = page.practitioners
      state.hasMore = page.next != nil
    }
  }
}

extension Client {
  /// Who covers stands on a card by name.
  fileprivate func practitioner(named name: String) async throws -> PractitionerView? {
    if name.isEmpty { return nil }
    var next: String?
    repeat {
      let page = try await directory(search: name, after: next, limit: 200)
      if let found = page.practitioners.first(where: { $0.name == name }) { return found }
      next = page.next
    } while next != nil
    return nil
  }
}
