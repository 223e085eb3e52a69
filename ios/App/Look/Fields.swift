import AppCore
import SwiftUI

/// A field with its name above it, and what is wrong with it below.
struct Field: View {
  let label: String
  @Binding var text: String
  var hint = ""
  var wrong = ""
  var lines = 1
  var keyboard = UIKeyboardType.default
  /// Whether the keyboard may learn and correct what is typed: never of a code.
  var isWords = true

  init(
    _ label: String, _ text: Binding<String>, hint: String = "", wrong: String = "",
    lines: Int = 1, keyboard: UIKeyboardType = .default, isWords: Bool = true
  ) {
    self.label = label
    _text = text
    self.hint = hint
    self.wrong = wrong
    self.lines = lines
    self.keyboard = keyboard
    self.isWords = isWords
  }

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      Text(label).font(.subheadline.weight(.semibold))
      TextField(label, text: $text, axis: lines > 1 ? .vertical : .horizontal)
        .lineLimit(lines...max(lines, 8))
        .keyboardType(keyboard)
        .autocorrectionDisabled(!isWords)
        .textInputAutocapitalization(isWords ? .sentences : .never)
        .textContentType(.none)
        .padding(12)
        .background(Palette.surface, in: .rect(cornerRadius: 10))
        .overlay { RoundedRectangle(cornerRadius: 10).stroke(Palette.rim) }
        .accessibilityLabel([label, wrong].filter { !$0.isEmpty }.joined(separator: ". "))
      Hint(hint)
      Wrong(wrong)
    }
  }
}

/// A day that is typed, as on paper.
struct DayField: View {
  let label: String
  @Binding var text: String
  var hint = ""
  var wrong = ""

  init(_ label: String, _ text: Binding<String>, hint: String = "", wrong: String = "") {
    self.label = label
    _text = text
    self.hint = hint
    self.wrong = wrong
  }

  var body: some View {
    Field(
      label, $text,
      hint: ["Such as 27/3/2026", hint].filter { !$0.isEmpty }.joined(separator: "; "),
      wrong: wrong, keyboard: .numbersAndPunctuation, isWords: false)
  }
}

/// One of a few. Nothing is chosen beforehand.
struct ChooseOne<Value: Hashable & Sendable>: View {
  let label: String
  let options: [Option<Value>]
  @Binding var chosen: Value?
  var wrong = ""
  var hint = ""

  var body: some View {
    VStack(alignment: .leading, spacing: 6) {
      Text(label).font(.subheadline.weight(.semibold))
      Wrong(wrong)
      Flow {
        ForEach(options) { option in
          Choice(label: option.label, isChosen: option.value == chosen) { chosen = option.value }
        }
      }
      Hint(hint)
    }
    .accessibilityElement(children: .contain)
    .accessibilityLabel(label)
  }
}

/// Some of several.
struct ChooseSome<Value: Hashable & Sendable>: View {
  let label: String
  let options: [Option<Value>]
  let chosen: Set<Value>
  var hint = ""
  let toggle: (Value) -> Void

  var body: some View {
    VStack(alignment: .leading, spacing: 6) {
      Text(label).font(.subheadline.weight(.semibold))
      Flow {
        ForEach(options) { option in
          Choice(label: option.label, isChosen: chosen.contains(option.value)) {
            toggle(option.value)
          }
        }
      }
      Hint(hint)
    }
    .accessibilityElement(children: .contain)
    .accessibilityLabel(label)
  }
}

/// One choice: what is chosen has a tick, and not a colour alone.
struct Choice: View {
  let label: String
  /// What a screen reader says in the label's place.
  var spoken: String?
  let isChosen: Bool
  let choose: () -> Void

  var body: some View {
    Button(action: choose) {
      HStack(spacing: 6) {
        if isChosen { Image(systemName: "checkmark").accessibilityHidden(true) }
        Text(label)
      }
      .padding(.horizontal, 14)
      .frame(minHeight: 44)
      .background(isChosen ? Palette.accentSoft : Palette.surface, in: .capsule)
      .overlay { Capsule().stroke(isChosen ? Palette.accent : Palette.rim) }
    }
    .buttonStyle(.plain)
    .accessibilityLabel(spoken ?? label)
    .accessibilityAddTraits(isChosen ? .isSelected : [])
  }
}
