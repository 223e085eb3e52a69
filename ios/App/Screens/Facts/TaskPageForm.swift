import AppCore
import SwiftUI

/// Adds a task, or changes one.
struct TaskPageForm: View {
  let model: TaskModel
  let back: () -> Void

  var body: some View {
    FormPage(model, heading: { $0.task == nil ? "Add a task" : "Task" }) { about in
      if let task = about.task { Done(model: model, task: task) }
      if let worry = about.worry {
        Card(ground: Palette.sunk) {
          Text(worry.text)
          Hint(worry.shortByline)
        }
      }
      Field("What is to be done", model.field(\.title), wrong: model.wrong("title"))
      Picker("Who", selection: model.field(\.assignee)) {
        ForEach(about.whoCanDoIt) { Text($0.label).tag($0.value) }
      }
      Wrong(model.wrong("assignee"))
      DayField("By", model.field(\.due), hint: "if there is a day", wrong: model.wrong("due"))
      FormButtons(
        saves: about.task == nil ? "Add" : "Save", isSaving: model.state.saving.isUnderWay,
        save: model.save, back: back)
      if about.task != nil {
        Fold("Added by mistake") {
          Text("It goes for everyone on the team.")
          QuietButton("Remove it", isEnabled: !model.state.saving.isUnderWay, act: model.remove)
        }
      }
    }
  }
}

private struct Done: View {
  let model: TaskModel
  let task: TaskView

  var body: some View {
    if task.isDone {
      Card(ground: Palette.sunk) {
        Label(task.words(showsChild: false), systemImage: "checkmark")
        QuietButton(
          "Not done after all", icon: "arrow.uturn.backward",
          isEnabled: !model.state.saving.isUnderWay, act: model.reopen)
      }
    } else {
      QuietButton(
        "Done", icon: "checkmark", isEnabled: !model.state.saving.isUnderWay, act: model.complete)
    }
  }
}
