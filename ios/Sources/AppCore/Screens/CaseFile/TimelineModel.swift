import Foundation

/// A day of the timeline.
public struct TimelineDay: Equatable, Sendable, Identifiable {
  public let day: Day
  public let items: [TimelineItem]

  public var id: Day { day }
  public var heading: String { dayHeading(day: day) }
}

/// What stands on a day: what somebody wrote, or who came and went.
public enum TimelineItem: Equatable, Sendable {
  case entry(EntryView)
  case team(TeamEventView)

  var at: Date {
    switch self {
    case .entry(let entry): entry.happenedAt
    case .team(let event): event.at
    }
  }

  var day: Day {
    switch self {
    case .entry(let entry): entry.happenedDay
    case .team(let event): event.day
    }
  }
}

/// What a timeline shows.
public struct TimelineState: Sendable {
  public var filter = TimelineFilter.all
  public var days: Shown<[TimelineDay]> = .reading
  public var newly: NewInCase?
  /// The strip of time above the entries, where the pattern is shown.
  public var pattern: PatternView?
  public var hasMore = false
  public var refused: Refusal?
}

/// Reads the timeline of a case page by page, and begins answers to what stands there.
public final class TimelineModel: ScreenModel<TimelineState> {
  private let id: CaseId
  private let around: Surroundings
  private let entry: EntryId?
  private var wanted = TimelineModel.page
  private static let page = 30

  /// - Parameter entry: Where the timeline is opened at an entry, as much is read as reaches down to
  ///   it.
  init(_ id: CaseId, at entry: EntryId?, around: Surroundings) {
    self.id = id
    self.entry = entry
    self.around = around
    super.init(TimelineState())
    // Opening the timeline is the visit: what is new stays new until the next one.
    let client = around.client
    begin { [weak self] in
      _ = await attempt { try await client.markRead(case: id) }
      self?.read()
    }
  }

  public func show(_ filter: TimelineFilter) {
    state.filter = filter
    wanted = Self.page
    read()
  }

  public func showEarlier() {
    wanted += Self.page
    read()
  }

  public func sayRead(_ entry: EntryId) {
    act({ $0.refused = $1 }) {
      self.around.frame.saved(
        try await self.around.client.sayRead(case: self.id, entry: entry))
    }
  }

  public func answer(_ entry: EntryId, _ kind: EntryKind) {
    act({ $0.refused = $1 }) { try await self.around.beginAnswer(self.id, entry, kind) }
  }

  /// Opens the task that an answer made.
  public func open(_ task: TaskView) { around.go(.task(task.case, task.task)) }

  private func read() {
    let (id, entry, wanted, filter) = (id, entry, wanted, state.filter)
    let pages = around.client.shown({ $0 == .case(case: id) }) {
      try await $0.timelinePages(id, filter, atLeast: wanted, reachingTo: entry)
    }
    follow("pages", pages) { state, found in
      switch found {
      case .reading: break
      case .refused(let refusal): state.days = .refused(refusal)
      case .read(let page):
        state.days = .read(page.days)
        state.newly = page.newly
        state.pattern = page.pattern
        state.hasMore = page.hasMore
      }
    }
  }
}

private struct TimelinePages: Sendable {
  let days: [TimelineDay]
  let newly: NewInCase
  let pattern: PatternView?
  let hasMore: Bool
}

extension Client {
  fileprivate func timelinePages(
    _ id: CaseId, _ filter: TimelineFilter, atLeast: Int, reachingTo entry: EntryId?
  ) async throws -> TimelinePages {
    let farthest = 3_000
    var entries: [EntryView] = []
    var events: [TeamEventView] = []
    var next: String?
    var reaches = false
    repeat {
      let page = try await timeline(case: id, after: next, limit: 30, filter: filter)
      entries += page.entries
      events += page.teamEvents
      next = page.next
      reaches =
        entry.map { entry in
          entries.count >= farthest || entries.contains { $0.holds(entry) }
        } ?? true
    } while next != nil && (entries.count < atLeast || !reaches)
    return TimelinePages(
      days: daysOf(entries, events), newly: try await newInCase(case: id),
      pattern: filter == .pattern ? try await pattern(case: id) : nil, hasMore: next != nil)
  }
}

extension EntryView {
  /// Whether an entry is this one, or has it in its thread.
  func holds(_ id: EntryId) -> Bool {
    entry == id || thread.contains { $0.entry == id } || corrections.contains { $0.entry == id }
  }
}

/// Entries and who came and went, the latest first, by day.
func daysOf(_ entries: [EntryView], _ events: [TeamEventView]) -> [TimelineDay] {
  let items = entries.map(TimelineItem.entry) + events.map(TimelineItem.team)
  return Dictionary(grouping: items, by: \.day)
    .map { day, items in TimelineDay(day: day, items: items.sorted { $0.at > $1.at }) }
    .sorted { $0.day > $1.day }
}
