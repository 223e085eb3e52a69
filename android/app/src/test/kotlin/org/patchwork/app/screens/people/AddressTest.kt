package org.patchwork.app.screens.people

import android.content.Intent
import android.net.Uri
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.ViewModelProvider
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.patchwork.app.nav.BackStack
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.residence.KnownResidenceModel
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.app.testing.wordsOnTheScreen
import org.patchwork.client.CaseId
import org.patchwork.client.MarkerId
import org.patchwork.client.NewMarker
import org.patchwork.client.NewResidence
import org.patchwork.client.PersonId
import org.patchwork.client.ResidenceId
import org.patchwork.client.ResidenceKind
import org.patchwork.client.drawId
import org.patchwork.client.until

/** An address that is withheld, and one that a map may learn. */
class AddressTest : PeopleStory() {
    private val case: CaseId by lazy { ellasCase() }

    private fun live(
        person: PersonId,
        address: String,
        withheldFrom: List<PersonId> = emptyList(),
    ) = runBlocking {
        client.addResidence(case, NewResidence(ResidenceId(drawId()), person, address, ResidenceKind.HOME, "", null, null, withheldFrom))
    }

    private fun markTheDog() = runBlocking { client.addMarker(case, NewMarker(MarkerId(drawId()), "A large dog, loose in the yard", null)) }

    @Test
    fun `a withheld address shows after a tap that is noted, below what to know before going there`() {
        val dana = dana(case)
        markTheDog()
        live(CHILD, "9 Hidden Close, Northtown", withheldFrom = listOf(dana))
        openEllasList()
        scrollTo("Withheld from")
        assertTrue("Hidden Close" !in app.wordsOnTheScreen())
        app.photograph("withheld-masked")
        app.touch("show the address")
        val address = app.see("9 Hidden Close, Northtown").fetchSemanticsNode().boundsInRoot
        val marker = app.see("Before you go: A large dog").fetchSemanticsNode().boundsInRoot
        assertTrue(marker.bottom <= address.top, "the marker stands above the address")
        app.see("That you looked is noted here")
        app.photograph("withheld")
        val looked =
            runBlocking {
                // A report goes where an envelope has room left, and not every one has.
                for (words in 1..8) {
                    client.saveEntry(client.newDraft(case).copy(text = "Visited Ella. ".repeat(words)))
                    client.sendNow()
                }
                until("the look is told with what is written next") {
                    client
                        .whoLooked(case)
                        .first { it.isMe }
                        .withheld
                        .ifEmpty { null }
                }
            }
        assertEquals(listOf("Ella Marsh"), looked.map { it.of })
    }

    @Test
    fun `an address that was shown is covered again when nobody looks, and showing it is noted anew`() {
        val dana = dana(case)
        live(CHILD, "9 Hidden Close, Northtown", withheldFrom = listOf(dana))
        openEllasList()
        scrollTo("Withheld from")
        app.touch("show the address")
        app.see("9 Hidden Close, Northtown")

        // The app is left.
        app.activityRule.scenario.moveToState(Lifecycle.State.CREATED)
        app.activityRule.scenario.moveToState(Lifecycle.State.RESUMED)
        app.see("It is covered again")
        assertTrue("Hidden Close" !in app.wordsOnTheScreen())
        app.photograph("withheld-covered-again")
        app.touch("Show the address")
        app.see("9 Hidden Close, Northtown")

        // The gate closes.
        app.runOnUiThread { (app.activity.application as TestApp).parts.gate.close() }
        app.see("It is covered again")
        assertTrue("Hidden Close" !in app.wordsOnTheScreen())
        app.touch("Show the address")
        app.see("9 Hidden Close, Northtown")

        // The screen is left.
        app.touch("Write")
        app.touch("Discard")
        app.see("It is covered again")
        assertTrue("Hidden Close" !in app.wordsOnTheScreen())
    }

    @Test
    fun `in the form too an address is covered again, and what was typed stays`() {
        val dana = dana(case)
        live(CHILD, "9 Hidden Close, Northtown", withheldFrom = listOf(dana))
        val residence = runBlocking { client.caseView(case) }.residences.single().residence
        app.runOnUiThread { ViewModelProvider(app.activity)[BackStack::class.java].go(Place.Residence(case, residence)) }
        app.see("To change where")
        assertTrue("Hidden Close" !in formHolds(), "nobody asked for it")
        app.touch("show the address")
        app.see("9 Hidden Close, Northtown")
        app.activityRule.scenario.moveToState(Lifecycle.State.CREATED)
        assertTrue("Hidden Close" !in formHolds(), "it is covered again")
        app.activityRule.scenario.moveToState(Lifecycle.State.RESUMED)
        app.touch("show the address")
        app.see("9 Hidden Close, Northtown")
        app.type("Address", "11 Hidden Close, Northtown")
        app.activityRule.scenario.moveToState(Lifecycle.State.CREATED)
        app.activityRule.scenario.moveToState(Lifecycle.State.RESUMED)
        app.see("To change where")
        assertTrue("Hidden Close" !in app.wordsOnTheScreen())
        app.touch("show the address")
        app.see("11 Hidden Close, Northtown")
    }

    /** Everything in the state of the form that shows. */
    private fun formHolds(): String =
        app.runOnUiThread {
            val top = ViewModelProvider(app.activity)[BackStack::class.java].top
            ViewModelProvider(top)[KnownResidenceModel::class.java].state.value.toString()
        }

    @Test
    fun `a map opens only after it was said that it learns the address`() {
        markTheDog()
        live(CHILD, "4 Mill Lane, Northtown")
        openEllasList()
        scrollTo("Map for Ella")
        app.touch("Map for Ella")
        app.see("It will learn this address")
        app.see("Before you go: A large dog")
        app.photograph("map")
        app.touch("Open in a map app")
        val map = askedOfAnotherApp()
        assertEquals(Intent.ACTION_VIEW, map.action)
        assertEquals("geo:0,0?q=${Uri.encode("4 Mill Lane, Northtown")}", map.dataString)
    }
}
