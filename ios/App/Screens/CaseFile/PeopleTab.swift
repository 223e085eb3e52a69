import AppCore
import SwiftUI

/// The list that equals the picture: family and carers, then helpers by agency.
struct PeopleTab: View {
  let view: CaseView
  let around: Surroundings
  let takenOff: TakenOffModel

  var body: some View {
    let header = view.header
    Page("") {
      Heading("Family and carers")
      ForEach(view.family, id: \.person) { row($0) }
      if view.family.isEmpty { Empty("Nobody of the family is written down yet.") }
      ForEach(view.helpers) { group in
        Heading(group.heading)
        ForEach(group.members, id: \.person) { row($0) }
      }
      if header.mayWrite {
        QuietButton("Add someone", icon: "plus") { around.go(.newPerson(header.case)) }
      }
      Places(view: view, go: around.go)
      Parts(view: view, go: around.go)
      TakenOffPeople(model: takenOff, people: view.takenOff, mayWrite: header.mayWrite)
    }
  }

  private func row(_ person: PersonView) -> some View {
    RowLink {
      around.go(.person(view.header.case, person.person))
    } content: {
      Face(name: person.name, isFamily: person.isFamily)
      VStack(alignment: .leading) {
        Text(person.name).font(.headline)
        Hint(person.roleWords)
        Hint(person.away)
        Hint(person.lastContactInList)
        if person.mustBeChosen { Tag("Two values: choose", icon: "exclamationmark.circle") }
      }
    }
  }
}

private struct Places: View {
  let view: CaseView
  let go: @MainActor (Place) -> Void

  var body: some View {
    Heading("Where they live")
    if view.residences.isEmpty {
      Empty("No address is written down yet.")
    } else {
      Markers(header: view.header)
    }
    ForEach(view.residences, id: \.residence) {
      ResidenceCard(residence: $0, header: view.header, go: go)
    }
    if view.header.mayWrite {
      QuietButton("Add where someone lives", icon: "plus") { go(.residence(view.header.case, nil)) }
    }
  }
}

private struct Parts: View {
  let view: CaseView
  let go: @MainActor (Place) -> Void

  var body: some View {
    Heading("Who is involved, and why")
    if view.involvements.isEmpty { Empty("It is not written down yet.") }
    ForEach(view.involvements, id: \.involvement) {
      InvolvementCard(involvement: $0, header: view.header, go: go)
    }
    if view.header.mayWrite {
      QuietButton("Add who is involved", icon: "plus") { go(.involvement(view.header.case, nil)) }
    }
  }
}

/// Who was taken off a case, and can be put back.
private struct TakenOffPeople: View {
  let model: TakenOffModel
  let people: [TakenOffView]
  let mayWrite: Bool

  var body: some View {
    if !people.isEmpty { Heading("Taken off this case") }
    if let refused = model.state.refused { NoticeCard(notice: refused.notice) }
    ForEach(people, id: \.person) { off in
      HStack {
        Text(off.name)
        Spacer()
        if mayWrite {
          QuietButton("Put back", icon: "arrow.uturn.backward", isEnabled: !model.state.isSaving) {
            model.putBack(off.person)
          }
          .accessibilityLabel("Put \(off.name) back")
        }
      }
    }
  }
}
