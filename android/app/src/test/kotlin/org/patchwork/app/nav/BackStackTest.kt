package org.patchwork.app.nav

import androidx.lifecycle.SavedStateHandle
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import org.junit.runner.RunWith
import org.patchwork.client.CaseId
import org.patchwork.client.ResidenceId
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** What the system keeps of where somebody was. */
@RunWith(RobolectricTestRunner::class)
@Config(application = android.app.Application::class)
class BackStackTest {
    private val case = CaseId("c1")
    private val saved = SavedStateHandle()

    private fun BackStack.places() = entries.map { it.place }

    @Test
    fun `places are there after the process ended, and not after the phone was erased`() {
        BackStack(saved, "first").go(Place.Case(case))
        assertEquals(listOf(Place.Cases, Place.Case(case)), BackStack(saved, "first").places())
        assertEquals(listOf<Place>(Place.Cases), BackStack(saved, "second").places())
    }

    @Test
    fun `a withheld address is not shown again by itself after the process ended`() {
        BackStack(saved, "first").apply {
            go(Place.Case(case))
            go(Place.Withheld(case, ResidenceId("r1")))
        }
        assertEquals(listOf(Place.Cases, Place.Case(case)), BackStack(saved, "first").places())
    }

    @Test
    fun `whatever would drop typed words asks first, and going further does not`() {
        val stack = BackStack(saved, "first")
        stack.go(Place.MyTasks)
        stack.go(Place.MyCard)
        stack.top.holdsWords = { true }
        stack.go(Place.Sync)
        assertNull(stack.asksToDiscard)
        stack.askBack()
        assertEquals<Place>(Place.MyCard, stack.top.place)
        stack.switchTo(Place.MyTasks)
        assertNotNull(stack.asksToDiscard)
        assertEquals<Place>(Place.MyCard, stack.top.place)
        stack.stay()
        stack.askBack()
        assertNotNull(stack.asksToDiscard).invoke()
        assertEquals<Place>(Place.MyTasks, stack.top.place)
        assertNull(stack.asksToDiscard)
        // What was saved is left by the form itself.
        stack.go(Place.MyCard)
        stack.top.holdsWords = { true }
        stack.back()
        assertNull(stack.asksToDiscard)
    }
}
