import SwiftUI

/// What somebody most likely does next.
struct MainButton: View {
  let words: String
  var icon: String?
  var isEnabled = true
  let act: () -> Void

  init(_ words: String, icon: String? = nil, isEnabled: Bool = true, act: @escaping () -> Void) {
    self.words = words
    self.icon = icon
    self.isEnabled = isEnabled
    self.act = act
  }

  var body: some View {
    Button(action: act) { ButtonLabel(words: words, icon: icon) }
      .buttonStyle(.borderedProminent)
      .tint(Palette.accent)
      .disabled(!isEnabled)
  }
}

/// Anything else that somebody can do.
struct QuietButton: View {
  let words: String
  var icon: String?
  var isEnabled = true
  let act: () -> Void

  init(_ words: String, icon: String? = nil, isEnabled: Bool = true, act: @escaping () -> Void) {
    self.words = words
    self.icon = icon
    self.isEnabled = isEnabled
    self.act = act
  }

  var body: some View {
    Button(action: act) { ButtonLabel(words: words, icon: icon) }
      .buttonStyle(.bordered)
      .tint(Palette.accent)
      .disabled(!isEnabled)
  }
}

/// Large enough for a thumb at every size of text.
private struct ButtonLabel: View {
  let words: String
  let icon: String?

  var body: some View {
    HStack(spacing: 8) {
      if let icon { Image(systemName: icon).accessibilityHidden(true) }
      Text(words)
    }
    .frame(minHeight: 32)
  }
}

/// A row that leads somewhere.
struct RowLink<Content: View>: View {
  let act: () -> Void
  @ViewBuilder let content: Content

  var body: some View {
    Button(action: act) {
      HStack(spacing: 12) {
        content
        Spacer(minLength: 0)
        Image(systemName: "chevron.forward").foregroundStyle(Palette.quiet)
          .accessibilityHidden(true)
      }
      .frame(minHeight: 44)
      .contentShape(.rect)
    }
    .buttonStyle(.plain)
  }
}
