import AppCore
import SwiftUI

/// Adds a child.
struct NewChildPage: View {
  let model: NewChildModel
  let around: Surroundings

  var body: some View {
    FormPage(model, heading: { _ in "Add a child" }) { _ in
      Text(
        "You become the manager of a new team. Works without signal; only you see it until you add "
          + "others.")
      ChildFields(model: model, expectedHint: "for a child not born yet", nhsHint: "If you have it")
      AskSame(question: "Is this the same child?", same: model.same) {
        around.go(.caseFile($0.case))
      }
      FormButtons(
        saves: model.same.isEmpty ? "Add" : "It is another child: add",
        isSaving: model.state.saving.isUnderWay, save: model.add, back: around.backStack.askBack)
    }
  }
}

/// Changes what is known of a child.
struct ChildPage: View {
  let model: ChildModel
  let back: () -> Void

  var body: some View {
    FormPage(model, heading: { "About \($0.header.child)" }) { view in
      Hint(view.child.knownWords)
      ChildFields(model: model, expectedHint: "until the child is born", nhsHint: "")
      Field(
        "Show in My cases under", model.field(\.familyLabel), hint: "Empty for the family name",
        wrong: model.wrong("family_label"))
      FormButtons(
        saves: "Save", isSaving: model.state.saving.isUnderWay, save: model.save, back: back)
    }
  }
}

/// The fields that a new child and a known one have in common.
private struct ChildFields<About: Sendable>: View {
  let model: FormModel<About, TypedChild>
  let expectedHint: String
  let nhsHint: String

  var body: some View {
    Field(
      "Given name", model.field(\.given), hint: "As the family writes it",
      wrong: model.wrong("given"))
    Field("Family name", model.field(\.family), wrong: model.wrong("family"))
    Field(
      "Name the child goes by", model.field(\.preferred), hint: "If it differs",
      wrong: model.wrong("preferred"))
    DayField(
      "Born", model.field(\.born), hint: "leave empty if not known", wrong: model.wrong("born"))
    Toggle("This date is a guess", isOn: model.field(\.bornIsApproximate))
    DayField(
      "Expected", model.field(\.expected), hint: expectedHint, wrong: model.wrong("expected"))
    Field(
      "NHS number", model.field(\.nhsNumber), hint: nhsHint, wrong: model.wrong("nhs_number"),
      keyboard: .numbersAndPunctuation, isWords: false)
  }
}
