/// What the picture shows, and the card over a face.
public struct PictureState: Sendable {
  public var picture: Shown<PictureView> = .reading
  public var focus = PictureFocus.whole
  public var showsPast = false
  public var card: FaceCard?
}

/// A person over the picture, with what was noticed last.
public struct FaceCard: Equatable, Sendable {
  public let person: PersonView
  public let entries: [EntryView]
}

/// Asks for the picture of a case as it fits the room, with the widths of its texts as this phone
/// draws them.
public final class PictureModel: ScreenModel<PictureState>, HasSteps {
  /// How wide a text runs on this screen, in points at the reader's text size.
  public typealias Measure = @MainActor @Sendable (PictureText) -> Float

  private let client: Client
  private let id: CaseId
  private var viewport: Viewport?
  private var measured: [PictureText: MeasuredText] = [:]
  private var measure: Measure?

  init(client: Client, id: CaseId) {
    self.client = client
    self.id = id
    super.init(PictureState())
  }

  /// The room there is, when it is known or changes.
  public func fit(_ room: Viewport, measure: @escaping Measure) {
    if viewport == room { return }
    if viewport?.textScale != room.textScale { measured = [:] }
    viewport = room
    self.measure = measure
    draw()
  }

  /// A face or a group was tapped.
  public func tap(_ node: PictureNode) {
    if let focus = node.leadsTo { lookAt(focus, node.person) }
  }

  /// Opens the card of somebody who used to help, from their name beside the switch.
  public func lookAt(_ person: PersonId) { lookAt(.person(id: person.text), person) }

  /// What the switch for those who used to help says.
  public var pastWords: String {
    state.showsPast ? "Hide who used to help" : "Show who used to help"
  }

  /// Shows everybody again.
  public func showEveryone() { lookAt(.whole, nil) }

  public func togglePast() {
    state.showsPast.toggle()
    draw()
  }

  /// Back goes to the whole picture, before it leaves the case.
  func stepBack() -> Bool {
    if state.focus == .whole { return false }
    showEveryone()
    return true
  }

  private func lookAt(_ focus: PictureFocus, _ person: PersonId?) {
    state.focus = focus
    state.card = nil
    draw()
    guard case .person = focus, let person else { return }
    let (client, id) = (client, id)
    begin { [weak self] in
      let card = await attempt {
        FaceCard(
          person: try await client.caseView(case: id).someone(person),
          entries: try await client.timelineOfPerson(
            case: id, person: person, after: nil, limit: 3
          ).entries)
      }
      if let self, self.state.focus == focus { self.state.card = card.value }
    }
  }

  private func draw() {
    guard let viewport else { return }
    let (id, focus, showsPast) = (id, state.focus, state.showsPast)
    let pictures = client.shown({ $0 == .case(case: id) }) { [weak self] client in
      let request = { (widths: [MeasuredText]) in
        PictureRequest(viewport: viewport, focus: focus, showsPast: showsPast, widths: widths)
      }
      let known = await self?.measured.values.map { $0 } ?? []
      let drawn = try await client.picture(case: id, request: request(known))
      // Once more where it had texts that were not measured yet.
      guard let widths = await self?.measureMissing(drawn.texts) else { return drawn }
      return try await client.picture(case: id, request: request(widths))
    }
    follow("picture", pictures) { $0.picture = $1 }
  }

  /// All widths, where some of these texts were not measured before; none where all were.
  private func measureMissing(_ texts: [PictureText]) -> [MeasuredText]? {
    let missing = texts.filter { measured[$0] == nil }
    guard let measure, !missing.isEmpty else { return nil }
    for text in missing {
      measured[text] = MeasuredText(
        style: text.style, text: text.text, width: measure(text) + betweenNames)
    }
    return Array(measured.values)
  }
}

/// Room between two names that stand side by side, in points.
private let betweenNames: Float = 5

extension PictureText {
  /// Its size in points at the usual size of text: what the core lays it out by.
  public var size: Float { style == .caption ? 11.5 : 13 }
}
