import AppCore
import SwiftUI

/// When something happened, as somebody says it.
struct CaptureWhen: View {
  let model: CaptureModel
  @State private var picksDay = false
  @State private var picked = Date()

  var body: some View {
    VStack(alignment: .leading, spacing: 6) {
      Text("When").font(.subheadline.weight(.semibold))
      Wrong(model.state.wrong("happened"))
      Picker("When", selection: Binding(reads: { model.state.when.kind }, writes: choose)) {
        ForEach(WhenChoice.Kind.allCases, id: \.self) { Text(model.state.label(of: $0)).tag($0) }
      }
      if model.state.when != .now {
        Field(
          "Time", Binding(reads: { model.state.time }, writes: { model.type(time: $0) }),
          hint: "Such as 15:30. Empty where only the day is known.",
          wrong: model.state.wrong("happened_time"), keyboard: .numbersAndPunctuation,
          isWords: false)
        Toggle(
          "At about this time",
          isOn: Binding(
            get: { model.state.draft.value?.happenedIsApproximate ?? false },
            set: { isApproximate in model.change { $0.happenedIsApproximate = isApproximate } }))
      }
    }
    .sheet(isPresented: $picksDay) {
      VStack {
        DatePicker("Day", selection: $picked, in: ...Date(), displayedComponents: .date)
          .datePickerStyle(.graphical)
        MainButton("Choose this day") {
          model.choose(.another(Day(of: picked)))
          picksDay = false
        }
        QuietButton("Back") { picksDay = false }
      }
      .padding()
      .presentationDetents([.medium, .large])
    }
  }

  private func choose(_ kind: WhenChoice.Kind) {
    if let choice = kind.choice { model.choose(choice) } else { picksDay = true }
  }
}
