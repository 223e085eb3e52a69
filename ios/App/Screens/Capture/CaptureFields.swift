import AppCore
import SwiftUI

/// The words, and what can be said about them.
struct CaptureFields: View {
  let model: CaptureModel
  let draft: DraftView
  @FocusState private var isWriting: Bool

  var body: some View {
    if let refused = model.state.generalRefusal { NoticeCard(notice: refused) }
    if let target = model.state.target {
      Card(ground: Palette.sunk) {
        Hint("\(target.authorName), \(momentInWords(at: target.happenedAt))")
        Text(target.text).lineLimit(4)
      }
    }
    Wrong(model.state.wrong("text"))
    TextField(draft.asks, text: field(\.text), axis: .vertical)
      .lineLimit(4...)
      .padding(12)
      .background(Palette.surface, in: .rect(cornerRadius: 12))
      .overlay { RoundedRectangle(cornerRadius: 12).stroke(Palette.rim) }
      .focused($isWriting)
      .onAppear { isWriting = true }
    if draft.case == nil { child }
    if draft.target == nil { CaptureKind(model: model, draft: draft) }
    if draft.kind == .response {
      ChooseOne(
        label: "What was done", options: choices().responseKinds.map { Option($0.value, $0.label) },
        chosen: field(\.response), wrong: model.state.wrong("response"))
    }
    if draft.target == nil { CaptureMore(model: model, draft: draft) }
  }

  private var child: some View {
    ChooseOne(
      label: "Which child?", options: model.state.children.map { Option($0.case, $0.child) },
      chosen: Binding {
        draft.case
      } writes: {
        model.chooseChild($0)
      }, wrong: model.state.wrong("case"))
  }

  private func field<Value>(_ path: WritableKeyPath<DraftView, Value>) -> Binding<Value> {
    model.field(path, of: draft)
  }
}

/// What kind of words these are, and what that kind asks.
private struct CaptureKind: View {
  let model: CaptureModel
  let draft: DraftView

  var body: some View {
    let offered = choices()
    ChooseOne(
      label: "Kind", options: offered.entryKinds.map { Option($0.value, $0.label) },
      chosen: model.field(\.kind, of: draft).chosen, wrong: model.state.wrong("kind"))
    switch draft.kind {
    case .contact:
      ChooseOne(
        label: "Which", options: offered.contactModes.map { Option($0.value, $0.label) },
        chosen: model.field(\.mode, of: draft), wrong: model.state.wrong("mode"))
      ChooseOne(
        label: "Outcome", options: offered.contactOutcomes.map { Option($0.value, $0.label) },
        chosen: model.field(\.outcome, of: draft), wrong: model.state.wrong("outcome"))
    case .significantEvent:
      Field(
        "Action taken, if any", model.field(\.detail, of: draft),
        wrong: model.state.wrong("detail"), lines: 2)
    case .sharingDecision:
      ChooseOne(
        label: "Decision", options: offered.sharingChoices.map { Option($0.value, $0.label) },
        chosen: model.field(\.sharing, of: draft), wrong: model.state.wrong("sharing"))
      Field("With whom", model.field(\.withWhom, of: draft), wrong: model.state.wrong("with_whom"))
      Field("Why", model.field(\.detail, of: draft), wrong: model.state.wrong("why"), lines: 2)
    default: EmptyView()
    }
  }
}

/// When it was, how it is known, and who was there.
private struct CaptureMore: View {
  let model: CaptureModel
  let draft: DraftView

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      QuietButton(
        "When, how you know, who", icon: model.state.showsMore ? "chevron.up" : "chevron.down",
        act: model.foldMore
      )
      .accessibilityValue(model.state.showsMore ? "Open" : "Folded")
      Hint(model.state.folded)
    }
    if model.state.showsMore {
      CaptureWhen(model: model)
      ChooseOne(
        label: "How do you know?", options: choices().howKnown.map { Option($0.value, $0.label) },
        chosen: Binding(reads: { draft.known }, writes: { model.toggleKnown($0) }))
      if !model.state.who.isEmpty { CaptureWho(model: model) }
    }
  }
}
