extension Place {
  /// As the system keeps it.
  public var kept: String {
    words.joined(separator: " ")
  }

  private var words: [String] {
    switch self {
    case .cases: ["cases"]
    case .myTasks: ["my-tasks"]
    case .directory: ["directory"]
    case .settings: ["settings"]
    case .sync: ["sync"]
    case .newChild: ["new-child"]
    case .myCard: ["my-card"]
    case .relayAddress: ["relay"]
    case .partnership: ["partnership"]
    case .server: ["server"]
    case .support: ["support"]
    case .erase: ["erase"]
    case .invite: ["invite"]
    case .invitation(let who): ["invitation", who.text]
    case .caseFile(let id, let tab, let entry): ["case", id.text, tab.rawValue, entry?.text ?? "-"]
    case .person(let id, let person): ["person", id.text, person.text]
    case .practitioner(let who): ["practitioner", who.text]
    case .capture(let draft, let id): ["capture", draft.text, id?.text ?? "-"]
    case .newPerson(let id): ["new-person", id.text]
    case .editPerson(let id, let person): ["edit-person", id.text, person.text]
    case .ties(let id, let person): ["ties", id.text, person.text]
    case .child(let id): ["child", id.text]
    case .status(let id): ["status", id.text]
    case .marker(let id, let marker): ["marker", id.text, marker?.text ?? "-"]
    case .team(let id): ["team", id.text]
    case .task(let id, let task):
      ["task", id.text, task?.text ?? "-"]
    case .residence(let id, let residence, let of):
      ["residence", id.text, residence?.text ?? "-", of?.text ?? "-"]
    case .withheld(let id, let residence): ["withheld", id.text, residence.text]
    case .map(let id, let residence): ["map", id.text, residence.text]
    case .sheet(let id): ["sheet", id.text]
    case .involvement(let id, let involvement, let of):
      ["involvement", id.text, involvement?.text ?? "-", of?.text ?? "-"]
    }
  }

  /// What was kept; none where another version of the app kept it.
  public init?(kept: String) {
    var words = KeptWords(kept)
    guard let kind = words.word() else { return nil }
    if let place = Place.alone[kind] {
      self = place
      return
    }
    guard let place = Place.read(kind, &words) else { return nil }
    self = place
  }

  /// The places that are named without an id.
  private static let alone: [String: Place] = Dictionary(
    uniqueKeysWithValues: [
      .cases, .myTasks, .directory, .settings, .sync, .newChild, .myCard, .relayAddress,
      .partnership, .server, .support, .erase, .invite,
    ].map { (place: Place) in (place.kept, place) })

  private static func read(_ kind: String, _ words: inout KeptWords) -> Place? {
    switch kind {
    case "invitation": return words.id().map(Place.invitation)
    case "practitioner": return words.id().map(Place.practitioner)
    case "capture":
      guard let draft: DraftId = words.id() else { return nil }
      return .capture(draft, words.id())
    default:
      guard let id: CaseId = words.id() else { return nil }
      return read(kind, of: id, &words)
    }
  }

  private static func read(_ kind: String, of id: CaseId, _ words: inout KeptWords) -> Place? {
    switch kind {
    case "case":
      let tab = words.word().flatMap(CaseTab.init(rawValue:)) ?? .picture
      return .caseFile(id, tab: tab, entry: words.id())
    case "person": return words.id().map { .person(id, $0) }
    case "new-person": return .newPerson(id)
    case "edit-person": return words.id().map { .editPerson(id, $0) }
    case "ties": return words.id().map { .ties(id, $0) }
    case "child": return .child(id)
    case "status": return .status(id)
    case "marker": return .marker(id, words.id())
    case "team": return .team(id)
    case "task": return .task(id, words.id())
    case "residence": return .residence(id, words.id(), of: words.id())
    case "withheld": return words.id().map { .withheld(id, $0) }
    case "map": return words.id().map { .map(id, $0) }
    case "sheet": return .sheet(id)
    case "involvement": return .involvement(id, words.id(), of: words.id())
    default: return nil
    }
  }
}

/// Words that are taken one after the other. A hyphen stands for an id that there is not.
private struct KeptWords {
  private var rest: ArraySlice<Substring>

  init(_ kept: String) { rest = kept.split(separator: " ")[...] }

  mutating func word() -> String? { rest.popFirst().map(String.init) }

  mutating func id<Id: TextId>() -> Id? {
    guard let word = word(), word != "-" else { return nil }
    return Id(word)
  }
}
