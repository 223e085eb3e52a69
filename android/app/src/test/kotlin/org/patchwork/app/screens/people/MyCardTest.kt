package org.patchwork.app.screens.people

import java.time.LocalDate
import java.time.format.DateTimeFormatter
import java.util.Locale
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlinx.coroutines.runBlocking
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.client.dayInWords
import org.patchwork.client.today
import org.patchwork.client.until

/** One's own card. */
class MyCardTest : PeopleStory() {
    private fun openMyCard() {
        app.touch("Directory")
        app.touch("Priya Nair")
        app.touch("Change my card")
        app.see("Your name and role are set by an administrator.")
    }

    @Test
    fun `colleagues read how to reach Priya, until when she is away and who covers`() {
        val (tom, _) = tomJoins()
        val day: LocalDate = today().withDayOfMonth(15)
        openMyCard()
        app.type("Phone", "07700 900999")
        app.see("Another phone")
        app.type("Email", "priya@northtown.example")
        app.type("How and when best to reach you", "By text, before ten")
        app.touch("Choose the day until which you are away")
        app.touch(day.format(DateTimeFormatter.ofPattern("MMMM d, yyyy", Locale.US)))
        app.touch("Choose this day")
        app.see(dayInWords(day))
        app.touch("Choose who covers")
        app.type("Search practitioners", "tom")
        app.touch("Tom Reed")
        app.see("Tom Reed, Hillside Primary")
        app.photograph("my-card")
        app.touch("Save")
        app.see("Best reached")
        app.see("Tom Reed covers")
        app.photograph("my-card-saved")
        val read =
            runBlocking {
                val me = client.me().practitioner
                until("Tom has Priya's card") { tom.practitioner(me).takeIf { it.bestReached.isNotEmpty() } }
            }
        assertEquals(listOf("07700 900999"), read.phones)
        assertEquals(day, read.awayUntil)
        assertEquals("Tom Reed", read.coveredBy)
    }

    @Test
    fun `what is typed stays when the phone is turned`() {
        openMyCard()
        app.type("Phone", "07700 900999")
        app.type("How and when best to reach you", "By text")
        app.activityRule.scenario.recreate()
        app.see("07700 900999")
        app.see("By text")
    }

    @Test
    fun `who covers stays when something else is changed`() {
        tomJoins()
        openMyCard()
        app.touch("Choose who covers")
        app.touch("Tom Reed")
        app.touch("Save")
        app.see("Change my card")
        app.touch("Change my card")
        app.see("Tom Reed, Hillside Primary")
        app.type("How and when best to reach you", "By text")
        app.touch("Save")
        app.see("Best reached")
        assertEquals("Tom Reed", runBlocking { client.practitioner(client.me().practitioner).coveredBy })
    }
}
