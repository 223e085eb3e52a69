package org.patchwork.app.screens.people

import android.Manifest
import androidx.compose.ui.test.assertIsOff
import androidx.compose.ui.test.assertIsOn
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isToggleable
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlinx.coroutines.runBlocking
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.wordsOnTheScreen
import org.patchwork.client.PractitionerId
import org.patchwork.client.drawId
import org.patchwork.client.ella
import org.robolectric.Shadows.shadowOf

/** Turning on a notice of new entries, for a case at a time. */
class NoticesTest : PeopleStory() {
    private val told get() =
        (app.activity.application as TestApp)
            .parts.preferences.toldOf.value

    private fun switch() = app.onNode(hasText("Tell me of new entries", substring = true) and isToggleable())

    @Test
    fun `notices are turned on for one case and not another, and off for all at once`() {
        val ella = ellasCase()
        runBlocking {
            client.openCase(ella(PractitionerId(drawId())).copy(given = "Kai", team = emptyList(), request = drawId()))
        }
        shadowOf(app.activity.application).grantPermissions(Manifest.permission.POST_NOTIFICATIONS)
        app.touch("Settings")
        app.see("Off for every case.")
        app.touch("My cases")
        app.touch("Ella")
        app.touch("Ella")
        switch().assertIsOff()
        app.touch("Tell me of new entries")
        switch().assertIsOn()
        app.photograph("notices-of-a-case")
        assertEquals(setOf(ella), told)
        app.touch("My cases")
        app.touch("Kai")
        app.touch("Kai")
        switch().assertIsOff()

        app.touch("Settings")
        app.touch("Ella")
        app.see("Ella")
        app.touch("Back")
        app.see("tells of new entries")
        assertFalse("Kai" in app.wordsOnTheScreen())
        app.photograph("notices-in-settings")
        app.touch("Turn off for every case")
        app.see("Off for every case.")
        app.seeGone("tells of new entries")
        assertEquals(emptySet(), told)
    }
}
