/// How the saving of a form stands.
public struct Saving: Equatable, Sendable {
  public var isUnderWay = false
  public var refused: Refusal?

  /// What is wrong with this field; empty where nothing is.
  public func wrong(_ field: String) -> String { refused?.of(field) ?? "" }

  /// Why it was not saved, as a whole.
  public var problem: Notice? {
    guard let refused else { return nil }
    if refused.others.isEmpty { return refused.notice }
    let reasons = [refused.notice.body] + refused.others.map(\.reason)
    return Notice(
      code: refused.notice.code, title: "\(reasons.count) things to put right",
      body: reasons.joined(separator: "\n"), actions: refused.notice.actions)
  }
}

/// What a form shows: what it is about, what was typed, and how its saving stands.
public struct FormState<About: Sendable, Typed: Equatable & Sendable>: Sendable {
  /// What the form is about, once it is read; or why there is no form.
  public internal(set) var about: Shown<About> = .reading
  public internal(set) var typed: Typed
  /// What stood in the form when it was drawn.
  var begun: Typed
  public internal(set) var saving = Saving()

  init(_ typed: Typed) {
    self.typed = typed
    begun = typed
  }

  /// Draws the form with what is known.
  mutating func draw(_ about: Shown<About>, _ typed: Typed? = nil) {
    self.about = about
    guard let typed else { return }
    self.typed = typed
    begun = typed
  }
}

/// A screen that saves what was typed on it.
public class FormModel<About: Sendable, Typed: Equatable & Sendable>:
  ScreenModel<FormState<About, Typed>>, HoldsWords
{
  /// Whether what was typed is saved, or gone on purpose.
  var isDone = false

  init(_ typed: Typed) { super.init(FormState(typed)) }

  var holdsWords: Bool { !isDone && state.typed != state.begun }

  /// Something was typed or chosen.
  public func type(_ typed: Typed) { state.typed = typed }

  /// Saves once, however often it is touched. Where it is refused, what was typed stays.
  func save(_ work: @escaping @MainActor () async throws -> Void) {
    if state.saving.isUnderWay { return }
    state.saving = Saving(isUnderWay: true)
    act({ $0.saving = Saving(refused: $1) }, work)
  }

  /// Says what is to be put right; whether there is anything.
  func refuse(_ wrong: [InvalidField]) -> Bool {
    guard let first = wrong.first else { return false }
    let notice = Notice(
      code: "invalid", title: "Something needs changing", body: first.reason, actions: [])
    state.saving = Saving(
      refused: Refusal(notice: notice, field: first.field, others: Array(wrong.dropFirst())))
    return true
  }
}
