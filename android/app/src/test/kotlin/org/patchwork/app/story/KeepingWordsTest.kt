package org.patchwork.app.story

import androidx.activity.compose.setContent
import androidx.compose.ui.test.hasSetTextAction
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.patchwork.app.look.PatchworkTheme
import org.patchwork.app.nav.Place
import org.patchwork.app.reach.ReachingByIntents
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.capture.CaptureScreen
import org.patchwork.app.testing.PriyasPhone
import org.patchwork.app.testing.TestApp
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
    }

    private fun write(
        troubled: Troubled,
        case: CaseId,
    ) {
        val parts = (app.activity.application as TestApp).parts
        app.runOnUiThread {
            val around = Surroundings(troubled, parts, ReachingByIntents(app.activity), {}, {}, { wasLeft = true })
            app.activity.setContent { PatchworkTheme { CaptureScreen(Place.Capture(draft, case), around) } }
        }
    }

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
}
