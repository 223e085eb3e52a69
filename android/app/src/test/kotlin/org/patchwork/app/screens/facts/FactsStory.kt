package org.patchwork.app.screens.facts

import android.graphics.Bitmap
import androidx.compose.ui.graphics.asAndroidBitmap
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.isDialog
import androidx.lifecycle.ViewModelProvider
import java.io.File
import kotlinx.coroutines.runBlocking
import org.patchwork.app.nav.BackStack
import org.patchwork.app.nav.Place
import org.patchwork.app.testing.PriyasPhone
import org.patchwork.app.testing.await
import org.patchwork.client.CaseId
import org.patchwork.client.CaseView
import org.patchwork.client.NewPerson
import org.patchwork.client.PersonId
import org.patchwork.client.drawId

/** Priya holds the phone, and there is something to show. */
abstract class FactsStory : PriyasPhone() {
    /** Ella's mother. */
    protected fun dana(case: CaseId): PersonId =
        runBlocking {
            client.addPerson(case, NewPerson(PersonId(drawId()), "Dana Marsh", "Mother", "", "07700 900111", ""))
        }

    /** Ella's health visitor. */
    protected fun joan(case: CaseId): PersonId =
        runBlocking {
            client.addPerson(case, NewPerson(PersonId(drawId()), "Joan Okafor", "Health visitor", "Millbrook surgery", "", ""))
        }

    protected fun caseOf(case: CaseId): CaseView = runBlocking { client.caseView(case) }

    /** Waits until the case has this, and gives it. */
    protected fun <T : Any> untilInCase(
        case: CaseId,
        what: String,
        look: CaseView.() -> T?,
    ): T {
        var found: T? = null
        // The screen goes on meanwhile: it may have something to write still.
        app.await("this did not come about: $what") { runBlocking { client.caseView(case).look() }.also { found = it } != null }
        return checkNotNull(found)
    }

    /** Shows a place, as a touch elsewhere would. */
    protected fun go(place: Place) {
        app.runOnUiThread { ViewModelProvider(app.activity)[BackStack::class.java].go(place) }
        app.waitForIdle()
    }

    /** The place that shows. */
    protected val place: Place
        get() = app.runOnUiThread { ViewModelProvider(app.activity)[BackStack::class.java].top.place }

    /** Takes a picture of a dialog, which has a window of its own. */
    protected fun photographDialog(name: String) {
        app.waitForIdle()
        val folder = File(checkNotNull(System.getProperty("patchwork.pictures"))).apply { mkdirs() }
        val bitmap = app.onNode(isDialog()).captureToImage().asAndroidBitmap()
        File(folder, "$name.png").outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
    }
}
