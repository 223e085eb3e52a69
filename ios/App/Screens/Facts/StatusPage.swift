import AppCore
import SwiftUI

/// Records which plan or legal status stands, with the risk markers below.
struct StatusPage: View {
  let model: StatusModel
  let around: Surroundings

  var body: some View {
    FormPage(model, heading: { _ in "Plan and status" }) { header in
      if model.step == .status {
        Text(
          "What stands now. Patchwork is not the statutory record: write down what it says there, and "
            + "from whom.")
      }
      StatusQuestion(model: model)
      FormButtons(
        saves: model.step == .since ? "Save" : "Continue",
        isSaving: model.state.saving.isUnderWay, save: model.goOn, back: around.backStack.askBack)
      if model.step == .status { BeforeYouGo(header: header, go: around.go) }
    }
  }
}

private struct StatusQuestion: View {
  let model: StatusModel

  var body: some View {
    let offered = choices()
    switch model.step {
    case .status:
      ChooseOne(
        label: "What stands now?", options: offered.statusKinds.map { Option($0.value, $0.label) },
        chosen: model.field(\.kind), wrong: model.wrong("status"))
    case .category:
      ChooseOne(
        label: "Which category?",
        options: offered.planCategories.map { Option($0.value, $0.label) },
        chosen: model.field(\.category), wrong: model.wrong("category"),
        hint: "Choose none where it is not known.")
    case .legalStatus:
      ChooseOne(
        label: "Which legal status?",
        options: offered.legalStatuses.map { Option($0.value, $0.label) },
        chosen: model.field(\.legalStatus), wrong: model.wrong("legal_status"),
        hint: "Choose none where it is not known.")
    case .since:
      DayField(
        "Since when", model.field(\.from), hint: "if it is known", wrong: model.wrong("from"))
      Field(
        "From whom do you know?", model.field(\.source), hint: "Such as the conference chair",
        wrong: model.wrong("source"))
    }
  }
}

/// The risk markers, and the way to change them.
private struct BeforeYouGo: View {
  let header: CaseHeader
  let go: @MainActor (Place) -> Void

  var body: some View {
    Heading("Before you go")
    if header.markers.isEmpty { Empty("Nothing that a visitor must know.") }
    ForEach(header.markers, id: \.marker) { marker in
      Card {
        Text(marker.words)
        Hint(marker.knownWords)
        QuietButton("Change", icon: "pencil") { go(.marker(header.case, marker.marker)) }
          .accessibilityLabel("Change: \(marker.words)")
      }
    }
    QuietButton("Add what a visitor must know", icon: "plus") { go(.marker(header.case, nil)) }
  }
}

/// Adds, changes or ends what a visitor must know before going there.
struct MarkerPage: View {
  let model: MarkerModel
  let around: Surroundings
  let id: CaseId

  var body: some View {
    FormPage(model, heading: { _ in "Before you go" }) { about in
      Text("What a visitor must know. It shows before any address.")
      if about.marker?.isInConflict == true {
        Wrong("Two people wrote this differently.")
        QuietButton("Choose one first") { around.go(.caseFile(id)) }
      } else {
        Field(
          "What a visitor must know", model.field(\.text), wrong: model.wrong("text"), lines: 3)
        Hint(about.marker?.knownWords ?? "")
        DayField("Look at it again by", model.field(\.review), wrong: model.wrong("review"))
        FormButtons(
          saves: about.marker == nil ? "Add" : "Save", isSaving: model.state.saving.isUnderWay,
          save: model.save, back: around.backStack.askBack)
        if about.marker != nil {
          Fold("It is over") {
            Text("It will no longer show to anyone on the team.")
            QuietButton("End it", isEnabled: !model.state.saving.isUnderWay, act: model.end)
          }
        }
      }
    }
  }
}
