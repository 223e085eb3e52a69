package org.patchwork.app.screens.settings

import android.content.ClipboardManager
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isSelected
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.patchwork.app.testing.PriyasPhone
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.await
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type

/** What *Settings* leads to. */
class SettingsTest : PriyasPhone() {
    private fun open(
        name: String,
        sees: String,
    ) {
        app.touch("Settings")
        app.see("Lock now")
        app.touch(name)
        app.see(sees)
    }

    @Test
    fun `what is set stays, and each line leads to its page and back`() {
        app.touch("Settings")
        app.touch("15 minutes")
        val leads =
            listOf(
                "Priya Nair" to "How and when best to reach you",
                "What waits" to "Phone and relay last agreed",
                "The relay’s address" to "Change this only if",
                "Change name or front door" to "Front door’s number",
                "What the server can see" to "It could hold back",
                "Check and report" to "Support report",
                "Erase this phone" to "Erase",
            )
        leads.forEach { (line, sees) ->
            app.touch(line)
            app.see(sees)
            app.seeGone("Lock now")
            app.touch("Back")
            app.see("Lock now")
        }
        app.photograph("settings")
        assertEquals(900_000L, (app.activity.application as TestApp).parts.preferences.closesAfter)
        app.activityRule.scenario.recreate()
        app.see("Lock now")
        app.onNode(hasText("15 minutes") and isSelected()).assertExists()
    }

    @Test
    fun `the relay moves, and only to an address where this partnership is`() {
        open("The relay’s address", "Change this only if your administrator says that the relay has moved")
        val before = runBlocking { client.relayAddress() }
        app.await("the address of now stands there") {
            app
                .onAllNodes(hasContentDescription("Address") and hasSetTextAction() and hasText(before, substring = true))
                .fetchSemanticsNodes()
                .isNotEmpty()
        }
        app.photograph("settings-relay-address")
        app.type("Address", "nowhere at all")
        app.touch("Save")
        // It is refused in words, and what was typed stays.
        app.see("nowhere at all")
        app.see("Change this only if your administrator says that the relay has moved")
        assertEquals(before, runBlocking { client.relayAddress() })
        val elsewhere = before.replace("127.0.0.1", "localhost")
        app.type("Address", elsewhere)
        app.touch("Save")
        app.see("Lock now")
        assertEquals(elsewhere, runBlocking { client.relayAddress() })
    }

    @Test
    fun `an administrator changes the name and the front door of the partnership`() {
        open("Change name or front door", "Front door’s number")
        app.type("Name", " ")
        app.touch("Save")
        app.see("Front door’s number")
        app.type("Name", "Northtown and Hillside")
        app.type("Front door’s number", "01632 960999")
        app.type("When it answers", "Day and night")
        app.photograph("settings-partnership")
        app.touch("Save")
        app.see("Northtown and Hillside")
        app.see("Call 01632 960999")
        val partnership = runBlocking { client.partnership() }
        assertEquals(
            listOf("Northtown and Hillside", "01632 960999", "Day and night"),
            listOf(partnership.name, partnership.frontDoor, partnership.frontDoorHours),
        )
    }

    @Test
    fun `what the server can see and cannot see is said on one page`() {
        open("What the server can see", "It cannot see")
        app.see("any name, address, number or word of a child’s case")
        app.see("It could hold back")
        app.photograph("settings-server")
    }

    @Test
    fun `what is kept here is checked, and the report is copied with no name in it`() {
        ellasCase()
        open("Check and report", "Support report")
        app.touch("Check now")
        app.see("All is well: 1 cases")
        app.photograph("settings-support")
        app.touch("Copy the report")
        val clipboard = checkNotNull(app.activity.getSystemService(ClipboardManager::class.java))
        app.await("the report is on the clipboard") { clipboard.primaryClip != null }
        val copied =
            clipboard.primaryClip
                ?.getItemAt(0)
                ?.text
                .toString()

        // A sync that ended meanwhile adds a line further down.
        fun String.about() = lines().take(3)
        assertEquals(runBlocking { client.supportReport() }.about(), copied.about())
        assertTrue(copied.lines().any { it.startsWith("can only be read") }, copied)
        assertTrue(listOf("Ella", "Marsh", "Priya", "Northtown").none { it in copied }, copied)
        app.seeGone("Checking")
    }

    @Test
    fun `what waits is listed for each child, and is sent when it is tried again`() {
        ellasCase()
        app.await("the case is on the relay") { runBlocking { client.syncNow(20_000u) }.waiting == 0u }
        runBlocking {
            client.setOffline(true)
            val case = client.allCases().single().case
            client.saveEntry(client.newDraft(case).copy(text = "Ella was early"))
        }
        open("What waits", "What waits")
        app.see("1 change")
        app.see("Ella")
        app.see("You switched the connection off.")
        app.photograph("settings-sync")
        app.touch("Switch it on in Settings")
        app.see("Lock now")
        app.touch("Sync")
        app.touch("What waits")
        app.touch("Try now")
        app.see("nothing")
        app.await("nothing waits") { runBlocking { client.syncStatus() }.waiting == 0u }
    }
}
