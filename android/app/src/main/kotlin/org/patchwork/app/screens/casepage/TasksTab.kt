package org.patchwork.app.screens.casepage

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Empty
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.tasks.TaskRow
import org.patchwork.client.CaseView

/** What is to be done for a child. */
@Composable
fun TasksTab(
    view: CaseView,
    on: (CaseEvent) -> Unit,
    go: (Place) -> Unit,
) = LazyColumn(
    Modifier.fillMaxSize(),
    contentPadding = PaddingValues(16.dp),
    verticalArrangement = Arrangement.spacedBy(10.dp),
) {
    val case = view.header.case
    items(view.tasks, { it.task.text }) { task ->
        TaskRow(
            task,
            showsChild = false,
            mayWrite = view.header.mayWrite,
            onDone = { on(CaseEvent.Complete(task.task)) },
            onOpen = { go(Place.Task(case, task.task)) },
        )
    }
    if (view.tasks.isEmpty()) item("empty") { Empty("No tasks yet.") }
    if (view.header.mayWrite) {
        item("add") { QuietButton("Add a task", { go(Place.Task(case, null)) }, sign = Sign.Plus) }
    }
}
