/// Makes a sheet on paper for one named reader: for whom, what they may know, what is left out, and
/// the sheet. What was chosen is dropped when the page is left.
public final class SheetModel: ScreenModel<SheetState>, Attended, HasSteps {
  private let client: Client
  private let printer: any SheetPrinter
  private let id: CaseId
  /// Counts what was begun: an answer that comes after the page was left is of none.
  private var turn = 0

  init(client: Client, printer: any SheetPrinter, _ id: CaseId) {
    self.client = client
    self.printer = printer
    self.id = id
    super.init(SheetState())
    let readers = client.shown({ $0 == .case(case: id) }) { client in
      let child = try await client.caseView(case: id).header.child
      let readers = try await client.sheetReaders(case: id)
      return [
        Headed("\(child) and family", readers.filter(\.isFamily)),
        Headed("Who helps", readers.filter { !$0.isFamily }),
      ].filter { !$0.members.isEmpty }
    }
    follow("readers", readers) { $0.readers = $1 }
  }

  /// Somebody is who the sheet is for.
  public func choose(_ reader: PersonId) {
    goOn {
      try await $0.sheetChoices(case: $1, reader: reader)
    } then: { state, choices in
      state.chosen = choices.toBeginWith
      state.step = .people(choices)
    }
  }

  public func toggle(_ person: SheetPerson) {
    guard var chosen = state.chosen else { return }
    let isOn = state.isOn(person)
    chosen.people.removeAll { $0.person == person.person }
    if !isOn { chosen.people.append(person.choice) }
    state.chosen = chosen
  }

  public func toggle(_ number: SheetNumber, of person: SheetPerson) {
    guard var chosen = state.chosen else { return }
    let choice = person.choice(of: number)
    if state.isOn(number, of: person) {
      chosen.numbers.removeAll { $0 == choice }
    } else {
      chosen.numbers.append(choice)
    }
    state.chosen = chosen
  }

  /// Shows what is left out, before anything is printed.
  public func preview() {
    guard let chosen = state.chosen else { return }
    goOn {
      SheetPreview(
        reader: try await $0.sheetChoices(case: $1, reader: chosen.reader).reader,
        leftOut: try await $0.sheetLeavesOut(case: $1, request: chosen),
        sheet: try await $0.sheet(case: $1, request: chosen))
    } then: { state, preview in
      state.step = .preview(preview)
    }
  }

  /// Shows the choices as they were made, beside what is known now.
  public func change() {
    guard let chosen = state.chosen else { return }
    goOn {
      try await $0.sheetChoices(case: $1, reader: chosen.reader)
    } then: { state, choices in
      state.step = .people(choices)
    }
  }

  /// Shows the sheet as it will be on paper. What changed since it was chosen is left out.
  public func open() {
    guard let chosen = state.chosen else { return }
    goOn {
      try await $0.sheet(case: $1, request: chosen)
    } then: { state, sheet in
      state.step = .paper(sheet)
    }
  }

  /// Prints the sheet that shows. Where it changed meanwhile it shows anew, and is not printed
  /// before somebody has looked at it.
  public func print() {
    guard case .paper(let seen) = state.step, let chosen = state.chosen else { return }
    goOn {
      try await $0.sheet(case: $1, request: chosen)
    } then: { [weak self] state, sheet in
      if sheet == seen {
        state.isWorking = true
        self?.print(sheet)
      } else {
        state.step = .paper(sheet)
        state.said = "It changed since you looked. Look at it, and print again."
      }
    }
  }

  private func print(_ sheet: SheetView) {
    let mine = turn
    begin { [weak self, printer] in
      let outcome = await printer.print(sheet)
      guard let self, self.turn == mine else { return }
      self.state.isWorking = false
      self.state.said = outcome.words
    }
  }

  /// Back to the question before. Another reader begins anew.
  func stepBack() -> Bool {
    switch state.step {
    case .reader: return false
    case .people: forget()
    case .preview: change()
    case .paper: preview()
    }
    return true
  }

  public func attended() {}

  /// Nobody looks any more: what was chosen is gone, and so is the sheet.
  public func unattended() {
    printer.putAway()
    forget()
  }

  private func forget() {
    turn += 1
    state.step = .reader
    state.chosen = nil
    state.isWorking = false
    state.said = ""
    state.refused = nil
  }

  /// Reads what the next step shows, once however often it is touched.
  private func goOn<Found: Sendable>(
    _ read: @escaping @Sendable (Client, CaseId) async throws -> Found,
    then show: @escaping @MainActor (inout SheetState, Found) -> Void
  ) {
    if state.isWorking { return }
    state.isWorking = true
    state.said = ""
    state.refused = nil
    let mine = turn
    let (client, id) = (client, id)
    begin { [weak self] in
      let found = await attempt { try await read(client, id) }
      guard let self, self.turn == mine else { return }
      self.state.isWorking = false
      self.state.refused = found.refusal
      if let value = found.value { show(&self.state, value) }
    }
  }
}

extension SheetPreview {
  fileprivate init(reader: SheetReader, leftOut: [SheetLeftOut], sheet: SheetView) {
    self.init(
      reader: reader, leftOut: leftOut, onIt: sheet.helpers + sheet.family,
      onlyPictured: sheet.onlyPictured)
  }
}
