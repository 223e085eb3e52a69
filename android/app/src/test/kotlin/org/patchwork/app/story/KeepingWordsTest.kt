package org.patchwork.app.story

import androidx.activity.compose.setContent
import androidx.compose.runtime.Composable
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isEnabled
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.patchwork.app.look.PatchworkTheme
import org.patchwork.app.nav.Place
import org.patchwork.app.reach.ReachingByIntents
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.capture.CaptureScreen
import org.patchwork.app.screens.newperson.NewPersonScreen
import org.patchwork.app.testing.PriyasPhone
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.await
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.client.CaseId
import org.patchwork.client.ClientException
import org.patchwork.client.ClientInterface
import org.patchwork.client.DraftId
import org.patchwork.client.DraftView
import org.patchwork.client.NewPerson
import org.patchwork.client.PersonId
import org.patchwork.client.Saved
import org.patchwork.client.TimelineFilter
import org.patchwork.client.drawId
import org.patchwork.client.until

/** Writing on a phone whose storage fails for a while. */
class KeepingWordsTest : PriyasPhone() {
    private val draft = DraftId(drawId())
    private var wasLeft = false

    private class Troubled(
        private val real: ClientInterface,
    ) : ClientInterface by real {
        @Volatile var reading: ClientException? = null

        @Volatile var keeping: ClientException? = null

        override suspend fun draft(draft: DraftId): DraftView {
            reading?.let { throw it }
            return real.draft(draft)
        }

        override suspend fun keepDraft(draft: DraftView) {
            keeping?.let { throw it }
            real.keepDraft(draft)
        }

        override suspend fun updateDraft(draft: DraftView) {
            keeping?.let { throw it }
            real.updateDraft(draft)
        }

        @Volatile var savesRefused = 0

        override suspend fun saveEntry(draft: DraftView): Saved {
            keeping?.let {
                savesRefused += 1
                throw it
            }
            return real.saveEntry(draft)
        }

        override suspend fun addPerson(
            case: CaseId,
            person: NewPerson,
        ): PersonId {
            keeping?.let { throw it }
            return real.addPerson(case, person)
        }
    }

    private fun show(
        troubled: Troubled,
        screen: @Composable (Surroundings) -> Unit,
    ) {
        val parts = (app.activity.application as TestApp).parts
        app.runOnUiThread {
            val around = Surroundings(troubled, parts, ReachingByIntents(app.activity), {}, {}, { wasLeft = true })
            app.activity.setContent { PatchworkTheme { screen(around) } }
        }
    }

    private fun write(
        troubled: Troubled,
        case: CaseId,
    ) = show(troubled) { CaptureScreen(Place.Capture(draft, case), it) }

    @Test
    fun `a draft that cannot be read is not begun anew, and is there once it can be`() {
        val case = ellasCase()
        runBlocking { client.keepDraft(client.newDraft(case).copy(draft = draft, text = "Seen at Nan’s")) }
        val troubled = Troubled(client).apply { reading = ClientException.VaultNotReady("") }
        write(troubled, case)
        app.see("Try again")
        app.photograph("draft-unreadable")
        assertTrue(app.onAllNodes(hasSetTextAction()).fetchSemanticsNodes().isEmpty(), "there is a form to write over the draft")
        troubled.reading = null
        app.touch("Try again")
        app.see("Seen at Nan’s")
        assertEquals("Seen at Nan’s", runBlocking { client.draft(draft) }.text)
    }

    @Test
    fun `words that cannot be kept say so until they are, and nobody leaves them unasked`() {
        val troubled = Troubled(client).apply { keeping = ClientException.PhoneFull() }
        write(troubled, ellasCase())
        app.type("What did you notice?", "Ella very quiet")
        app.see("not kept on this phone yet")
        app.photograph("draft-not-kept")
        app.touch("Later")
        app.see("Ella very quiet")
        assertTrue(!wasLeft, "the words are gone")
        troubled.keeping = null
        app.touch("Keep now")
        app.seeGone("not kept on this phone yet")
        runBlocking { until("they are kept") { client.drafts().firstOrNull { it.text == "Ella very quiet" } } }
    }

    /** What stands in the field of this label. */
    private fun standsIn(label: String): String =
        app
            .onNode(hasContentDescription(label, substring = true) and hasSetTextAction())
            .fetchSemanticsNode()
            .config[SemanticsProperties.EditableText]
            .text

    @Test
    fun `what cannot be saved on a full phone stays in its field and says so, and is saved once there is room`() {
        val case = ellasCase()
        val troubled = Troubled(client).apply { keeping = ClientException.PhoneFull() }
        write(troubled, case)
        app.type("What did you notice?", "Ella very quiet")
        app.touch("Save")
        app.await("it is refused") { troubled.savesRefused == 1 }
        app.await("it can be saved again") { app.onAllNodes(hasText("Save") and isEnabled()).fetchSemanticsNodes().isNotEmpty() }
        app.see("This device is full")
        app.photograph("save-phone-full")
        assertEquals("Ella very quiet", standsIn("What did you notice?"))
        assertTrue(!wasLeft, "the words are gone")
        assertTrue(runBlocking { client.timeline(case, null, 9u, TimelineFilter.ALL).entries.isEmpty() })
        troubled.keeping = null
        app.touch("Save")
        app.await("it is saved") {
            // The app goes on only while its main thread is let run.
            app.waitForIdle()
            wasLeft
        }
        val saved = runBlocking { client.timeline(case, null, 9u, TimelineFilter.ALL).entries.single() }
        assertEquals("Ella very quiet", saved.text)
    }

    @Test
    fun `a form that a full phone refuses keeps what was typed in it, and adds it once there is room`() {
        val case = ellasCase()
        val troubled = Troubled(client).apply { keeping = ClientException.PhoneFull() }
        show(troubled) { NewPersonScreen(Place.NewPerson(case, null), it) }
        app.type("Name", "Dana Marsh")
        app.touch("Add")
        app.see("This device is full")
        app.photograph("form-phone-full")
        assertEquals("Dana Marsh", standsIn("Name"))
        troubled.keeping = null
        app.touch("Add")
        app.await("she is added") { runBlocking { client.caseView(case).people.any { it.name == "Dana Marsh" } } }
    }
}
