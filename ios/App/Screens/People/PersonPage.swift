import AppCore
import SwiftUI

/// Somebody in a child's life: how to reach them, who they are, and what was written about them.
struct PersonPage: View {
  let model: PersonModel
  let go: @MainActor (Place) -> Void

  var body: some View {
    Read(model.state.found) { found in
      Page("") {
        if let refused = model.state.refused { NoticeCard(notice: refused.notice) }
        PersonTop(
          name: found.person.name, who: found.person.whoWords, isFamily: found.person.isFamily)
        Hint(found.person.standingWords)
        if !found.residences.isEmpty { Markers(header: found.header) }
        ForEach(found.conflicts, id: \.field) { conflict in
          ConflictCard(
            conflict: conflict, choose: { model.choose(conflict, $0) },
            keepAll: { model.keepAll(conflict) }, reach: model.reach)
        }
        Reaching(model: model, found: found, go: go)
        PersonFacts(found: found, go: go)
        Written(model: model, found: found)
      }
    }
  }
}

private struct Reaching: View {
  let model: PersonModel
  let found: PersonInCase
  let go: @MainActor (Place) -> Void

  var body: some View {
    let person = found.person
    Wrong(person.note)
    Hint(person.away)
    WaysToReach(ways: person.ways, open: model.reach)
    if person.contacts.isEmpty, !person.isDeceased {
      Empty(words: "No number or email address is written down yet.") {
        if found.mayChange {
          QuietButton("Add how to reach them", icon: "phone") {
            go(.editPerson(found.header.case, person.person))
          }
        }
      }
    }
  }
}

private struct PersonFacts: View {
  let found: PersonInCase
  let go: @MainActor (Place) -> Void

  var body: some View {
    let (person, id) = (found.person, found.header.case)
    Hint(person.sinceWords)
    Hint(person.lastContactWords)
    if let practitioner = person.practitioner {
      QuietButton("Card in the directory", icon: "book") { go(.practitioner(practitioner)) }
    } else {
      if found.mayChange {
        QuietButton("Change", icon: "pencil") { go(.editPerson(id, person.person)) }
          .accessibilityLabel("Change \(person.name)")
      }
      Heading("How they belong together")
      ForEach(person.ties, id: \.relationship) { tie in
        Text(tie.words)
        Hint(tie.knownWords)
      }
      if found.mayChange {
        QuietButton("Add or change", icon: "person.2") { go(.ties(id, person.person)) }
          .accessibilityLabel("Add or change how \(person.name) belongs together with others")
      }
      ForEach(found.residences, id: \.residence) {
        ResidenceCard(residence: $0, header: found.header, go: go)
      }
      if found.mayChange {
        QuietButton("Add where they live", icon: "plus") {
          go(.residence(id, nil, of: person.person))
        }
      }
    }
    if !person.isFamily {
      ForEach(found.involvements, id: \.involvement) {
        InvolvementCard(involvement: $0, header: found.header, go: go)
      }
      if found.header.mayWrite {
        QuietButton("Add how they are involved", icon: "plus") {
          go(.involvement(id, nil, of: person.person))
        }
      }
    }
  }
}

private struct Written: View {
  let model: PersonModel
  let found: PersonInCase

  var body: some View {
    Heading("Written about \(found.person.name)")
    if let refusal = model.state.entries.refusal { NoticeCard(notice: refusal.notice) }
    if model.state.entries.value?.isEmpty == true {
      Empty(words: "Nothing yet.") {
        if found.mayWriteAbout {
          QuietButton("Write about \(found.person.name)", icon: "pencil", act: model.write)
        }
      }
    }
    ForEach(model.state.entries.value ?? [], id: \.entry) { entry in
      Hint(dayHeading(day: entry.happenedDay))
      EntryCard(entry: entry, sayRead: model.sayRead, answer: model.answer, open: model.open)
    }
    if model.state.hasMore { QuietButton("Show more", act: model.showMore) }
  }
}
