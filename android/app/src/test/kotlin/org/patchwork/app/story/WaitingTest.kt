package org.patchwork.app.story

import androidx.activity.compose.setContent
import androidx.lifecycle.Lifecycle
import java.time.Instant
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.patchwork.app.AskedFor
import org.patchwork.app.look.PatchworkTheme
import org.patchwork.app.reach.ReachingByIntents
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.entrance.Entrance
import org.patchwork.app.testing.PriyasPhone
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.await
import org.patchwork.app.testing.see
import org.patchwork.client.ClientInterface
import org.patchwork.client.Standing

/** Whoever has asked to join, and waits. */
class WaitingTest : PriyasPhone() {
    private class Watched(
        private val real: ClientInterface,
    ) : ClientInterface by real {
        @Volatile var times = 0

        override suspend fun watchAdmission() {
            times += 1
        }
    }

    @Test
    fun `who waits to be admitted asks often only while somebody looks`() {
        val watched = Watched(client)
        val parts = (app.activity.application as TestApp).parts
        app.runOnUiThread {
            val around = Surroundings(watched, parts, ReachingByIntents(app.activity), {}, {}, {})
            app.activity.setContent {
                PatchworkTheme { Entrance(Standing.Waiting(listOf("apple", "river"), Instant.EPOCH), around, AskedFor()) }
            }
        }
        app.see("Waiting to be admitted")
        app.await("it asks again") {
            app.mainClock.advanceTimeBy(4_000)
            watched.times > 1
        }
        app.activityRule.scenario.moveToState(Lifecycle.State.CREATED)
        val before = watched.times
        repeat(10) { app.mainClock.advanceTimeBy(4_000) }
        assertEquals(before, watched.times, "it goes on asking while nobody looks")
        app.activityRule.scenario.moveToState(Lifecycle.State.RESUMED)
        app.await("it asks again once somebody looks") {
            app.mainClock.advanceTimeBy(4_000)
            watched.times > before
        }
        assertTrue(watched.times > before)
    }
}
