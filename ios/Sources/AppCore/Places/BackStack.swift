import Observation

/// The places that somebody came through, the one that shows last.
@MainActor @Observable
public final class BackStack {
  /// A place on the stack, with the models of its screen: they go when it goes.
  @MainActor
  public final class Entry: Identifiable {
    public nonisolated let id: Int
    public let place: Place
    private var models: [ObjectIdentifier: AnyObject] = [:]

    init(id: Int, place: Place) {
      self.id = id
      self.place = place
    }

    /// The model of this kind, made when its screen shows for the first time.
    public func model<Model: AnyObject>(_ make: () -> Model) -> Model {
      if let found = models[ObjectIdentifier(Model.self)] as? Model { return found }
      let made = make()
      models[ObjectIdentifier(Model.self)] = made
      return made
    }

    /// The models of the screen that can do this.
    func all<Ability>(_ ability: Ability.Type) -> [Ability] {
      models.values.compactMap { $0 as? Ability }
    }
  }

  /// From the first to the one that shows.
  public private(set) var entries: [Entry] = [] {
    didSet { if oldValue.last?.id != entries.last?.id { topChanged() } }
  }
  /// Is told when another page is on top.
  @ObservationIgnored var topChanged: @MainActor () -> Void = {}
  /// What somebody wanted to do when it was asked whether their words may go.
  public private(set) var asksToLeave: Leaving?
  @ObservationIgnored private var nextId = 0

  /// Ways to leave a form.
  public enum Leaving: Equatable, Sendable {
    case back
    case to(Place)
  }

  /// - Parameter kept: What `kept` gave before the process ended.
  public init(kept: String = "") {
    let places = kept.split(separator: "\n").compactMap { Place(kept: String($0)) }
    entries = (places.isEmpty ? [.cases] : places).map(entry)
  }

  public var top: Entry { entries[entries.count - 1] }
  public var canGoBack: Bool { entries.count > 1 }

  /// As the system keeps it: ids and no word of a case.
  public var kept: String { entries.map(\.place.kept).joined(separator: "\n") }

  /// Shows a place on top of the others.
  public func go(_ place: Place) {
    if top.place == place { return }
    unattend()
    entries.append(entry(place))
  }

  /// Shows a place instead of the one that shows.
  public func replace(_ place: Place) {
    unattend()
    entries.removeLast()
    entries.append(entry(place))
  }

  /// Goes back to what was before, without asking: what the screen had to say is said.
  public func back() {
    guard canGoBack else { return }
    unattend()
    entries.removeLast()
  }

  /// Somebody asks to go back: to the question before, where a screen asks several. Where words
  /// would be lost it is asked first.
  public func askBack() {
    for screen in top.all((any HasSteps).self) where screen.stepBack() { return }
    leave(.back)
  }

  /// Somebody chose a place of the bar at the bottom: what was on top of it is left.
  public func askSwitch(to place: Place) { leave(.to(place)) }

  /// The words may go.
  public func leaveAnyway() {
    guard let leaving = asksToLeave else { return }
    asksToLeave = nil
    finish(leaving)
  }

  /// The words stay.
  public func stay() { asksToLeave = nil }

  /// Everything goes, and the app begins where it begins.
  func clear() {
    asksToLeave = nil
    entries = [entry(.cases)]
  }

  /// Whether words that are typed and not saved would be lost.
  private func wouldLose(_ leaving: Leaving) -> Bool {
    let left: [Entry] =
      switch leaving {
      case .back: [top]
      case .to(let place): leaves(for: place)
      }
    return left.contains { $0.all((any HoldsWords).self).contains { $0.holdsWords } }
  }

  private func leave(_ leaving: Leaving) {
    if wouldLose(leaving) { asksToLeave = leaving } else { finish(leaving) }
  }

  private func finish(_ leaving: Leaving) {
    switch leaving {
    case .back: back()
    case .to(let place): switchTo(place)
    }
  }

  private func switchTo(_ place: Place) {
    if top.place == place { return }
    unattend()
    entries.removeLast(leaves(for: place).count)
    if top.place != place { entries.append(entry(place)) }
  }

  /// Nobody looks at what is on top any more.
  private func unattend() { top.all((any Attended).self).forEach { $0.unattended() } }

  /// What lies on top of this place; all but the first where it is not there.
  private func leaves(for place: Place) -> [Entry] {
    let stays = entries.lastIndex { $0.place == place } ?? 0
    return Array(entries[(stays + 1)...])
  }

  private func entry(_ place: Place) -> Entry {
    defer { nextId += 1 }
    return Entry(id: nextId, place: place)
  }
}

/// A screen that asks several questions, one after the other.
@MainActor
protocol HasSteps: AnyObject {
  /// Goes to the question before. False at the first one.
  func stepBack() -> Bool
}

/// A screen with words that are lost when it goes.
@MainActor
protocol HoldsWords: AnyObject {
  var holdsWords: Bool { get }
}

/// A screen that does something for as long as somebody looks at it, and no longer: what it shows
/// is covered, and what it asks for again and again is not asked for, once they do not.
@MainActor
public protocol Attended: AnyObject {
  func attended()
  func unattended()
  /// Ends when what `unattended` began is done.
  func settled() async
}

extension Attended {
  public func settled() async {}
}
