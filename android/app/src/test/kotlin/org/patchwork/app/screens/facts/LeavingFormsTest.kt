package org.patchwork.app.screens.facts

import android.os.Bundle
import android.os.Parcel
import androidx.lifecycle.ViewModelProvider
import androidx.test.platform.app.InstrumentationRegistry
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import org.patchwork.app.nav.BackStack
import org.patchwork.app.nav.Place
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.app.testing.wordsOnTheScreen
import org.patchwork.client.CaseId

/** Leaving a form with words in it, by every way out. */
class LeavingFormsTest : FactsStory() {
    private fun goBack() = app.runOnUiThread { app.activity.onBackPressedDispatcher.onBackPressed() }

    private fun openForm(case: CaseId) {
        go(Place.NewPerson(case, null))
        app.see("Someone in Ella Marsh’s life")
    }

    @Test
    fun `a form with words in it asks before they are thrown away, by every way out`() {
        val case = ellasCase()
        openForm(case)
        app.type("Name", "Dana Marsh")
        goBack()
        app.see("Discard what you typed?")
        photographDialog("discard-typed")
        app.touch("Keep writing")
        app.seeGone("Discard what you typed?")
        app.see("Dana Marsh")

        app.touch("Settings")
        app.see("Discard what you typed?")
        app.touch("Keep writing")
        app.see("Dana Marsh")
        assertEquals<Place>(Place.NewPerson(case, null), place)

        // Below another screen it is not forgotten either.
        app.runOnUiThread { ViewModelProvider(app.activity)[BackStack::class.java].go(Place.Sync) }
        app.touch("Settings")
        app.see("Discard what you typed?")
        app.touch("Keep writing")
        goBack()
        app.see("Dana Marsh")

        app.touch("Back")
        app.see("Discard what you typed?")
        app.touch("Discard")
        app.seeGone("Someone in Ella Marsh’s life")
        openForm(case)
        assertTrue("Dana Marsh" !in app.wordsOnTheScreen())
    }

    @Test
    fun `a form without words, or whose words were saved, is left without a question`() {
        val case = ellasCase()
        openForm(case)
        goBack()
        app.seeGone("Someone in Ella Marsh’s life")
        openForm(case)
        app.type("Name", "Dana Marsh")
        app.type("Name", "")
        goBack()
        app.seeGone("Someone in Ella Marsh’s life")
        openForm(case)
        app.type("Name", "Dana Marsh")
        app.touch("Add")
        app.see("Change Dana Marsh")
        app.seeGone("Discard what you typed?")
        goBack()
        app.seeGone("Change Dana Marsh")
    }

    @Test
    fun `what is typed in a form is not in what the system keeps in clear`() {
        val case = ellasCase()
        openForm(case)
        app.type("Name", "Zebedee Quill")
        val saved = Bundle()
        app.runOnUiThread { InstrumentationRegistry.getInstrumentation().callActivityOnSaveInstanceState(app.activity, saved) }
        val parcel = Parcel.obtain()
        saved.writeToParcel(parcel, 0)
        val bytes = parcel.marshall()
        val kept =
            listOf(bytes, bytes.drop(1).toByteArray()).joinToString { String(it, Charsets.UTF_16LE) } + String(bytes, Charsets.UTF_8)
        assertFalse("Zebedee" in kept || "Quill" in kept)
    }
}
