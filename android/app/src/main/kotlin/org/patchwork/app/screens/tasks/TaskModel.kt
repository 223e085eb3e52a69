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
import org.patchwork.client.CaseView
import org.patchwork.client.ClientException
import org.patchwork.client.EntryId
import org.patchwork.client.EntryView
import org.patchwork.client.NewTask
import org.patchwork.client.PractitionerId
import org.patchwork.client.TaskDetails
import org.patchwork.client.TaskId
import org.patchwork.client.TaskView
import org.patchwork.client.TeamMemberView
import org.patchwork.client.drawId
import org.patchwork.client.taskMadeIn
import org.patchwork.client.taskTitleOf

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
    /** What the new task is made of. */
    val madeOf: MadeOf? = null,
)

/** The answer to a worry that is to become a task. */
data class MadeOf(
    val answer: EntryView,
    /** What was answered, where it is here. */
    val worry: EntryView?,
)

data class TaskState(
    val about: Shown<AboutTask> = Shown.Reading,
    override val typed: TypedTask = TypedTask(),
    override val saving: Saving = Saving(),
) : FormState<TaskState> {
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

/** Adds a task, or changes one. */
class TaskModel(
    private val place: Place.Task,
    private val around: Surroundings,
) : FormModel<TaskState>(TaskState()) {
    private val client = around.client

    /** The id of a new task: one that is made of an answer is found beside it by this. */
    private var newTask = TaskId(drawId())

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
                val madeOf = place.madeOf?.takeIf { task == null }?.let { madeOf(it, view) }
                // What somebody adds they mean to do, unless they say otherwise.
                val assignee = if (task == null) client.me().practitioner else task.assignee
                val title = task?.title ?: madeOf?.let { taskTitleOf(it.answer.text) }.orEmpty()
                change { it.copy(typed = TypedTask(title, assignee, writeDay(task?.due))) }
                AboutTask(task, client.team(place.case).members, view.header.shown, madeOf)
            }
        change { it.copy(about = about) }
    }

    /**
     * The answer that is to become a task. None where its task is there already, or where it is not
     * here any more, because it was undone: then any other task can be added.
     */
    private suspend fun madeOf(
        answer: EntryId,
        view: CaseView,
    ): MadeOf? {
        val id = taskMadeIn(answer)
        if (view.tasks.any { it.task == id }) return null
        val said = attempt { client.entry(place.case, answer) }.value ?: return null
        newTask = id
        return MadeOf(said, said.target?.let { attempt { client.entry(place.case, it) }.value })
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
