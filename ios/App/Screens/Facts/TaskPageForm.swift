import AppCore
import SwiftUI

/// A new task is a form at once; one that is there is read first, and its form is unfolded to change it.
struct TaskPageForm: View {
  let model: TaskModel
  let back: () -> Void

  var body: some View {
    FormPage(model, heading: \.heading) { about in
      if let task = about.task {
        KnownTask(model: model, task: task, worry: about.worry)
        Fold("Change", opens: model.mustShowForm) {
          TaskFields(model: model, about: about, saves: "Save", back: back)
        }
        Fold("Added by mistake") {
          Text("It goes for everyone on the team.")
          QuietButton("Remove it", isEnabled: !model.state.saving.isUnderWay, act: model.remove)
        }
      } else {
        TaskFields(model: model, about: about, saves: "Add", back: back)
      }
    }
  }
}

/// What is to be done, whose it is and how it stands, and what it came from.
private struct KnownTask: View {
  let model: TaskModel
  let task: TaskView
  let worry: EntryView?

  var body: some View {
    Text(task.title).font(.title3)
    Label(taskInWords(task: task), systemImage: "checklist")
      .font(.subheadline).foregroundStyle(Palette.quiet)
    if let worry {
      Card(ground: Palette.sunk) {
        Text(worry.text)
        Hint(worry.shortByline)
      }
    }
    if task.isDone {
      QuietButton(
        "Not done after all", icon: "arrow.uturn.backward",
        isEnabled: !model.state.saving.isUnderWay, act: model.reopen)
    } else {
      MainButton(
        "Done", icon: "checkmark", isEnabled: !model.state.saving.isUnderWay, act: model.complete)
    }
  }
}

private struct TaskFields: View {
  let model: TaskModel
  let about: AboutTask
  let saves: String
  let back: () -> Void

  var body: some View {
    Field("What is to be done", model.field(\.title), wrong: model.wrong("title"))
    Picker("Who", selection: model.field(\.assignee)) {
      ForEach(about.whoCanDoIt) { Text($0.label).tag($0.value) }
    }
    Wrong(model.wrong("assignee"))
    DayField("By", model.field(\.due), hint: "if there is a day", wrong: model.wrong("due"))
    Hint(about.whoSees)
    FormButtons(
      saves: saves, isSaving: model.state.saving.isUnderWay, save: model.save, back: back)
  }
}
