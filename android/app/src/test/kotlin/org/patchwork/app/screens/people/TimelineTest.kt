package org.patchwork.app.screens.people

import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.onNodeWithText
import java.time.ZoneId
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlinx.coroutines.runBlocking
import org.patchwork.app.testing.await
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.client.CaseId
import org.patchwork.client.ContactMode
import org.patchwork.client.ContactOutcome
import org.patchwork.client.DraftView
import org.patchwork.client.EntryKind
import org.patchwork.client.TimelineFilter
import org.patchwork.client.taskInWords
import org.patchwork.client.taskMadeIn
import org.patchwork.client.today

/** What was written about a child, as it is read. */
class TimelineTest : PeopleStory() {
    private fun write(
        case: CaseId,
        draft: DraftView.() -> DraftView,
    ) = runBlocking { client.saveEntry(client.newDraft(case).draft()) }

    private fun openEllasTimeline() {
        app.touch("Ella")
        app.touch("Timeline")
    }

    @Test
    fun `the pattern shows each worry, strength, visit and call at its day`() {
        val case = ellasCase()
        write(case) { copy(kind = EntryKind.WORRY, text = "Limped", happenedOn = today().minusDays(40)) }
        write(case) { copy(kind = EntryKind.STRENGTH, text = "Read aloud", happenedOn = today().minusDays(20)) }
        write(case) {
            copy(
                kind = EntryKind.CONTACT,
                mode = ContactMode.VISIT,
                outcome = ContactOutcome.SEEN_ALONE,
                text = "Drew a house",
                happenedOn = today().minusDays(3),
            )
        }
        write(case) { copy(kind = EntryKind.NOTE, text = "Rang the school") }
        openEllasTimeline()
        app.see("Rang the school")
        app.touch("Pattern")
        app.see("Worries, strengths, visits and calls of the last 12 weeks")
        app.onNodeWithText("Rang the school", substring = true).assertDoesNotExist()
        app.photograph("pattern")
        val lanes = runBlocking { client.pattern(case) }.lanes
        assertEquals(listOf(1, 1, 1), lanes.map { it.marks.size })
    }

    @Test
    fun `who answers a worry with a task comes back to the worry, whose thread leads to the task`() {
        val case = ellasCase()
        write(case) { copy(kind = EntryKind.WORRY, text = "Limped") }
        openEllasTimeline()
        app.see("Limped")
        app.touch("Respond")
        app.type("What did you notice?", "Ring the school nurse")
        app.touch("Made a task")
        app.touch("Save")
        app.see("Task for Priya Nair")
        app.photograph("task-made-thread")
        val worry =
            runBlocking { client.timeline(case, null, 9u, TimelineFilter.ALL) }.entries.single { it.kind == EntryKind.WORRY }
        val tasks = runBlocking { client.caseView(case) }.tasks
        assertEquals(listOf(taskMadeIn(worry.thread.single().entry)), tasks.map { it.task })
        // From the thread to the task, which has the worry above it.
        app.touch(taskInWords(tasks.single()))
        app.see("Added by mistake")
        app.see("Limped")
        app.photograph("task-made")
        app.touch("Change")
        app.onNode(hasSetTextAction() and hasText("Ring the school nurse")).assertExists()
        app.type("What is to be done", "Ring the school nurse on Monday")
        app.touch("Save")
        app.see("Ring the school nurse on Monday")
    }

    @Test
    fun `a time that nobody looked up is shown as about that`() {
        val case = ellasCase()
        val three =
            today()
                .minusDays(1)
                .atTime(3, 0)
                .atZone(ZoneId.systemDefault())
                .toInstant()
        write(case) { copy(text = "Heard crying", happenedAt = three, happenedIsApproximate = true) }
        openEllasTimeline()
        app.see("Heard crying")
        app.see("about 03:00")
    }
}
