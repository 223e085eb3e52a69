import AppCore
import SwiftUI

/// Adds somebody to a child's network.
struct NewPersonPage: View {
  let model: NewPersonModel
  let around: Surroundings

  var body: some View {
    FormPage(model, heading: { "Add someone for \($0.header.child)" }) { view in
      Field("Name", model.field(\.name), wrong: model.wrong("name"))
      Field(
        "Who they are to \(view.header.child)", model.field(\.role), wrong: model.wrong("role"))
      Field(
        "Agency", model.field(\.agency), hint: "Empty for family and friends",
        wrong: model.wrong("agency"))
      Field(
        "Mobile", model.field(\.mobile), wrong: model.wrong("mobile"), keyboard: .phonePad,
        isWords: false)
      Field(
        "Email", model.field(\.email), wrong: model.wrong("email"), keyboard: .emailAddress,
        isWords: false)
      AskSame(question: "Is this the same person?", same: model.same) { one in
        if let person = one.person { around.go(.person(one.case, person)) }
      }
      FormButtons(
        saves: model.same.isEmpty ? "Add" : "It is somebody else: add",
        isSaving: model.state.saving.isUnderWay, save: model.add, back: around.backStack.askBack)
    }
  }
}

/// Who is likely the one about to be added. It asks, and is never in the way.
struct AskSame: View {
  let question: String
  let same: [Duplicate]
  let open: (Duplicate) -> Void

  var body: some View {
    if !same.isEmpty {
      Card(ground: Palette.notice) {
        Label(question, systemImage: "questionmark.circle").font(.headline)
        ForEach(same, id: \.self) { one in
          RowLink {
            open(one)
          } content: {
            VStack(alignment: .leading) {
              Text(one.name).font(.headline)
              if !one.knownAs.isEmpty { Text(one.knownAs) }
              Hint(one.why)
            }
          }
        }
      }
    }
  }
}

/// Changes what is known of somebody.
struct EditPersonPage: View {
  let model: EditPersonModel
  let back: () -> Void

  var body: some View {
    FormPage(model, heading: { "Change \($0.name)" }) { about in
      ForEach(about.conflicts, id: \.field) { conflict in
        ConflictCard(
          conflict: conflict, choose: { model.choose(conflict, $0) },
          keepAll: { model.keepAll(conflict) }, reach: model.reach)
      }
      Contacts(model: model)
      Field("Name", model.field(\.name), wrong: model.wrong("name"))
      Field(
        "Who they are to \(about.header.child)", model.field(\.role), wrong: model.wrong("role"))
      if !about.isFamily {
        Field("Agency", model.field(\.agency), wrong: model.wrong("agency"))
      }
      Field(
        "What to mind when getting in touch", model.field(\.note), wrong: model.wrong("note"),
        lines: 2)
      Toggle("Has died", isOn: model.field(\.isDeceased))
      FormButtons(
        saves: "Save", isSaving: model.state.saving.isUnderWay, save: model.save, back: back)
      if !about.isChild {
        Fold("Take \(about.name) off this case") {
          Text(
            "They no longer show in \(about.header.child)’s picture. What was written of them stays, "
              + "and they can be put back from the list.")
          QuietButton("Take off", isEnabled: !model.state.saving.isUnderWay, act: model.takeOff)
        }
      }
    }
  }
}

/// How they can be reached, each with when it was known and from whom.
private struct Contacts: View {
  let model: EditPersonModel

  var body: some View {
    ForEach(model.state.typed.contacts.indices, id: \.self) { at in
      let contact = model.state.typed.contacts[at]
      if contact.isInConflict {
        Wrong("\(contact.known.kindLabel) has two values. Choose one first.")
      } else {
        Field(
          contact.known.kindLabel, model.field(\.contacts[at].value), hint: contact.known.whyNot,
          isWords: false)
        Hint(contact.known.knownWords)
      }
    }
    Heading("Another way to reach them")
    ChooseOne(
      label: "Kind", options: choices().contactKinds.map { Option($0.value, $0.label) },
      chosen: model.field(\.newKind).chosen)
    Field(
      "Number or address", model.field(\.newContact), wrong: model.wrong("value"), isWords: false)
  }
}
