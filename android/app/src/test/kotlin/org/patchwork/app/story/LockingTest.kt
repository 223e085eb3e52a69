package org.patchwork.app.story

import androidx.compose.ui.test.onNodeWithText
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.LifecycleEventObserver
import androidx.lifecycle.LifecycleOwner
import androidx.lifecycle.LifecycleRegistry
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertEquals
import org.patchwork.app.lock.Asked
import org.patchwork.app.lock.GateState
import org.patchwork.app.testing.PriyasPhone
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.touch
import org.robolectric.annotation.Config

/** The app is left and looked at again, while the phone's clock goes on. */
@Config(application = LockingTest.LookedAtApp::class)
class LockingTest : PriyasPhone() {
    /**
     * The app, which hears of the window of its own test. What Android tells of a process knows the
     * first application of a run of tests alone.
     */
    class LookedAtApp :
        TestApp(),
        LifecycleOwner {
        override val lifecycle = LifecycleRegistry(this)
        override val attention: Lifecycle get() = lifecycle

        /** The process follows this window. */
        fun follow(window: LifecycleOwner) =
            window.lifecycle.addObserver(LifecycleEventObserver { _, event -> lifecycle.handleLifecycleEvent(event) })
    }

    private val phone get() = app.activity.application as LookedAtApp

    @BeforeTest
    fun somebodyLooks() = app.runOnUiThread { phone.follow(app.activity) }

    /** The window is stopped, and is looked at again after so long. */
    private fun leaveFor(millis: Long) {
        app.activityRule.scenario.moveToState(Lifecycle.State.CREATED)
        phone.millis += millis
        app.activityRule.scenario.moveToState(Lifecycle.State.RESUMED)
        app.waitForIdle()
    }

    @Test
    fun `left for as long as was set it is locked, and shows nothing until it is unlocked`() {
        ellasCase()
        app.touch("Settings")
        app.touch("5 minutes")
        app.touch("My cases")
        app.see("Ella")
        phone.prompt.shown.clear()

        leaveFor(299_999)
        app.see("Ella")
        assertEquals(emptyList(), phone.prompt.shown, "it was left for less than five minutes")

        phone.prompt.biometric = Asked.Refused
        leaveFor(300_000)
        app.see("Patchwork is locked")
        app.onNodeWithText("Ella", substring = true).assertDoesNotExist()
        assertEquals(GateState.Closed, phone.parts.gate.state.value)
        app.photograph("locked-after-a-while")
        phone.prompt.biometric = Asked.Unlocked
        app.touch("Unlock")
        app.see("Ella")
    }

    @Test
    fun `set to lock at once it is locked however short it was left`() {
        ellasCase()
        app.touch("Settings")
        app.touch("At once")
        phone.prompt.biometric = Asked.Refused
        leaveFor(0)
        app.see("Patchwork is locked")
    }
}
