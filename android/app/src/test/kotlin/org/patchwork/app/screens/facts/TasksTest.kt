package org.patchwork.app.screens.facts

import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import java.time.LocalDate
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNull
import kotlinx.coroutines.runBlocking
import org.patchwork.app.nav.CaseTab
import org.patchwork.app.nav.Place
import org.patchwork.app.testing.AppRule
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.client.NewTask
import org.patchwork.client.TaskId
import org.patchwork.client.drawId

/** What is to be done: in a child's case, and over all of them. */
class TasksTest : FactsStory() {
    @Test
    fun `a task is added, changed, done, and not done after all`() {
        val (_, tom) = tomJoins()
        val case = ellasCase(tom)
        go(Place.Case(case, CaseTab.Tasks))
        app.touch("Add a task")
        app.see("What is to be done")
        app.touch("Add")
        app.see("Write what is to be done.")
        app.type("What is to be done", "Ring the school nurse")
        app.type("By", "27/3/2027")
        app.photograph("task-new")
        app.touch("Add")
        val task = untilInCase(case, "the task is there") { tasks.singleOrNull() }
        assertEquals("Priya Nair", task.assigneeName)
        assertEquals(LocalDate.of(2027, 3, 27), task.due)
        openOnTheTab("Ring the school nurse")
        app.see("Task for Priya Nair · due 27 March 2027")
        app.seeNoField()
        app.photograph("task-read")
        app.touch("Change")
        app.see("2 people in 2 agencies will see this")
        app.type("What is to be done", " ")
        app.touch("Save")
        app.see("Write what is to be done.")
        app.type("What is to be done", "Ring the school nurse again")
        app.touch("Tom Reed, Pastoral lead")
        app.touch("Save")
        untilInCase(case, "Tom has the task") { tasks.singleOrNull { it.assigneeName == "Tom Reed" } }
        openOnTheTab("Ring the school nurse again")
        app.touch("Change")
        app.type("What is to be done", "Ring the school nurse on Monday")
        app.touch("Done")
        openOnTheTab("Ring the school nurse on Monday")
        app.see("Task for Tom Reed · done today by Priya Nair")
        app.seeNoField()
        app.photograph("task-done")
        app.touch("Not done after all")
        untilInCase(case, "the task is open again") { tasks.singleOrNull { it.doneAt == null } }
        openOnTheTab("Ring the school nurse on Monday")
        app.touch("Added by mistake")
        app.see("It goes for everyone on the team.")
        app.photograph("task-remove")
        app.touch("Remove it")
        app.see("No tasks yet.")
    }

    /** Opens a task, once the form of the one before has gone. */
    private fun openOnTheTab(task: String) {
        app.see("Add a task")
        app.seeGone("Added by mistake")
        app.touch(task)
        app.see("Added by mistake")
    }

    @Test
    fun `what was typed over a task stays unfolded while another page is looked at, and is asked about before it goes`() {
        val case = ellasCase()
        runBlocking { client.addTask(NewTask(TaskId(drawId()), case, "Ring the school nurse", client.me().practitioner, null)) }
        go(Place.Case(case, CaseTab.Tasks))
        app.touch("Ring the school nurse")
        app.touch("Change")
        app.type("What is to be done", "Ring the school nurse on Monday")
        app.touch("Up to date")
        app.see("Try now")
        app.touch("Back")
        app.see("Task for Ella")
        app.onNode(hasSetTextAction() and hasText("Ring the school nurse on Monday")).assertExists()
        app.touch("Back")
        app.see("Discard what you typed?")
        app.touch("Keep writing")
        app.touch("Save")
        untilInCase(case, "it is saved") { tasks.singleOrNull { it.title == "Ring the school nurse on Monday" } }
    }

    /** What is read holds no field. */
    private fun AppRule.seeNoField() = assertEquals(0, onAllNodes(hasSetTextAction()).fetchSemanticsNodes().size)

    @Test
    fun `my tasks are those of every case, and a tick can be taken away`() {
        val case = ellasCase()
        runBlocking {
            val me = client.me().practitioner
            client.addTask(NewTask(TaskId(drawId()), case, "Ring the school nurse", me, LocalDate.now().minusDays(1)))
            client.addTask(NewTask(TaskId(drawId()), case, "Book the next visit", me, LocalDate.now().plusDays(20)))
            client.addTask(NewTask(TaskId(drawId()), case, "Somebody else’s", null, null))
        }
        app.touch("My tasks")
        app.see("Due")
        app.touch("Done: Ring the school nurse")
        app.see("Not done after all: Ring the school nurse")
        app.photograph("my-tasks")
        app.touch("Not done after all: Ring the school nurse")
        app.see("Done: Ring the school nurse")
        assertNull(caseOf(case).tasks.first { it.title == "Ring the school nurse" }.doneAt)
        app.touch("Book the next visit")
        app.see("Task for Priya Nair · due")
        app.seeNoField()
        app.touch("Done")
        app.see("Not done after all: Book the next visit")
    }

    @Test
    fun `more tasks than a page holds are shown page by page`() {
        val case = ellasCase()
        runBlocking {
            val me = client.me().practitioner
            repeat(60) { client.addTask(NewTask(TaskId(drawId()), case, "Task $it", me, LocalDate.now().plusDays(it + 1L))) }
        }
        app.touch("My tasks")
        app.see("Task 0")
        scrollTo("Show more")
        app.touch("Show more")
        scrollTo("Task 59")
        app.seeGone("Show more")
    }

    @Test
    fun `where nothing is to be done, it says what comes here`() {
        app.touch("My tasks")
        app.see("Nothing for you to do.")
        app.photograph("my-tasks-empty")
        app.touch("Go to my cases")
        app.see("No child yet")
    }
}
