package org.patchwork.app.screens.tasks

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt
import org.patchwork.app.client.value
import org.patchwork.app.look.writeDay
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.FormModel
import org.patchwork.app.screens.form.FormState
import org.patchwork.app.screens.form.Saving
import org.patchwork.app.screens.form.readDays
import org.patchwork.app.screens.form.then
import org.patchwork.app.screens.form.writable
import org.patchwork.client.ClientException
import org.patchwork.client.EntryView
import org.patchwork.client.NewTask
import org.patchwork.client.PractitionerId
import org.patchwork.client.TaskDetails
import org.patchwork.client.TaskId
import org.patchwork.client.TaskView
import org.patchwork.client.TeamMemberView
import org.patchwork.client.answerThatMade
import org.patchwork.client.drawId

/** What somebody typed of a task. */
data class TypedTask(
    val title: String = "",
    val assignee: PractitionerId? = null,
    val due: String = "",
)

/** What a task's form is about. */
data class AboutTask(
    /** None for a new one. */
    val task: TaskView?,
    val team: List<TeamMemberView>,
    val shown: String,
    val child: String,
    /** Who will see what is saved of it. */
    val whoSees: String,
    /** The worry whose answer made the task, while it is here. */
    val worry: EntryView? = null,
)

data class TaskState(
    val about: Shown<AboutTask> = Shown.Reading,
    override val typed: TypedTask = TypedTask(),
    override val saving: Saving = Saving(),
) : FormState<TaskState> {
    /** Whether other words stand in the form than the task has, or some that were refused. */
    val mustShowForm: Boolean
        get() = saving.refused != null || about.value?.task?.let { typed != it.typed() } ?: false

    override fun with(saving: Saving) = copy(saving = saving)
}

/** What somebody does with a task. */
sealed interface TaskEvent {
    data class Type(
        val typed: TypedTask,
    ) : TaskEvent

    data object Save : TaskEvent

    data object Complete : TaskEvent

    data object Reopen : TaskEvent

    data object Remove : TaskEvent
}

/** Adds a task; shows one, and changes it. */
class TaskModel(
    private val place: Place.Task,
    private val around: Surroundings,
) : FormModel<TaskState>(TaskState()) {
    private val client = around.client

    /** The id of a new task, so that one that is sent again is not added again. */
    private val newTask = TaskId(drawId())

    init {
        viewModelScope.launch { begin() }
    }

    fun on(event: TaskEvent) {
        when (event) {
            is TaskEvent.Type -> type { it.copy(typed = event.typed) }
            TaskEvent.Save -> saveTyped()
            // What was typed meanwhile is saved with it.
            TaskEvent.Complete -> saveTyped { client.completeTask(place.case, it) }
            TaskEvent.Reopen -> saveTyped { client.reopenTask(place.case, it) }
            TaskEvent.Remove -> remove()
        }
    }

    private suspend fun begin() {
        val about =
            client.writable(place.case).then { view ->
                val task = place.task?.let { id -> view.tasks.firstOrNull { it.task == id } ?: throw ClientException.NotFound() }
                // What somebody adds they mean to do, unless they say otherwise.
                val typed = task?.typed() ?: TypedTask(assignee = client.me().practitioner)
                change { it.copy(typed = typed) }
                AboutTask(
                    task,
                    client.team(place.case).members,
                    view.header.shown,
                    view.header.child,
                    client.audience(client.newDraft(place.case)).label,
                    task?.let { worryOf(it) },
                )
            }
        change { it.copy(about = about) }
    }

    private suspend fun worryOf(task: TaskView): EntryView? {
        val answer = attempt { client.entry(place.case, answerThatMade(task.task)) }.value
        return answer?.target?.let { attempt { client.entry(place.case, it) }.value }
    }

    private fun saveTyped(andThen: suspend (TaskId) -> Unit = {}) {
        val typed = now.typed
        val days = readDays("due" to typed.due)
        if (refuse(days.wrong)) return
        val task = place.task
        val shown =
            now.about.value
                ?.shown
                .orEmpty()
        save {
            if (task == null) {
                client.addTask(NewTask(newTask, place.case, typed.title, typed.assignee, days["due"]))
            } else {
                client.changeTask(place.case, TaskDetails(task, typed.title, typed.assignee, days["due"], shown))
                andThen(task)
            }
            around.back()
        }
    }

    private fun remove() {
        val task = place.task ?: return
        save {
            client.removeTask(place.case, task)
            around.back()
        }
    }
}

/** As the form shows it. */
private fun TaskView.typed() = TypedTask(title, assignee, writeDay(due))
