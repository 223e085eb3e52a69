package org.patchwork.app.screens.tasks

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.RowLink
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.palette
import org.patchwork.client.TaskView
import org.patchwork.client.dayOf
import org.patchwork.client.dueInWords
import org.patchwork.client.latelyInWords

/** Something to be done: what, who and by when. */
@Composable
fun TaskRow(
    task: TaskView,
    showsChild: Boolean,
    mayWrite: Boolean,
    onDone: () -> Unit,
    onOpen: () -> Unit,
    /** Where a list also takes the tick away. */
    onUndo: (() -> Unit)? = null,
) = RowLink(onOpen) {
    val done = task.doneAt
    val due = task.due
    Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(2.dp)) {
        Text(task.title, fontWeight = FontWeight.SemiBold)
        val who = if (showsChild) task.child else task.assigneeName.ifEmpty { "nobody yet" }
        val state =
            when {
                done != null -> "done ${latelyInWords(dayOf(done))} by ${task.doneBy}"
                due != null -> dueInWords(due)
                else -> ""
            }
        Text(
            listOf(who, state).filter { it.isNotEmpty() }.joinToString(", "),
            style = MaterialTheme.typography.bodyMedium,
            color = if (task.isDue) palette.ink else palette.quiet,
            fontWeight = if (task.isDue) FontWeight.Bold else FontWeight.Normal,
        )
    }
    if (done != null && onUndo != null && mayWrite) {
        QuietButton(
            "Undo",
            onUndo,
            Modifier.semantics { contentDescription = "Not done after all: ${task.title}" },
            sign = Sign.Undo,
        )
    } else if (done != null) {
        SignIcon(Sign.Check, says = "Done")
    } else if (mayWrite) {
        QuietButton("Done", onDone, Modifier.semantics { contentDescription = "Done: ${task.title}" }, sign = Sign.Check)
    }
}
