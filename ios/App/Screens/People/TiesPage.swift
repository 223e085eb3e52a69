import AppCore
import SwiftUI

/// How somebody belongs together with others.
struct TiesPage: View {
  let model: TiesModel
  let around: Surroundings
  let id: CaseId

  var body: some View {
    FormPage(model, heading: { "How \($0.person.name) belongs with others" }) { about in
      if model.step == .other {
        ForEach(about.person.ties, id: \.relationship) {
          TieCard(model: model, tie: $0, name: about.person.name)
        }
      }
      if about.others.isEmpty {
        Empty(words: "Nobody else in this case whom \(about.person.name) could belong with.") {
          MainButton("Add someone") { around.go(.newPerson(id)) }
        }
      } else {
        NewTie(model: model, about: about)
        FormButtons(
          saves: model.step == .kind ? "Add" : "Continue",
          isSaving: model.state.saving.isUnderWay, save: model.goOn,
          back: around.backStack.askBack)
      }
    }
  }
}

/// A tie that is written down, which can be said differently.
private struct TieCard: View {
  let model: TiesModel
  let tie: TieView
  let name: String

  var body: some View {
    let isChanging = model.state.typed.changing == tie.relationship
    Card {
      Text("\(name), \(tie.words)").font(.headline)
      Hint(tie.knownWords)
      if isChanging {
        ChooseOne(
          label: "What \(name) is to \(tie.otherName)", options: kinds,
          chosen: model.field(\.changedTo))
        MainButton("Save", isEnabled: !model.state.saving.isUnderWay, act: model.saveChange)
      } else {
        QuietButton("Change", icon: "pencil") { model.change(tie) }
          .accessibilityLabel("Change: \(name), \(tie.words)")
      }
      QuietButton("Remove", isEnabled: !model.state.saving.isUnderWay) { model.remove(tie) }
        .accessibilityLabel("Remove: \(name), \(tie.words)")
    }
  }
}

private struct NewTie: View {
  let model: TiesModel
  let about: AboutTies

  var body: some View {
    switch model.step {
    case .other:
      Heading("Add one")
      ChooseOne(
        label: "With whom does \(about.person.name) belong?",
        options: about.others.map { Option($0.id, $0.name) }, chosen: model.field(\.other),
        wrong: model.wrong("other"))
    case .kind:
      Hint("Question 2 of 2")
      ChooseOne(
        label: "What is \(about.person.name) to \(about.name(of: model.state.typed.other))?",
        options: kinds, chosen: model.field(\.kind), wrong: model.wrong("kind"))
    }
  }
}

@MainActor private var kinds: [Option<RelationshipKind>] {
  choices().relationshipKinds.map { Option($0.value, $0.label) }
}
