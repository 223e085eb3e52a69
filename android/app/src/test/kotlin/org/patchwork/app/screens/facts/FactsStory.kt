package org.patchwork.app.screens.facts

import android.graphics.Bitmap
import androidx.compose.ui.graphics.asAndroidBitmap
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasScrollToNodeAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isDialog
import androidx.compose.ui.test.junit4.createAndroidComposeRule
import androidx.compose.ui.test.onLast
import androidx.compose.ui.test.performScrollToNode
import androidx.lifecycle.ViewModelProvider
import java.io.File
import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlinx.coroutines.runBlocking
import org.junit.Rule
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.patchwork.app.MainActivity
import org.patchwork.app.nav.BackStack
import org.patchwork.app.nav.Place
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.see
import org.patchwork.client.CaseId
import org.patchwork.client.CaseView
import org.patchwork.client.Client
import org.patchwork.client.ClientInterface
import org.patchwork.client.MemoryVault
import org.patchwork.client.NewPerson
import org.patchwork.client.PersonId
import org.patchwork.client.PractitionerId
import org.patchwork.client.RelayProcess
import org.patchwork.client.drawId
import org.patchwork.client.ella
import org.patchwork.client.foundNorthtown
import org.patchwork.client.joinTom
import org.patchwork.client.openClient
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Priya holds the phone, in a partnership on a relay of the test's own. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = TestApp::class, qualifiers = "w411dp-h891dp-xhdpi")
abstract class FactsStory {
    @get:Rule(order = 0)
    val folder = TemporaryFolder()

    @get:Rule(order = 1)
    val app = createAndroidComposeRule<MainActivity>()

    private lateinit var relay: RelayProcess
    private val others = mutableListOf<Client>()

    /** The client of the phone. */
    protected val client: ClientInterface
        get() = checkNotNull((app.activity.application as TestApp).parts.client.current.value) { "the app has not opened its database" }

    @BeforeTest
    fun priyaStartsAPartnership() {
        relay = RelayProcess.start(folder.newFolder("relay"))
        app.see("Welcome")
        runBlocking { foundNorthtown(client, relay.address) }
        app.see("No child yet")
    }

    @AfterTest
    fun everybodyGoesHome() {
        runBlocking { others.forEach { it.lock() } }
        relay.close()
    }

    /** Tom of a school joins, on a phone of his own. */
    protected fun tomJoins(): Pair<Client, PractitionerId> {
        val tom = runBlocking { openClient(File(folder.root, "tom"), MemoryVault()) }.also { others += it }
        return tom to runBlocking { joinTom(client, tom) }
    }

    /** Ella's case, with Tom on its team where he is named. */
    protected fun ellasCase(tom: PractitionerId? = null): CaseId =
        runBlocking {
            val new = ella(tom ?: PractitionerId(drawId()))
            client.openCase(new.copy(team = if (tom == null) emptyList() else new.team))
        }

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
        app.waitUntil(what, PATIENCE_MS) { runBlocking { client.caseView(case).look() }.also { found = it } != null }
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

    /** Scrolls a long list until something with these words is on the screen. */
    protected fun scrollTo(words: String) {
        app.waitForIdle()
        val matcher = hasText(words, substring = true) or hasContentDescription(words, substring = true)
        app.onAllNodes(hasScrollToNodeAction()).onLast().performScrollToNode(matcher)
        app.waitForIdle()
    }

    /** Takes a picture of a dialog, which has a window of its own. */
    protected fun photographDialog(name: String) {
        app.waitForIdle()
        val folder = File(checkNotNull(System.getProperty("patchwork.pictures"))).apply { mkdirs() }
        val bitmap = app.onNode(isDialog()).captureToImage().asAndroidBitmap()
        File(folder, "$name.png").outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
    }

    protected companion object {
        /** How long a test waits for what comes about over threads, the relay or the disk. */
        const val PATIENCE_MS = 20_000L
    }
}
