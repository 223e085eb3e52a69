import AppCore
import SwiftUI

/// What is to be done for a child.
struct TasksTab: View {
  let model: CaseModel
  let view: CaseView
  let go: @MainActor (Place) -> Void

  var body: some View {
    Page("") {
      ForEach(view.tasks, id: \.task) { task in
        TaskRow(
          task: task, showsChild: false, mayWrite: view.header.mayWrite,
          complete: { model.complete(task.task) }, reopen: { model.reopen(task.task) },
          open: { go(.task(task.case, task.task)) })
      }
      if view.tasks.isEmpty { Empty("No tasks yet.") }
      if view.header.mayWrite {
        QuietButton("Add a task", icon: "plus") { go(.task(view.header.case, nil)) }
      }
    }
  }
}

/// A task, with a circle that ticks it off.
struct TaskRow: View {
  let task: TaskView
  let showsChild: Bool
  let mayWrite: Bool
  let complete: () -> Void
  let reopen: () -> Void
  let open: () -> Void

  var body: some View {
    HStack {
      if mayWrite {
        Button(action: task.isDone ? reopen : complete) {
          Image(systemName: task.isDone ? "checkmark.circle.fill" : "circle").font(.title2)
        }
        .frame(minWidth: 44, minHeight: 44)
        .accessibilityLabel(
          task.isDone ? "Not done after all: \(task.title)" : "Done: \(task.title)")
      }
      RowLink(act: open) {
        VStack(alignment: .leading) {
          Text(task.title).strikethrough(task.isDone)
          Hint(task.words(showsChild: showsChild))
        }
      }
    }
  }
}

/// What this person is to do, over all cases.
struct MyTasksPage: View {
  let model: MyTasksModel
  let around: Surroundings

  var body: some View {
    Page("My tasks") {
      if let refusal = model.state.tasks.refusal ?? model.state.refused {
        NoticeCard(notice: refusal.notice)
      }
      let page = model.state.tasks.value
      if page?.isAllDone == true {
        Empty(
          words:
            "Nothing for you to do. Tasks that you or colleagues give you, in any child’s case, "
            + "show here."
        ) {
          MainButton("Go to my cases") { around.backStack.askSwitch(to: .cases) }
        }
      }
      ForEach(page?.groups ?? []) { group in
        Heading(group.heading)
        ForEach(group.members, id: \.task) { task in
          TaskRow(
            task: task, showsChild: true, mayWrite: true, complete: { model.complete(task) },
            reopen: { model.reopen(task) }, open: { around.go(.task(task.case, task.task)) })
        }
      }
      if page?.next != nil { QuietButton("Show more", act: model.showMore) }
    }
  }
}
