package org.patchwork.app.screens.tasks

import androidx.compose.runtime.Composable
import java.time.LocalDate
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.Invented
import org.patchwork.app.screens.person.inventedEntry
import org.patchwork.client.AccessRole
import org.patchwork.client.PractitionerId
import org.patchwork.client.TaskId
import org.patchwork.client.TaskPage
import org.patchwork.client.TaskView
import org.patchwork.client.TeamMemberView

private val tom = PractitionerId("8".repeat(32))

private val call =
    TaskView(
        task = TaskId("9".repeat(32)),
        case = Invented.case,
        child = "Ella Marsh",
        title = "Ring the school nurse",
        assignee = tom,
        assigneeName = "Tom Reed",
        due = LocalDate.of(2026, 3, 27),
        doneAt = null,
        doneBy = "",
    )

private val done = call.copy(task = TaskId("a".repeat(32)), title = "Book the next visit", doneAt = Invented.at, doneBy = "Tom Reed")

private val later = call.copy(task = TaskId("b".repeat(32)), title = "Ask the housing office for a letter", due = null)

private val team =
    listOf(TeamMemberView(tom, "Tom Reed", "Pastoral lead", "Hillside Primary", AccessRole.MEMBER, "Can write", isPending = false))

private const val WHO_SEES = "2 people in 2 agencies will see this"

@PreviewOnPhones
@Composable
internal fun MyTasksPreview() =
    Previewed { MyTasksView(MyTasksState(Shown.Read(TaskPage(listOf(call, later, done), next = "next"))), {}, {}, {}) }

@PreviewOnPhones
@Composable
internal fun NoTasksPreview() = Previewed { MyTasksView(MyTasksState(Shown.Read(TaskPage(emptyList(), next = null))), {}, {}, {}) }

@PreviewOnPhones
@Composable
internal fun NewTaskPreview() =
    Previewed { TaskFormView(TaskState(Shown.Read(AboutTask(null, team, "", "Ella", WHO_SEES)), TypedTask(assignee = tom)), {}, {}) }

@PreviewOnPhones
@Composable
internal fun DoneTaskPreview() =
    Previewed {
        TaskFormView(TaskState(Shown.Read(AboutTask(done, team, "", "Ella", WHO_SEES)), TypedTask(done.title, tom, "27/3/2026")), {}, {})
    }

@PreviewOnPhones
@Composable
internal fun MadeTaskPreview() =
    Previewed {
        val worry = inventedEntry.copy(label = "Worry", text = "Ella limped, and would not say why.")
        val about = AboutTask(call, team, "", "Ella", WHO_SEES, worry)
        TaskFormView(TaskState(Shown.Read(about), TypedTask("Ring the school nurse", tom)), {}, {})
    }
