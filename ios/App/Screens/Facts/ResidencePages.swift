import AppCore
import SwiftUI

/// Adds where somebody lives, one question after the other.
struct NewResidencePage: View {
  let model: NewResidenceModel
  let back: () -> Void

  var body: some View {
    FormPage(model, heading: { _ in model.heading }) { view in
      Hint(
        "Where someone lives: question \(model.step.rawValue + 1) of \(ResidenceStep.allCases.count)"
      )
      switch model.step {
      case .who:
        ChooseOne(
          label: "Who", options: model.people.map { Option($0.id, $0.name) },
          chosen: model.field(\.person), wrong: model.wrong("person"))
      case .place:
        Markers(header: view.header)
        Field("Address", model.field(\.address), wrong: model.wrong("address"), lines: 2)
        ChooseOne(
          label: "What it is", options: choices().residenceKinds.map { Option($0.value, $0.label) },
          chosen: model.field(\.kind), wrong: model.wrong("kind"))
      case .days:
        Hint("Leave empty what is not known.")
        ResidenceDays(model: model, untilHint: "")
      case .withheld:
        ChooseSome(
          label: "Who must not know it", options: model.others.map { Option($0.id, $0.name) },
          chosen: model.state.typed.withheldFrom, hint: whatWithholdingDoes,
          toggle: model.toggleWithheld)
      }
      FormButtons(
        saves: model.step == .withheld ? "Add" : "Continue",
        isSaving: model.state.saving.isUnderWay, save: model.goOn, back: back)
    }
  }
}

/// On which days, from and until when.
private struct ResidenceDays<About: Sendable>: View {
  let model: FormModel<About, TypedResidence>
  let untilHint: String

  var body: some View {
    Field(
      "On which days", model.field(\.pattern), hint: "If not all, such as Mon–Thu",
      wrong: model.wrong("pattern"))
    DayField("From", model.field(\.from), wrong: model.wrong("from"))
    DayField("Until", model.field(\.until), hint: untilHint, wrong: model.wrong("until"))
  }
}

/// Changes where somebody lives. A withheld address is covered until it is asked for, which is noted.
struct KnownResidencePage: View {
  let model: KnownResidenceModel
  let around: Surroundings
  let id: CaseId

  var body: some View {
    FormPage(model, heading: { "Where \($0.residence.name) lives" }) { about in
      Markers(header: about.header)
      if about.isInConflict {
        Wrong("Two people wrote different addresses, or there are two addresses.")
        QuietButton("Choose one first") { around.go(.caseFile(id)) }
      } else if model.isCovered {
        Covered(model: model, residence: about.residence)
      } else {
        form(about)
      }
      Fold("Entered by mistake") {
        Text(
          "If they have moved out, write until when instead: then the team still sees where they lived."
        )
        QuietButton("Remove it", isEnabled: !model.state.saving.isUnderWay, act: model.remove)
      }
    }
  }

  @ViewBuilder private func form(_ about: AboutResidence) -> some View {
    Hint(about.residence.whatWords)
    ForEach(about.residence.addresses, id: \.choice) { Hint($0.knownWords) }
    Field("Address", model.field(\.address), wrong: model.wrong("address"), lines: 2)
    ResidenceDays(model: model, untilHint: "when they have moved out")
    ChooseSome(
      label: "Who must not know this address", options: about.people.map { Option($0.id, $0.name) },
      chosen: model.state.typed.withheldFrom, hint: whatWithholdingDoes,
      toggle: model.toggleWithheld)
    FormButtons(
      saves: "Save", isSaving: model.state.saving.isUnderWay, save: model.save,
      back: around.backStack.askBack)
  }
}

/// Before a withheld address shows: that it is looked at is noted.
private struct Covered: View {
  let model: KnownResidenceModel
  let residence: ResidenceView

  var body: some View {
    Card(ground: Palette.sunk) {
      Text("To change where \(residence.name) lives, the address must show.")
      Hint("That you looked is noted here, and the team is told when you next write in this case.")
      QuietButton(
        residence.showWords, icon: "eye.slash", isEnabled: !model.state.saving.isUnderWay,
        act: model.uncover)
    }
  }
}
