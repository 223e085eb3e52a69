import AppCore
import SwiftUI

/// The questions that whoever starts a partnership answers, one a page.
struct FoundPage: View {
  let model: EntranceModel

  var body: some View {
    Page(model.state.question.words) {
      Hint(
        "Start a partnership: question \(model.state.question.rawValue + 1) of "
          + "\(FoundingQuestion.allCases.count)")
      if let refused = model.state.refused { NoticeCard(notice: refused) }
      switch model.state.question {
      case .relay: relay
      case .partnership: partnership
      case .agency: agency
      case .person: person
      }
      HStack {
        MainButton(
          model.state.question == .person ? "Start" : "Next", isEnabled: !model.state.isWorking,
          act: model.next)
        QuietButton("Back", act: model.back)
      }
    }
  }

  @ViewBuilder private var relay: some View {
    Text(
      "You become the first administrator of a new partnership: you invite colleagues and admit them."
    )
    Field(
      "Relay’s address", field(\.relay),
      hint: "Such as https://relay.example.org. It stores and passes on what it cannot read.",
      keyboard: .URL, isWords: false)
    Field("Relay’s token, if it asks for one", field(\.relayToken), isWords: false)
  }

  @ViewBuilder private var partnership: some View {
    Field("Name of the partnership", field(\.partnership))
    Field(
      "Front door’s number, if you know it", field(\.frontDoor),
      hint: "Whom to call when a child may be at risk now. Everyone sees it beside a worry.",
      keyboard: .phonePad)
  }

  @ViewBuilder private var agency: some View {
    Field("Your agency", field(\.agency))
    ChooseOne(
      label: "What it is", options: choices().agencyKinds.map { Option($0.value, $0.label) },
      chosen: field(\.agencyKind))
  }

  @ViewBuilder private var person: some View {
    Field("Your name", field(\.name))
    Field("Your role", field(\.role))
  }

  private func field<Value>(_ path: WritableKeyPath<FoundingWords, Value>) -> Binding<Value> {
    Binding {
      model.state.founding[keyPath: path]
    } writes: {
      var words = model.state.founding
      words[keyPath: path] = $0
      model.type(words)
    }
  }
}
