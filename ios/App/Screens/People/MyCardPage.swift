import AppCore
import SwiftUI

/// One's own card: how and when best to be reached, and who covers while one is away.
struct MyCardPage: View {
  let model: MyCardModel
  let back: () -> Void

  var body: some View {
    FormPage(model, heading: { _ in "My card" }) { about in
      Text(
        "\(about.me.name), \(about.me.whoWords). Your name and role are set by an administrator.")
      Several(label: "Phone", values: model.field(\.phones), about: about, keyboard: .phonePad)
      Several(label: "Email", values: model.field(\.emails), about: about, keyboard: .emailAddress)
      Field(
        "How and when best to reach you", model.field(\.bestReached),
        wrong: model.wrong("best_reached"), lines: 2)
      DayField("Away until", model.field(\.awayUntil), wrong: model.wrong("away_until"))
      WhoCovers(model: model)
      FormButtons(
        saves: "Save", isSaving: model.state.saving.isUnderWay, save: model.save, back: back)
    }
  }
}

/// Values of one kind under each other, with room for one more.
private struct Several: View {
  let label: String
  @Binding var values: [String]
  let about: AboutMyCard
  let keyboard: UIKeyboardType

  var body: some View {
    ForEach(values.indices, id: \.self) { at in
      Field(
        at == 0 ? label : "\(label) \(at + 1)", $values[at], hint: about.whyNot(values[at]),
        keyboard: keyboard, isWords: false)
    }
  }
}

/// Who covers meanwhile: nobody, or a colleague who is found by name, role or agency.
private struct WhoCovers: View {
  let model: MyCardModel
  @State private var isChoosing = false

  var body: some View {
    let cover = model.field(\.cover)
    Heading("Who covers")
    Wrong(model.wrong("covered_by"))
    Text(cover.wrappedValue?.name ?? "Nobody")
    Flow {
      QuietButton("Choose who covers") { isChoosing = true }
      if cover.wrappedValue != nil { QuietButton("Nobody covers") { cover.wrappedValue = nil } }
    }
    if isChoosing {
      let colleagues = model.colleagues
      Field(
        "Search practitioners",
        Binding(reads: { colleagues.state.search }, writes: colleagues.search), isWords: false)
      ForEach(colleagues.state.found, id: \.practitioner) { colleague in
        RowLink {
          cover.wrappedValue = colleague
          isChoosing = false
        } content: {
          PractitionerLines(practitioner: colleague)
        }
      }
      if colleagues.state.hasMore { Hint("There are more. Search for part of a name.") }
    }
  }
}
