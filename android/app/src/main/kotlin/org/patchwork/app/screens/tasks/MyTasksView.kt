package org.patchwork.app.screens.tasks

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Heading
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.QuietButton
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.screenModel
import org.patchwork.client.TaskView

@Composable
fun MyTasksScreen(around: Surroundings) {
    val model = screenModel { MyTasksModel(around.client) }
    val state by model.state.collectAsStateWithLifecycle()
    MyTasksView(state, model::on, around.go, around.back)
}

@Composable
fun MyTasksView(
    state: MyTasksState,
    on: (MyTasksEvent) -> Unit,
    go: (Place) -> Unit,
    back: () -> Unit,
) = LazyColumn(
    Modifier.fillMaxSize(),
    contentPadding = PaddingValues(start = 16.dp, end = 16.dp, bottom = 24.dp),
    verticalArrangement = Arrangement.spacedBy(10.dp),
) {
    item("heading") { Text("My tasks", Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium) }
    (state.tasks as? Shown.Refused)?.let { item("unread") { NoticeCard(it.notice) } }
    state.refused?.let { item("refused") { NoticeCard(it.notice) } }
    val page = state.tasks.value
    val (done, open) = page?.tasks.orEmpty().partition { it.doneAt != null }
    val (due, later) = open.partition { it.isDue }
    if (page != null && open.isEmpty()) item("empty") { NothingToDo(back) }
    tasks("Due", due, on, go)
    tasks("Later", later, on, go)
    tasks("Done", done, on, go)
    if (page?.next != null) item("more") { QuietButton("Show more", { on(MyTasksEvent.ShowMore) }) }
}

private fun LazyListScope.tasks(
    heading: String,
    tasks: List<TaskView>,
    on: (MyTasksEvent) -> Unit,
    go: (Place) -> Unit,
) {
    if (tasks.isEmpty()) return
    item(heading) { Heading(heading) }
    items(tasks, { it.task.text }) { task ->
        TaskRow(
            task,
            showsChild = true,
            mayWrite = true,
            onDone = { on(MyTasksEvent.Complete(task)) },
            onOpen = { go(Place.Task(task.case, task.task)) },
            onUndo = { on(MyTasksEvent.Reopen(task)) },
        )
    }
}

@Composable
private fun NothingToDo(back: () -> Unit) =
    Empty("Nothing for you to do. Tasks that you or colleagues give you, in any child’s case, show here.") {
        MainButton("Go to my cases", back)
    }
