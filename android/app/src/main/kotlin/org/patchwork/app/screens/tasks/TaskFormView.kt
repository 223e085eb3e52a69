package org.patchwork.app.screens.tasks

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.ChooseOne
import org.patchwork.app.look.DateField
import org.patchwork.app.look.Field
import org.patchwork.app.look.Fold
import org.patchwork.app.look.Form
import org.patchwork.app.look.FormButtons
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.Option
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.palette
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.casepage.timeline.Answered
import org.patchwork.app.screens.form.AskBeforeLeaving
import org.patchwork.app.screens.form.OnceRead
import org.patchwork.app.screens.screenModel
import org.patchwork.client.PractitionerId
import org.patchwork.client.TaskView
import org.patchwork.client.taskInWords

@Composable
fun TaskScreen(
    place: Place.Task,
    around: Surroundings,
) {
    val model = screenModel { TaskModel(place, around) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving { model.hasWords() }
    TaskFormView(state, model::on, around.leave)
}

/** A new task is a form at once; one that is there is read first, and its form is unfolded to change it. */
@Composable
fun TaskFormView(
    state: TaskState,
    on: (TaskEvent) -> Unit,
    back: () -> Unit,
) = OnceRead(state.about) { about ->
    val task = about.task
    val saving = state.saving
    Form(if (task == null) "Add a task" else "Task for ${about.child}", saving.problem) {
        if (task == null) {
            Fields(state, about, on)
            FormButtons("Add", saving.isUnderWay, { on(TaskEvent.Save) }, back)
        } else {
            Known(task, about, saving.isUnderWay, on)
            Fold("Change", opens = state.mustShowForm) {
                Fields(state, about, on)
                FormButtons("Save", saving.isUnderWay, { on(TaskEvent.Save) }, back)
            }
            Fold("Added by mistake") {
                Text("It goes for everyone on the team.")
                QuietButton("Remove it", { on(TaskEvent.Remove) }, isEnabled = !saving.isUnderWay)
            }
        }
    }
}

/** What is to be done, whose it is and how it stands, and what it came from. */
@Composable
private fun Known(
    task: TaskView,
    about: AboutTask,
    isSaving: Boolean,
    on: (TaskEvent) -> Unit,
) = Column(verticalArrangement = Arrangement.spacedBy(14.dp)) {
    Text(task.title, style = MaterialTheme.typography.bodyLarge)
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
        SignIcon(Sign.Tasks, tint = palette.quiet)
        Hint(taskInWords(task))
    }
    about.worry?.let { Answered(it) }
    if (task.doneAt == null) {
        MainButton("Done", { on(TaskEvent.Complete) }, isEnabled = !isSaving, sign = Sign.Check)
    } else {
        QuietButton("Not done after all", { on(TaskEvent.Reopen) }, isEnabled = !isSaving, sign = Sign.Undo)
    }
}

@Composable
private fun Fields(
    state: TaskState,
    about: AboutTask,
    on: (TaskEvent) -> Unit,
) = Column(verticalArrangement = Arrangement.spacedBy(14.dp)) {
    val typed = state.typed
    val type = { changed: TypedTask -> on(TaskEvent.Type(changed)) }
    Field("What is to be done", typed.title, { type(typed.copy(title = it)) }, wrong = state.saving.wrong("title"))
    ChooseOne(
        "Who",
        whoCanDoIt(about),
        typed.assignee,
        { type(typed.copy(assignee = it)) },
        wrong = state.saving.wrong("assignee"),
    )
    DateField(
        "By",
        typed.due,
        { type(typed.copy(due = it)) },
        hint = "if there is a day",
        wrong = state.saving.wrong("due"),
    )
    Hint(about.whoSees)
}

/** Nobody, the team, and whoever has the task without being on it. */
private fun whoCanDoIt(about: AboutTask): List<Option<PractitionerId?>> {
    val nobody = Option<PractitionerId?>(null, "Nobody yet")
    val team = about.team.map { Option<PractitionerId?>(it.practitioner, "${it.name}, ${it.role}") }
    val assignee = about.task?.assignee
    val hasLeft = assignee != null && about.team.none { it.practitioner == assignee }
    val left = if (hasLeft) listOf(Option<PractitionerId?>(assignee, "${about.task?.assigneeName}, not on the team")) else emptyList()
    return listOf(nobody) + left + team
}
