import Foundation

/// When something happened, as somebody says it.
public enum WhenChoice: Equatable, Sendable {
  case now, today, yesterday
  case another(Day?)

  /// What is offered, before a day is chosen.
  public enum Kind: CaseIterable, Sendable {
    case now, today, yesterday, another

    /// What is chosen by it; none where a day is to be chosen first.
    public var choice: WhenChoice? {
      switch self {
      case .now: .now
      case .today: .today
      case .yesterday: .yesterday
      case .another: nil
      }
    }
  }

  public var kind: Kind {
    switch self {
    case .now: .now
    case .today: .today
    case .yesterday: .yesterday
    case .another: .another
    }
  }
}

/// What is being written, and what stands around it.
public struct CaptureState: Sendable {
  /// The words and choices; or why they cannot be read.
  public var draft: Shown<DraftView> = .reading
  /// Whether these words were thrown away before, and can be taken back.
  public var wasDiscarded = false
  /// The child; empty where it is chosen later.
  public var child = ""
  /// The children to choose from, where none is chosen.
  public var children: [CaseListing] = []
  /// Who can be what it is about, and who can have been there.
  public var people: [PersonView] = []
  /// The entry that this one is about.
  public var target: EntryView?
  public var audience: Audience?
  public var when = WhenChoice.now
  /// The time of day as typed; empty where only the day is known.
  public var time = ""
  /// Whether what can be left out is unfolded.
  public var showsMore = false
  public var asksToDiscard = false
  public var isSaving = false
  public var refused: Refusal?

  /// What is wrong with a field, if it is this one.
  public func wrong(_ field: String) -> String { refused?.of(field) ?? "" }

  /// What is chosen of what can be left out, for the line that folds it; empty where nothing is.
  public var folded: String { audience?.folded ?? "" }

  /// Takes why it was not saved: what is to be put right is not folded away.
  mutating func take(_ refusal: Refusal) {
    refused = refusal
    let isFolded = ["happened", "happened_time"].contains { !refusal.of($0).isEmpty }
    showsMore = showsMore || isFolded
  }

  /// A refusal that stands beside no field.
  public var generalRefusal: Notice? {
    guard let refused, !Self.fields.contains(refused.field) else { return nil }
    return refused.notice
  }

  public func label(of when: WhenChoice.Kind) -> String {
    switch when {
    case .now: return "Now"
    case .today: return "Earlier today"
    case .yesterday: return "Yesterday"
    case .another:
      if case .another(.some(let day)) = self.when { return dayInWords(day: day) }
      return "Another day"
    }
  }

  private static let fields: Set = [
    "text", "case", "kind", "mode", "outcome", "detail", "sharing", "with_whom", "why", "response",
    "happened", "happened_time",
  ]
}

/// Keeps every word as it is typed, so that a phone that is put away, or a process that ends, loses
/// none.
public final class CaptureModel: ScreenModel<CaptureState>, Attended, HasSteps {
  private let draftId: DraftId
  private let place: CaseId?
  private let around: Surroundings
  private let client: Client
  /// The keeping that is under way or waits for a pause in the typing.
  private var keeping: Task<Void, Never>?
  /// Whether the draft is in the database: what was thrown away does not come back by a late word.
  private var isKept = false
  private var isDone = false
  private static let keepPause = Duration.milliseconds(300)

  init(_ draft: DraftId, _ place: CaseId?, around: Surroundings) {
    draftId = draft
    self.place = place
    self.around = around
    client = around.client
    super.init(CaptureState())
    read()
  }

  /// Reads the draft, again where it could not be read. Words that cannot be read are not taken for
  /// none: nothing is written over them.
  public func read() {
    begin {
      let found = await attempt { try await self.client.findDraft(draft: self.draftId) }
      switch found {
      case .reading: break
      case .refused(let refusal): self.state.draft = .refused(refusal)
      case .read(.open(let draft, _)): await self.take(up: draft, isKept: true)
      case .read(.gone): await self.beginNew()
      case .read(.saved(let id, let entry)):
        self.around.replace(.caseFile(id, tab: .timeline, entry: entry))
      case .read(.discarded):
        self.state.wasDiscarded = true
      }
    }
  }

  /// Takes back words that were thrown away.
  public func takeBack() {
    act({ $0.refused = $1 }) {
      let draft = try await self.client.undoDiscard(draft: self.draftId)
      self.state.wasDiscarded = false
      await self.take(up: draft, isKept: true)
    }
  }

  /// Something in the draft changed.
  public func type(_ draft: DraftView) {
    guard let before = state.draft.value, !isDone else { return }
    // The audience of another child must not stand for a moment.
    let isOtherChild = before.case != draft.case
    state.draft = .read(draft)
    state.refused = nil
    if isOtherChild { state.audience = nil }
    keepSoon(draft, after: isOtherChild ? .zero : Self.keepPause)
  }

  /// Changes something in the draft.
  public func change(_ by: (inout DraftView) -> Void) {
    guard var draft = state.draft.value else { return }
    by(&draft)
    type(draft)
  }

  /// Another child has other people.
  public func chooseChild(_ child: CaseId?) {
    change {
      $0.case = child
      $0.about = []
      $0.with = []
    }
  }

  /// Chosen again, it is not said any more how it is known.
  public func toggleKnown(_ known: HowKnown?) {
    change { $0.known = $0.known == known ? nil : known }
  }

  public func toggleAbout(_ person: PersonId) { change { $0.about.toggle(person) } }

  public func toggleWith(_ person: PersonId) { change { $0.with.toggle(person) } }

  public func choose(_ when: WhenChoice) {
    state.when = when
    state.refused = nil
    keepWhen()
  }

  public func type(time: String) {
    state.time = time
    state.refused = nil
    keepWhen()
  }

  /// Folds what can be left out, or unfolds it.
  public func foldMore() { state.showsMore.toggle() }

  public func save() {
    guard let draft = state.draft.value, !state.isSaving, let dated = dated(draft) else { return }
    state.isSaving = true
    state.refused = nil
    act({ state, refused in
      state.isSaving = false
      state.take(refused)
    }) {
      await self.settleKeeping()
      let saved = try await self.client.saveEntry(draft: dated)
      self.isDone = true
      self.around.frame.saved(saved)
      self.leave()
    }
  }

  /// Puts it off: what was written stays among what is not finished.
  public func later() {
    guard let draft = state.draft.value else { return leave() }
    act({ $0.refused = $1 }) {
      await self.settleKeeping()
      if self.hasWords {
        try await self.keep(self.dated(draft) ?? draft)
      } else if self.isKept {
        try await self.client.discardDraft(draft: draft.draft)
      }
      self.isDone = true
      self.leave()
    }
  }

  /// Throws it away, once it was asked about where there are words.
  public func discard() {
    if hasWords { state.asksToDiscard = true } else { surelyDiscard() }
  }

  public func keepWriting() { state.asksToDiscard = false }

  public func surelyDiscard() {
    guard let draft = state.draft.value else { return leave() }
    act({ state, refused in
      state.refused = refused
      state.asksToDiscard = false
    }) {
      await self.settleKeeping()
      if self.isKept { try await self.client.discardDraft(draft: draft.draft) }
      self.isDone = true
      self.leave()
    }
  }

  /// Back puts it off.
  func stepBack() -> Bool {
    later()
    return true
  }

  public func attended() {}

  /// Nobody looks any more: what was typed last is kept at once.
  public func unattended() { keepNow() }

  public func settled() async { await keeping?.value }

  /// What was typed last is kept at once.
  public func keepNow() {
    guard let draft = state.draft.value, !isDone, hasWords else { return }
    keepSoon(draft, after: .zero)
  }

  /// Goes, unless somebody is elsewhere by now.
  private func leave() {
    if case .capture(let shown, _) = around.backStack.top.place, shown == draftId {
      around.back()
    }
  }

  private func beginNew() async {
    let new = await attempt { try await self.client.newDraft(case: self.place) }
    guard var draft = new.value else {
      if let refusal = new.refusal { state.draft = .refused(refusal) }
      return
    }
    draft.draft = draftId
    await take(up: draft, isKept: false)
  }

  private func take(up draft: DraftView, isKept: Bool) async {
    self.isKept = isKept
    let day = draft.happenedOn ?? draft.happenedAt.map { dayOf(at: $0) }
    state.draft = .read(draft)
    state.when = day.map(choice(of:)) ?? .now
    state.time = draft.happenedAt.map { clockTime(at: $0) } ?? ""
    state.showsMore =
      !draft.about.isEmpty || !draft.with.isEmpty || draft.known != nil || day != nil
    await surround(draft)
  }

  /// Reads what stands around the words: the child, the people, who will see it.
  private func surround(_ draft: DraftView) async {
    if let id = draft.case {
      let view = await attempt { try await self.client.caseView(case: id) }.value
      var target: EntryView?
      if let entry = draft.target {
        target = await attempt { try await self.client.entry(case: id, entry: entry) }.value
      }
      state.child = view?.header.child ?? ""
      state.people = view?.people.filter { !$0.isDeceased } ?? []
      state.target = target
    } else {
      state.children = await attempt { try await self.client.allCases() }.value ?? []
    }
    let audience = await attempt { try await self.client.audience(draft: draft) }.value
    // Of the words as they are now: an answer that comes late is of others.
    if state.draft.value?.case == draft.case { state.audience = audience ?? state.audience }
  }

  /// Keeps the words after whatever is being kept already, so that the last that were typed are the
  /// last that are kept.
  private func keepSoon(_ draft: DraftView, after pause: Duration) {
    let before = keeping
    before?.cancel()
    keeping = Task {
      await before?.value
      if pause > .zero, (try? await Task.sleep(for: pause)) == nil { return }
      if self.isDone || Task.isCancelled { return }
      if let refusal = await attempt({ try await self.keep(draft) }).refusal {
        self.state.refused = refusal
      }
      if !Task.isCancelled { await self.surround(draft) }
    }
  }

  /// Nothing that was typed before is kept after this.
  private func settleKeeping() async {
    keeping?.cancel()
    await keeping?.value
    keeping = nil
  }

  private func keep(_ draft: DraftView) async throws {
    if isKept {
      try await client.updateDraft(draft: draft)
    } else {
      try await client.keepDraft(draft: draft)
    }
    isKept = true
  }

  private var hasWords: Bool {
    guard let draft = state.draft.value else { return false }
    return [draft.text, draft.detail, draft.withWhom].contains { !$0.allSatisfy(\.isWhitespace) }
  }

  /// Keeps the day and the time with the words: a draft that is taken up later must not be of now.
  private func keepWhen() {
    if let draft = state.draft.value { type(happening(draft, at: ClockTime(typed: state.time))) }
  }

  /// The draft with its day and time; none where the time cannot be read, which is said then.
  private func dated(_ draft: DraftView) -> DraftView? {
    let time = ClockTime(typed: state.time)
    if state.when != .now, !state.time.allSatisfy(\.isWhitespace), time == nil {
      state.take(
        .of(
          field: "happened_time",
          "Write the time as 15:30, or leave it empty where it is not known."))
      return nil
    }
    return happening(draft, at: time)
  }

  /// The draft as of the day that is chosen, at this time or, without one, of the day alone.
  private func happening(_ draft: DraftView, at time: ClockTime?) -> DraftView {
    var draft = draft
    let day: Day? =
      switch state.when {
      case .now: nil
      case .today: today()
      case .yesterday: today().adding(days: -1)
      case .another(let day): day
      }
    draft.happenedAt = day.flatMap { day in time?.on(day) }
    draft.happenedOn = draft.happenedAt == nil ? day : nil
    return draft
  }

  private func choice(of day: Day) -> WhenChoice {
    if day == today() { return .today }
    return day == today().adding(days: -1) ? .yesterday : .another(day)
  }
}

extension Array where Element: Equatable {
  /// In it where it was not, and the other way round.
  fileprivate mutating func toggle(_ one: Element) {
    if let at = firstIndex(of: one) { remove(at: at) } else { append(one) }
  }
}
