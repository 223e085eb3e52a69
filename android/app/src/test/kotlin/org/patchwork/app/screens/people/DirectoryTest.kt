package org.patchwork.app.screens.people

import android.content.Intent
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlinx.coroutines.runBlocking
import org.patchwork.app.testing.await
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.client.Invitee
import org.patchwork.client.MyCard
import org.patchwork.client.PractitionerId
import org.patchwork.client.drawId
import org.patchwork.client.until

/** The directory, and the card of a practitioner. */
class DirectoryTest : PeopleStory() {
    @Test
    fun `a colleague is found by agency and called`() {
        val (tom, tomId) = tomJoins()
        runBlocking {
            val phones = listOf("01632 960456", "not a number")
            tom.changeMyCard(MyCard(phones, listOf("tom@hillside.example"), "After 3, by phone", null, null))
            until("Priya has Tom's card") { client.practitioner(tomId).takeIf { it.bestReached.isNotEmpty() } }
        }
        app.touch("Directory")
        app.see("Northtown")
        app.see("Tom Reed")
        app.photograph("directory")
        app.type("Search practitioners", "nobody of this name")
        app.see("Nobody found")
        app.photograph("directory-nobody")
        app.type("Search practitioners", "hill")
        app.seeGone("Nobody found")
        app.touch("Tom Reed")
        app.see("After 3, by phone")
        app.photograph("practitioner")
        app.touch("Call Tom Reed on 01632 960456")
        val call = askedOfAnotherApp()
        assertEquals(Intent.ACTION_DIAL, call.action)
        assertEquals("tel:+441632960456", call.dataString)
    }

    @Test
    fun `a long directory is read page by page`() {
        runBlocking {
            val agency = assertNotNull(client.agencies().firstOrNull()).agency
            for (number in 1..52) {
                client.invite(Invitee(PractitionerId(drawId()), "Colleague ${number.toString().padStart(2, '0')}", "Teacher", agency))
            }
        }
        app.touch("Directory")
        app.see("Colleague 01")
        scrollTo("Show more")
        app.touch("Show more")
        app.waitForIdle()
        app.await("Priya did not come into sight") { runCatching { scrollTo("Priya Nair") }.isSuccess }
        app.see("Colleague 52")
    }
}
