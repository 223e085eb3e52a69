package org.patchwork.app.screens.tasks

import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.flatMapLatest
import org.patchwork.app.client.Shown
import org.patchwork.app.client.shown
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.ClientInterface
import org.patchwork.client.TaskPage
import org.patchwork.client.TaskView
import org.patchwork.client.Update
import org.patchwork.client.today

/** What *My tasks* shows. */
data class MyTasksState(
    val tasks: Shown<TaskPage> = Shown.Reading,
    val refused: Shown.Refused? = null,
)

/** What somebody does on *My tasks*. */
sealed interface MyTasksEvent {
    data class Complete(
        val task: TaskView,
    ) : MyTasksEvent

    data class Reopen(
        val task: TaskView,
    ) : MyTasksEvent

    data object ShowMore : MyTasksEvent
}

/** Reads what this person is to do, over all cases. */
@OptIn(ExperimentalCoroutinesApi::class)
class MyTasksModel(
    private val client: ClientInterface,
) : ScreenModel<MyTasksState>(MyTasksState()) {
    private val wanted = MutableStateFlow(PAGE)

    init {
        show(wanted.flatMapLatest { wanted -> client.shown(::isOfTheTasks) { firstTasks(wanted) } }) { state, tasks ->
            state.copy(tasks = tasks)
        }
    }

    fun on(event: MyTasksEvent) {
        when (event) {
            is MyTasksEvent.Complete -> writing { client.completeTask(event.task.case, event.task.task) }
            is MyTasksEvent.Reopen -> writing { client.reopenTask(event.task.case, event.task.task) }
            MyTasksEvent.ShowMore -> wanted.value += PAGE
        }
    }

    private fun writing(work: suspend () -> Unit) {
        change { it.copy(refused = null) }
        act({ state, refused -> state.copy(refused = refused) }, work)
    }

    /** A child's name stands beside each: a case that changes may have another. */
    private fun isOfTheTasks(update: Update): Boolean = update == Update.Tasks || update == Update.Cases

    private companion object {
        const val PAGE = 50
    }
}

/** The first tasks, page by page. */
private suspend fun ClientInterface.firstTasks(atLeast: Int): TaskPage {
    val tasks = mutableListOf<TaskView>()
    var next: String? = null
    do {
        val page = myTasks(next, atLeast.coerceAtMost(MOST).toUInt())
        tasks += page.tasks
        next = page.next
    } while (next != null && tasks.size < atLeast)
    return TaskPage(tasks, next)
}

/** The most tasks that a page holds. */
private const val MOST = 200

/** Whether it is to be done by now. */
internal val TaskView.isDue: Boolean get() = doneAt == null && due?.let { it <= today() } == true
