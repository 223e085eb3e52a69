import AppCore
import SwiftUI

/// A page that scrolls, with its heading.
struct Page<Content: View>: View {
  let heading: String
  @ViewBuilder let content: Content

  init(_ heading: String, @ViewBuilder content: () -> Content) {
    self.heading = heading
    self.content = content()
  }

  var body: some View {
    ScrollView {
      VStack(alignment: .leading, spacing: 14) {
        if !heading.isEmpty {
          Text(heading).font(.largeTitle.bold()).accessibilityAddTraits(.isHeader)
        }
        content
      }
      .frame(maxWidth: 560, alignment: .leading)
      .padding(16)
      .frame(maxWidth: .infinity)
    }
    .background(Palette.ground)
    .foregroundStyle(Palette.ink)
    .scrollDismissesKeyboard(.interactively)
  }
}

/// A form: what it is about is read first, and what is to be put right stands on top.
struct FormPage<About: Sendable, Typed: Equatable & Sendable, Content: View>: View {
  let heading: (About) -> String
  let model: FormModel<About, Typed>
  @ViewBuilder let content: (About) -> Content

  init(
    _ model: FormModel<About, Typed>, heading: @escaping (About) -> String,
    @ViewBuilder content: @escaping (About) -> Content
  ) {
    self.model = model
    self.heading = heading
    self.content = content
  }

  var body: some View {
    Read(model.state.about) { about in
      Page(heading(about)) {
        if let problem = model.state.saving.problem { NoticeCard(notice: problem) }
        content(about)
      }
    }
  }
}

/// The end of a form.
struct FormButtons: View {
  let saves: String
  let isSaving: Bool
  let save: () -> Void
  let back: () -> Void

  var body: some View {
    HStack {
      MainButton(saves, isEnabled: !isSaving, act: save)
      QuietButton("Back", isEnabled: !isSaving, act: back)
    }
  }
}

/// What was read; or why it was not.
struct Read<Value: Sendable, Content: View>: View {
  let shown: Shown<Value>
  @ViewBuilder let content: (Value) -> Content

  init(_ shown: Shown<Value>, @ViewBuilder content: @escaping (Value) -> Content) {
    self.shown = shown
    self.content = content
  }

  var body: some View {
    switch shown {
    case .reading: Palette.ground
    case .refused(let refusal): NoticeCard(notice: refusal.notice).padding(16)
    case .read(let value): content(value)
    }
  }
}

/// Something rare, folded away.
struct Fold<Content: View>: View {
  let label: String
  /// What a screen reader says in the label's place.
  let spoken: String
  /// Unfolds it, and leaves it to be folded again.
  let opens: Bool
  @State var isOpen = false
  @ViewBuilder let content: Content

  init(
    _ label: String, spoken: String? = nil, isOpen: Bool = false, opens: Bool = false,
    @ViewBuilder content: () -> Content
  ) {
    self.label = label
    self.spoken = spoken ?? label
    self.opens = opens
    _isOpen = State(initialValue: isOpen || opens)
    self.content = content()
  }

  var body: some View {
    DisclosureGroup(isExpanded: $isOpen) {
      VStack(alignment: .leading, spacing: 10) { content }
        .frame(maxWidth: .infinity, alignment: .leading)
    } label: {
      Text(label).accessibilityLabel(spoken)
    }
    .tint(Palette.accent)
    .frame(minHeight: 44)
    .onChange(of: opens) { if opens { isOpen = true } }
  }
}
