import AppCore
import SwiftUI

/// What the reader may know: the family first, the numbers folded beside each name.
struct SheetChoicesPage: View {
  let model: SheetModel
  let choices: SheetChoices

  var body: some View {
    Page("What \(choices.reader.name) may know") {
      Card(ground: Palette.notice) {
        Label(
          "Whoever finds the sheet reads it. Sensitive services, anyone linked to a withheld "
            + "address, and private numbers are off unless you put them on.",
          systemImage: "exclamationmark.circle"
        )
        .foregroundStyle(Palette.noticeInk)
      }
      if let refused = model.state.refused { NoticeCard(notice: refused.notice) }
      ForEach(choices.groups) { group in
        Heading(group.heading)
        ForEach(group.members, id: \.person) { person in
          SheetPersonChoices(model: model, person: person)
        }
      }
      MainButton(
        "Check it before printing", isEnabled: !model.state.isWorking, act: model.preview)
    }
  }
}

private struct SheetPersonChoices: View {
  let model: SheetModel
  let person: SheetPerson

  var body: some View {
    Card {
      Toggle(
        isOn: Binding(reads: { model.state.isOn(person) }, writes: { _ in model.toggle(person) })
      ) {
        VStack(alignment: .leading) {
          Text(person.name).font(.headline)
          Hint(person.partWords)
          if !person.whyOff.isEmpty { Text(person.whyOff).font(.subheadline) }
        }
      }
      if !person.numbers.isEmpty {
        let on = model.state.numbersOn(person)
        Fold(on, spoken: "\(on) of \(person.name)") {
          ForEach(person.numbers, id: \.value, content: number)
        }
      }
    }
  }

  private func number(_ number: SheetNumber) -> some View {
    Toggle(
      isOn: Binding(
        reads: { model.state.isOn(number, of: person) },
        writes: { _ in model.toggle(number, of: person) })
    ) {
      VStack(alignment: .leading) {
        Text(number.kindLabel)
        Text(number.value)
        Hint(person.whyOff(number))
      }
    }
    .frame(minHeight: 44)
  }
}
