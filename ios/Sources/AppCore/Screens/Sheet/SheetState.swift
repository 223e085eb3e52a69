/// Where somebody is on the way to a sheet on paper, with what is shown there.
public enum SheetStep: Sendable {
  /// Who it is for.
  case reader
  /// What that reader may know.
  case people(SheetChoices)
  /// What is left out and what is on it, before it is printed.
  case preview(SheetPreview)
  /// The sheet and nothing else.
  case paper(SheetView)
}

/// What a sheet leaves out and what is on it.
public struct SheetPreview: Equatable, Sendable {
  public let reader: SheetReader
  public let leftOut: [SheetLeftOut]
  public let onIt: [SheetEntry]
  /// The family in the picture without a number.
  public let onlyPictured: [String]

  public var heading: String { "Before you print: for \(reader.name)" }

  /// That some are in the picture alone; empty where nobody is.
  public var onlyPicturedWords: String {
    onlyPictured.isEmpty
      ? "" : "By name in the picture, without a number: \(onlyPictured.said())"
  }
}

/// What the screen of a sheet shows.
public struct SheetState: Sendable {
  public var step = SheetStep.reader
  /// Who it can be for, the family first.
  public var readers: Shown<[Headed<SheetReader>]> = .reading
  /// What was chosen for this reader. It is kept nowhere but here, until the page is left.
  public internal(set) var chosen: SheetRequest?
  public var isWorking = false
  /// How printing ended, where there is something to say of it.
  public var said = ""
  public var refused: Refusal?

  /// Whether somebody is on the sheet, as they are shown now.
  public func isOn(_ person: SheetPerson) -> Bool {
    chosen?.people.contains(person.choice) ?? false
  }

  /// Whether a number of somebody's is chosen, as it stands now.
  public func isOn(_ number: SheetNumber, of person: SheetPerson) -> Bool {
    chosen?.numbers.contains(person.choice(of: number)) ?? false
  }

  /// Which kinds of somebody's numbers are chosen, in words.
  public func numbersOn(_ person: SheetPerson) -> String {
    let kinds = person.numbers.filter { isOn($0, of: person) }.map(\.kindLabel)
    return kinds.isEmpty ? "No number" : kinds.said()
  }
}

extension SheetPerson {
  var choice: SheetPersonChoice { SheetPersonChoice(person: person, shown: shown) }

  func choice(of number: SheetNumber) -> SheetNumberChoice {
    SheetNumberChoice(person: person, value: number.value)
  }

  /// What they are to the child, and their agency.
  public var partWords: String { [role, agency].said() }

  /// Why a number of theirs is off, where that is not said of all of them.
  public func whyOff(_ number: SheetNumber) -> String { whyOff.isEmpty ? number.whyOff : "" }
}

extension SheetEntry {
  /// What they are to the child, and their agency.
  public var partWords: String { [role, agency].said() }
}

extension SheetChoices {
  /// Everyone who can be on it, the family first.
  public var groups: [Headed<SheetPerson>] {
    [
      Headed("Family and carers", people.filter(\.isFamily)),
      Headed("Who helps", people.filter { !$0.isFamily }),
    ].filter { !$0.members.isEmpty }
  }

  /// The sheet as it is before anybody changes what is on it.
  var toBeginWith: SheetRequest {
    let on = people.filter(\.startsOn)
    return SheetRequest(
      reader: reader.person,
      people: on.map(\.choice),
      numbers: on.flatMap { person in
        person.numbers.filter(\.startsOn).map(person.choice(of:))
      })
  }
}
