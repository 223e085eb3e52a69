import Foundation
import PatchworkTesting
import Testing

@testable import AppCore

/// The sheet on paper, for one named reader.
@MainActor @Suite struct SheetTest {
  private struct People {
    let rob: PersonId
    let dana: PersonId
    let joan: PersonId
  }

  /// Ella lives with Dana, her mother, where Rob, her father, must not know; Joan helps, and so does
  /// a nursery that is named after the street.
  private func family(_ priya: PriyasPhone) async throws -> People {
    let rob = try await priya.add("Rob Marsh", "Father", mobile: "07700 900111")
    let dana = try await priya.add("Dana Marsh", "Mother", mobile: "07700 900222")
    let joan = try await priya.client.addPerson(
      case: priya.ella,
      person: NewPerson(
        id: PersonId(drawId()), name: "Joan Field", role: "Health visitor",
        agency: "Health visiting", mobile: "07700 900333", email: ""))
    _ = try await priya.add(
      "Meg Hall", "Key worker", agency: "Larkfield Nursery", mobile: "07700 900444")
    for (person, kind) in [(rob, RelationshipKind.parentOf), (dana, .parentOf)] {
      _ = try await priya.client.relate(
        case: priya.ella,
        tie: NewRelationship(id: RelationshipId(drawId()), from: person, kind: kind, to: theChild))
    }
    for person in [nil, dana] {
      _ = try await priya.client.addResidence(
        case: priya.ella,
        residence: NewResidence(
          id: nil, person: person, address: "12 Larkfield Road, Northtown", kind: .home,
          pattern: "", from: nil, until: nil, withheldFrom: [rob]))
    }
    return People(rob: rob, dana: dana, joan: joan)
  }

  private func sheet(_ priya: PriyasPhone) throws -> SheetModel {
    priya.around.go(.sheet(priya.ella))
    return priya.around.backStack.top.model { Screen.sheet(priya.ella, priya.around) }
  }

  private func choices(_ model: SheetModel) async throws -> SheetChoices {
    try await until("what the reader may know") {
      if case .people(let choices) = model.state.step { return choices }
      return nil
    }
  }

  private func preview(_ model: SheetModel) async throws -> SheetPreview {
    try await until("what is left out") {
      if case .preview(let preview) = model.state.step { return preview }
      return nil
    }
  }

  private func paper(_ model: SheetModel) async throws -> SheetView {
    try await until("the sheet") {
      if case .paper(let sheet) = model.state.step { return sheet }
      return nil
    }
  }

  private func isAtReaders(_ model: SheetModel) -> Bool {
    if case .reader = model.state.step { return model.state.chosen == nil }
    return false
  }

  @Test("a sheet for whom an address is withheld from holds nothing of it and is printed")
  func withheld() async throws {
    let priya = try await PriyasPhone()
    let people = try await family(priya)
    let model = try sheet(priya)
    let readers = try await until("who it can be for") {
      model.state.readers.value.flatMap { $0.count == 2 && $0[0].members.count == 3 ? $0 : nil }
    }
    #expect(readers.map(\.heading) == ["Ella Marsh and family", "Who helps"])
    #expect(readers[0].members.contains { $0.person == people.rob })

    model.choose(people.rob)
    let offered = try await choices(model)
    #expect(offered.groups.map(\.heading) == ["Family and carers", "Who helps"])
    let dana = try #require(offered.people.first { $0.person == people.dana })
    #expect(!model.state.isOn(dana) && !dana.whyOff.isEmpty)
    #expect(model.state.numbersOn(dana) == "No number")
    let meg = try #require(offered.people.first { $0.name == "Meg Hall" })
    #expect(!model.state.isOn(meg) && !meg.whyOff.isEmpty)
    let joan = try #require(offered.people.first { $0.person == people.joan })
    #expect(model.state.isOn(joan))

    model.preview()
    let before = try await preview(model)
    #expect(before.heading == "Before you print: for Rob Marsh")
    #expect(Set(before.leftOut.map(\.name)).isSuperset(of: ["Dana Marsh", "Meg Hall"]))
    #expect(before.onIt.contains { $0.name == "Joan Field" })

    model.open()
    let paper = try await paper(model)
    for withheld in ["Larkfield", "Dana", "900222", "Meg", "900444"] {
      #expect(!"\(paper)".contains(withheld), "\(withheld)")
    }
    #expect(priya.phone.printer.printed.isEmpty, "nothing is printed before it is asked for")
    priya.phone.printer.outcome = .unavailable
    model.print()
    _ = try await until("why it cannot be printed") {
      model.state.said == "This phone cannot print." ? true : nil
    }
    priya.phone.printer.outcome = .printed
    model.print()
    _ = try await until("it is printed") { model.state.isWorking ? nil : true }
    #expect(priya.phone.printer.printed == [paper, paper])
    #expect(model.state.said.isEmpty)
    await priya.close()
  }

  @Test("somebody is put on a sheet and taken off it, and their numbers one by one")
  func chosen() async throws {
    let priya = try await PriyasPhone()
    let people = try await family(priya)
    let model = try sheet(priya)
    model.choose(people.joan)
    let offered = try await choices(model)
    let joan = try #require(offered.people.first { $0.person == people.joan })
    let mobile = try #require(joan.numbers.first)
    let wasOn = model.state.isOn(mobile, of: joan)
    model.toggle(mobile, of: joan)
    #expect(model.state.isOn(mobile, of: joan) != wasOn)
    if wasOn { model.toggle(mobile, of: joan) }
    #expect(model.state.numbersOn(joan) == mobile.kindLabel)
    let meg = try #require(offered.people.first { $0.name == "Meg Hall" })
    model.toggle(meg)
    #expect(model.state.isOn(meg))
    model.preview()
    let before = try await preview(model)
    #expect(before.onIt.contains { $0.name == "Meg Hall" && $0.numbers.isEmpty })
    #expect(
      before.onIt.first { $0.name == "Joan Field" }?.numbers.first?.contains("900333") == true)

    // Back to the choices, as they were made.
    priya.around.backStack.askBack()
    _ = try await choices(model)
    #expect(model.state.isOn(meg))
    model.toggle(meg)
    model.preview()
    _ = try await until("she is left out again") {
      if case .preview(let preview) = model.state.step {
        return preview.leftOut.contains { $0.name == "Meg Hall" } ? true : nil
      }
      return nil
    }
    await priya.close()
  }

  @Test("a number that changed since it was chosen is left out of the sheet")
  func changed() async throws {
    let priya = try await PriyasPhone()
    let people = try await family(priya)
    let model = try sheet(priya)
    model.choose(people.joan)
    let offered = try await choices(model)
    let joan = try #require(offered.people.first { $0.person == people.joan })
    let mobile = try #require(joan.numbers.first)
    if !model.state.isOn(mobile, of: joan) { model.toggle(mobile, of: joan) }
    model.preview()
    #expect("\(try await preview(model))".contains("900333"))

    let view = try await priya.client.caseView(case: priya.ella)
    let contact = try #require(
      view.people.first { $0.person == people.joan }?.contacts.first)
    _ = try await priya.client.setContact(
      case: priya.ella,
      detail: ContactDetail(
        person: people.joan, detail: contact.detail, kind: contact.kind, value: "07700 900999",
        shown: view.header.shown))
    model.open()
    let paper = try await paper(model)
    #expect(!"\(paper)".contains("900333"), "the number is not hers any more")
    #expect(!"\(paper)".contains("900999"), "nobody chose this one")
    #expect(paper.helpers.contains { $0.name == "Joan Field" && $0.numbers.isEmpty })
    // Back on the page before, it is said that it is left out.
    priya.around.backStack.askBack()
    #expect(try await preview(model).leftOut.contains { $0.name == "Joan Field" })
    await priya.close()
  }

  @Test("a sheet that changed after it was looked at is looked at again before it is printed")
  func changedOnPaper() async throws {
    let priya = try await PriyasPhone()
    let people = try await family(priya)
    let model = try sheet(priya)
    model.choose(people.rob)
    _ = try await choices(model)
    model.open()
    let first = try await paper(model)
    #expect("\(first)".contains("Joan Field"))
    let shown = try await priya.client.caseView(case: priya.ella).header.shown
    try await priya.client.changePerson(
      case: priya.ella, person: people.joan,
      details: PersonDetails(
        name: "Joan Larkfield", role: "Health visitor", agency: "Health visiting", note: "",
        isDeceased: false, shown: shown))
    model.print()
    _ = try await until("it is said") { model.state.said.isEmpty ? nil : true }
    #expect(model.state.said == "It changed since you looked. Look at it, and print again.")
    #expect(priya.phone.printer.printed.isEmpty)
    let second = try await paper(model)
    #expect(!"\(second)".contains("Joan"))
    model.print()
    _ = try await until("it is printed") { model.state.isWorking ? nil : true }
    #expect(priya.phone.printer.printed == [second])
    await priya.close()
  }

  @Test("what was chosen for a sheet is gone when the page is left")
  func left() async throws {
    let priya = try await PriyasPhone()
    let people = try await family(priya)
    let around = priya.around
    let model = try sheet(priya)
    model.choose(people.joan)
    _ = try await choices(model)
    await priya.app.leftFront()
    #expect(isAtReaders(model), "the app was left")
    priya.app.cameToFront()

    model.choose(people.joan)
    _ = try await choices(model)
    model.open()
    _ = try await paper(model)
    let putAway = priya.phone.printer.timesPutAway
    around.write()
    #expect(isAtReaders(model), "another page lies on top")
    #expect(priya.phone.printer.timesPutAway == putAway + 1)
    around.backStack.back()

    // An answer that comes after the page was left is of none.
    model.choose(people.joan)
    await priya.app.leftFront()
    try await Task.sleep(for: .milliseconds(300))
    #expect(isAtReaders(model))
    priya.app.cameToFront()

    model.choose(people.joan)
    _ = try await choices(model)
    around.backStack.askBack()
    #expect(isAtReaders(model), "back goes to the question before")
    around.backStack.askBack()
    #expect(around.backStack.top.place == .cases)
    #expect(!priya.app.kept.contains(people.joan.text), "the system keeps no choice")
    await priya.close()
  }

  @Test("what stands on paper goes over no end of a page and is no wider than it")
  func pages() {
    let placed = Paper.place([700, 40, 40, 900, 20])
    #expect(placed.map(\.page) == [0, 0, 1, 2, 3])
    #expect(placed[1].top == 700 + Paper.gap)
    #expect(placed[2].top == 0 && placed[2].scale == 1)
    let room = Paper.height - 2 * Paper.margin
    #expect(placed[3].scale * 900 <= room + 0.001, "what is higher than a page is drawn smaller")
    #expect(Paper.scale(width: 2 * Paper.room, height: 10) == 0.5)
    #expect(Paper.scale(width: 10, height: 2 * Paper.highestPicture) == 0.5)
  }
}
