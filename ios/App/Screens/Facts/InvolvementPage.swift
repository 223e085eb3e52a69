import AppCore
import SwiftUI

/// Adds or changes the part that somebody plays in a child's life.
struct InvolvementPage: View {
  let model: InvolvementModel
  let around: Surroundings

  var body: some View {
    FormPage(model, heading: { $0.heading }) { about in
      Text("This says who helps. Who may read the case is decided in the team.")
      QuietButton("The team", icon: "eye") { around.go(.team(about.header.case)) }
      if let known = about.involvement {
        Hint(known.knownWords)
      } else {
        Who(model: model, about: about, go: around.go)
      }
      Field(
        "Role", model.field(\.role),
        hint: "Lead practitioner, school nurse; only where it is another one than their own",
        wrong: model.wrong("role"))
      Field(
        "Agency", model.field(\.agency), hint: "Only where it is another one than their own",
        wrong: model.wrong("agency"))
      if model.mustShowMore {
        InvolvementMore(model: model)
      } else {
        Fold("More (from, until, basis)") { InvolvementMore(model: model) }
      }
      FormButtons(
        saves: about.involvement == nil ? "Add" : "Save",
        isSaving: model.state.saving.isUnderWay, save: model.save, back: around.backStack.askBack)
      if about.involvement != nil {
        Fold("Entered by mistake") {
          Text(
            "If they are not involved any more, write until when instead: then the team still sees that "
              + "they were.")
          QuietButton("Remove it", isEnabled: !model.state.saving.isUnderWay, act: model.remove)
        }
      }
    }
  }
}

private struct Who: View {
  let model: InvolvementModel
  let about: AboutInvolvement
  let go: @MainActor (Place) -> Void

  var body: some View {
    if about.professionals.isEmpty {
      Empty(words: "Nobody who works with \(about.header.child) is here yet.") {
        QuietButton("Add someone", icon: "plus") { go(.newPerson(about.header.case)) }
      }
    } else {
      ChooseOne(
        label: "Who", options: about.professionals.map { Option($0.person, $0.nameAndAgency) },
        chosen: model.field(\.person), wrong: model.wrong("who"))
    }
  }
}

private struct InvolvementMore: View {
  let model: InvolvementModel

  var body: some View {
    DayField("From", model.field(\.from), wrong: model.wrong("from"))
    DayField(
      "Until", model.field(\.until), hint: "when they stopped being involved",
      wrong: model.wrong("until"))
    Picker("Why they may be involved", selection: model.field(\.basis)) {
      Text("Not written down").tag(Basis?.none)
      ForEach(choices().bases, id: \.value) { Text($0.label).tag(Basis?.some($0.value)) }
    }
    Wrong(model.wrong("basis"))
    DayField("Look at it again by", model.field(\.review), wrong: model.wrong("review"))
  }
}
