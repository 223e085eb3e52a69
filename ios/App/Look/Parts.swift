import AppCore
import SwiftUI

/// A heading of a part of a page.
struct Heading: View {
  let words: String

  init(_ words: String) { self.words = words }

  var body: some View {
    Text(words).font(.headline).accessibilityAddTraits(.isHeader).padding(.top, 8)
  }
}

/// Quiet words. Nothing shows where there are none.
struct Hint: View {
  let words: String

  init(_ words: String) { self.words = words }

  var body: some View {
    if !words.isEmpty { Text(words).font(.subheadline).foregroundStyle(Palette.quiet) }
  }
}

/// What is wrong, said beside where it is. Nothing shows where nothing is.
struct Wrong: View {
  let words: String

  init(_ words: String) { self.words = words }

  var body: some View {
    if !words.isEmpty {
      Label(words, systemImage: "exclamationmark.circle").foregroundStyle(Palette.noticeInk)
    }
  }
}

/// A small word that stands out, with an icon where it has one.
struct Tag: View {
  let words: String
  var icon: String?

  init(_ words: String, icon: String? = nil) {
    self.words = words
    self.icon = icon
  }

  var body: some View {
    HStack(spacing: 4) {
      if let icon { Image(systemName: icon).accessibilityHidden(true) }
      Text(words)
    }
    .font(.caption.weight(.semibold))
    .padding(.horizontal, 8)
    .padding(.vertical, 4)
    .background(Palette.accentSoft, in: .capsule)
  }
}

/// Something that belongs together.
struct Card<Content: View>: View {
  var ground = Palette.surface
  @ViewBuilder let content: Content

  var body: some View {
    VStack(alignment: .leading, spacing: 8) { content }
      .frame(maxWidth: .infinity, alignment: .leading)
      .padding(14)
      .background(ground, in: .rect(cornerRadius: 14))
      .overlay { RoundedRectangle(cornerRadius: 14).stroke(Palette.line) }
  }
}

/// The client's words about something that did not work, or that needs somebody.
struct NoticeCard: View {
  let notice: Notice
  var onAct: (String) -> Void = { _ in }

  var body: some View {
    Card(ground: Palette.notice) {
      if !notice.title.isEmpty { Text(notice.title).font(.headline) }
      Text(notice.body)
      ForEach(notice.actions, id: \.handle) { action in
        QuietButton(action.label) { onAct(action.handle) }
      }
    }
    .foregroundStyle(Palette.noticeInk)
  }
}

/// Nothing is here yet, with what could be done.
struct Empty<Next: View>: View {
  let words: String
  @ViewBuilder let next: Next

  var body: some View {
    VStack(alignment: .leading, spacing: 10) {
      Text(words).foregroundStyle(Palette.quiet)
      next
    }
    .padding(.vertical, 8)
  }
}

extension Empty where Next == EmptyView {
  init(_ words: String) { self.init(words: words) { EmptyView() } }
}

/// Letters in a circle that stand for somebody.
struct Face: View {
  let name: String
  var isFamily = false
  var size: CGFloat = 40

  var body: some View {
    Text(initialsOf(name: name))
      .font(.callout.weight(.semibold))
      .foregroundStyle(isFamily ? Palette.familyInk : Palette.ink)
      .frame(width: size, height: size)
      .background(isFamily ? Palette.family : Palette.surface, in: .circle)
      .overlay { Circle().stroke(isFamily ? Palette.familyInk : Palette.rim) }
      .accessibilityHidden(true)
  }
}
