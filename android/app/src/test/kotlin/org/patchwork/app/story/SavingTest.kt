package org.patchwork.app.story

import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.work.BackoffPolicy
import androidx.work.Configuration
import androidx.work.NetworkType
import androidx.work.WorkInfo
import androidx.work.WorkManager
import androidx.work.impl.WorkManagerImpl
import androidx.work.impl.model.WorkSpec
import androidx.work.testing.SynchronousExecutor
import androidx.work.testing.WorkManagerTestInitHelper
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.patchwork.app.background.BackgroundSync
import org.patchwork.app.testing.PriyasPhone
import org.patchwork.app.testing.await
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.client.CaseId
import org.patchwork.client.TimelineFilter

/** What follows when somebody touches *Save*. */
class SavingTest : PriyasPhone() {
    private fun save(
        case: CaseId,
        words: String,
    ) {
        app.touch("Write")
        app.type("What did you notice?", words)
        app.touch("Ella")
        app.touch("Save")
        app.see("Saved on this phone")
        // The bar may still tell of the save before.
        app.await("“$words” is saved") { words in written(case) }
    }

    private fun written(case: CaseId) = runBlocking { client.timeline(case, null, 20u, TimelineFilter.ALL).entries.map { it.text } }

    /** The work that is planned for what waits, other than this one. */
    private fun planned(otherThan: WorkSpec? = null): WorkSpec {
        val phone = app.activity.applicationContext
        var all = emptyList<WorkInfo>()
        val left = { all.filter { !it.state.isFinished && it.id.toString() != otherThan?.id } }
        try {
            app.await("no work is planned, other than ${otherThan?.id}") {
                // The app goes on only while its main thread is let run.
                app.waitForIdle()
                all = WorkManager.getInstance(phone).getWorkInfosForUniqueWork(BackgroundSync.SEND_SOON).get()
                left().isNotEmpty()
            }
        } catch (late: AssertionError) {
            throw AssertionError("planned are ${all.map { it.id to it.state }}", late)
        }
        val id = left().single().id.toString()
        return checkNotNull(
            WorkManagerImpl
                .getInstance(phone)
                .workDatabase
                .workSpecDao()
                .getWorkSpec(id),
        )
    }

    @Test
    fun `each save asks for time to send it, over a network, soon, and later and later where it fails`() {
        // No constraint is met unless a test says so: what is planned stays planned.
        WorkManagerTestInitHelper.initializeTestWorkManager(
            app.activity.applicationContext,
            Configuration.Builder().setExecutor(SynchronousExecutor()).build(),
        )
        val case = ellasCase()
        runBlocking {
            client.syncNow(20_000u)
            client.setOffline(true)
        }
        save(case, "Ella was early")
        // The bar has heard of it: nothing else asks for this save any more.
        app.see("waiting")
        val first = planned()
        assertEquals(WorkInfo.State.ENQUEUED, first.state)
        assertEquals(NetworkType.CONNECTED, first.constraints.requiredNetworkType)
        assertTrue(first.expedited, "it is hurried")
        assertEquals(BackoffPolicy.EXPONENTIAL to 30_000L, first.backoffPolicy to first.backoffDelayDuration)
        save(case, "Ella ate two helpings")
        val second = planned(otherThan = first)
        assertNotEquals(first.id, second.id)
        assertEquals(first.constraints to first.expedited, second.constraints to second.expedited)
        assertEquals(0, second.runAttemptCount)
    }

    @Test
    fun `undo takes back what was just saved, and its words are written on`() {
        val case = ellasCase()
        save(case, "Ella was in her uniform")
        app.see("Undo").assertIsDisplayed()
        app.photograph("undo")
        assertEquals(listOf("Ella was in her uniform"), written(case))
        app.touch("Undo")
        app.see("About Ella")
        app.seeGone("Saved on this phone")
        app.onNode(hasSetTextAction() and hasText("Ella was in her uniform")).assertExists()
        assertEquals(emptyList(), written(case))
        app.type("What did you notice?", "Ella was in her uniform at noon")
        app.touch("Save")
        app.see("Saved on this phone")
        assertEquals(listOf("Ella was in her uniform at noon"), written(case))
    }
}
