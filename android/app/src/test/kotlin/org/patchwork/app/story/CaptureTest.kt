package org.patchwork.app.story

import android.app.PendingIntent
import android.content.Intent
import android.content.res.Configuration
import android.service.quicksettings.TileService
import androidx.compose.ui.test.assertIsFocused
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.createAndroidComposeRule
import androidx.lifecycle.Lifecycle
import androidx.test.platform.app.InstrumentationRegistry
import java.io.File
import java.lang.reflect.Proxy
import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.Rule
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.patchwork.app.AskedFor
import org.patchwork.app.MainActivity
import org.patchwork.app.R
import org.patchwork.app.capture.CaptureTile
import org.patchwork.app.client.OpenedClient
import org.patchwork.app.lock.Asked
import org.patchwork.app.lock.GateState
import org.patchwork.app.lock.KeystoreVault
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.client.CaseId
import org.patchwork.client.NewPerson
import org.patchwork.client.PersonId
import org.patchwork.client.RelayProcess
import org.patchwork.client.TimelineFilter
import org.patchwork.client.dayOf
import org.patchwork.client.drawId
import org.patchwork.client.ella
import org.patchwork.client.foundNorthtown
import org.patchwork.client.today
import org.patchwork.client.until
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.util.ReflectionHelpers
import org.xmlpull.v1.XmlPullParser

/** Writing down what somebody sees, in a kitchen, with one hand. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = TestApp::class, qualifiers = "w411dp-h891dp-xhdpi")
class CaptureTest {
    @get:Rule(order = 0)
    val folder = TemporaryFolder()

    @get:Rule(order = 1)
    val app = createAndroidComposeRule<MainActivity>()

    private lateinit var relay: RelayProcess
    private var case = CaseId("")
    private val phone get() = RuntimeEnvironment.getApplication() as TestApp

    @BeforeTest
    fun aChildIsThere() =
        runBlocking {
            relay = RelayProcess.start(folder.newFolder("relay"))
            val client = phone.parts.client.open()
            foundNorthtown(client, relay.address)
            val nobodyElse = client.me().practitioner
            case = client.openCase(ella(nobodyElse).copy(team = emptyList()))
        }

    @AfterTest
    fun stop() = relay.close()

    private fun written() =
        runBlocking {
            phone.parts.client
                .open()
                .timeline(case, null, 20u, TimelineFilter.ALL)
                .entries
                .map { it.text }
        }

    @Test
    fun `from a locked phone fifteen words are saved with three touches`() {
        app.see("Ella")
        app.runOnUiThread { phone.parts.gate.close() }
        phone.prompt.shown.clear()
        app.see("Ella")
        assertEquals(listOf("biometric"), phone.prompt.shown, "the phone asks by itself")
        var touches = 0
        val touch = { words: String ->
            touches += 1
            app.touch(words)
        }
        touch("Write")
        app.see("What did you notice?")
        // The keyboard is there without a touch.
        app.onNode(hasContentDescription("What did you notice?") and hasSetTextAction()).assertIsFocused()
        val words = "Ella was in her school uniform at noon and said she had not been to school"
        app.type("What did you notice?", words)
        touch("Ella")
        touch("Save")
        runBlocking { until("it is saved") { words.takeIf { it in written() } } }
        assertTrue(touches <= 3, "$touches")
    }

    @Test
    fun `the launcher opens a new note at once and a locked phone asks before it`() {
        phone.prompt.biometric = Asked.Refused
        app.runOnUiThread { phone.parts.gate.close() }
        app.see("Patchwork is locked")
        app.photograph("locked")
        // What the launcher's shortcut and the tile send.
        app.activityRule.scenario.onActivity { activity ->
            val write = Intent(activity, MainActivity::class.java).setAction(AskedFor.WRITE)
            InstrumentationRegistry.getInstrumentation().callActivityOnNewIntent(activity, write)
        }
        app.see("Patchwork is locked")
        assertEquals(GateState.Closed, phone.parts.gate.state.value)
        phone.prompt.biometric = Asked.Unlocked
        app.touch("Unlock")
        app.see("Which child?")
    }

    /** What the tile asks the panel of quick settings, which stands for the system here, to start. */
    private fun sentByTheTile(): Intent {
        val tile = Robolectric.setupService(CaptureTile::class.java)
        var asked: PendingIntent? = null
        val panel = Class.forName("android.service.quicksettings.IQSService")
        val hears =
            Proxy.newProxyInstance(panel.classLoader, arrayOf(panel)) { _, method, arguments ->
                if (method.name == "startActivity") asked = arguments?.firstNotNullOfOrNull { it as? PendingIntent }
                null
            }
        ReflectionHelpers.setField(TileService::class.java, tile, "mService", hears)
        tile.onClick()
        return shadowOf(assertNotNull(asked, "the tile asks for nothing")).savedIntent
    }

    @Test
    fun `what the launcher and the tile send is what opens a new note`() {
        val shortcuts = phone.resources.getXml(R.xml.shortcuts)
        val sent = mutableListOf<List<String?>>()
        val android = "http://schemas.android.com/apk/res/android"
        while (shortcuts.next() != XmlPullParser.END_DOCUMENT) {
            if (shortcuts.eventType != XmlPullParser.START_TAG || shortcuts.name != "intent") continue
            sent += listOf("action", "targetPackage", "targetClass").map { shortcuts.getAttributeValue(android, it) }
        }
        assertEquals(listOf(listOf<String?>(AskedFor.WRITE, phone.packageName, MainActivity::class.java.name)), sent)
        app.see("Ella")
        val write = sentByTheTile()
        assertEquals(AskedFor.WRITE to MainActivity::class.java.name, write.action to write.component?.className)
        app.activityRule.scenario.onActivity { activity ->
            InstrumentationRegistry.getInstrumentation().callActivityOnNewIntent(activity, write)
        }
        app.see("Which child?")
    }

    @Test
    fun `what was typed is there after the process ended and after the phone was turned`() {
        app.touch("Write")
        app.type("What did you notice?", "Half a sen")
        assertEquals(Configuration.ORIENTATION_PORTRAIT, app.activity.resources.configuration.orientation)
        RuntimeEnvironment.setQualifiers("+land")
        app.activityRule.scenario.recreate()
        app.see("Half a sen")
        assertEquals(Configuration.ORIENTATION_LANDSCAPE, app.activity.resources.configuration.orientation)
        app.photograph("capture-turned")
        app.activityRule.scenario.moveToState(Lifecycle.State.CREATED)
        runBlocking {
            // What another process finds: the same folder and keystore, and nothing else.
            until("the words are kept") {
                phone.parts.client
                    .open()
                    .drafts()
                    .firstOrNull { it.text == "Half a sen" }
            }
            phone.parts.client.close()
            val next = OpenedClient(File(phone.noBackupFilesDir, "patchwork"), KeystoreVault(phone))
            assertEquals(listOf("Half a sen"), next.open().drafts().map { it.text })
            next.close()
        }
    }

    @Test
    fun `what is not finished names its child or says that none is chosen`() {
        app.touch("Write")
        app.type("What did you notice?", "Seen at Nan’s")
        app.touch("Later")
        app.see("No child chosen yet · Draft, kept on this phone")
        app.touch("Seen at Nan’s")
        app.touch("Ella")
        app.touch("Later")
        app.see("Ella Marsh · Draft, kept on this phone")
        app.photograph("draft-names-its-child")
    }

    @Test
    fun `everybody is named once in a note, with what they have to do with it beside the name`() {
        val dana =
            runBlocking {
                phone.parts.client
                    .open()
                    .addPerson(case, NewPerson(PersonId(drawId()), "Dana Marsh", "Mother", "", "", ""))
            }
        app.touch("Ella")
        app.see("Dana Marsh")
        app.touch("Write")
        app.type("What did you notice?", "Dana was early")
        app.touch("When, how you know, who")
        app.see("Whom it is about, besides Ella")
        assertEquals(1, app.onAllNodes(hasText("Dana Marsh")).fetchSemanticsNodes().size)
        app.touch("About Dana Marsh")
        app.touch("There: Dana Marsh")
        app.photograph("capture-who")
        app.see("about Dana Marsh · with Dana Marsh")
        app.touch("There: Dana Marsh")
        app.touch("Later")
        app.seeGone("When, how you know, who")
        val about =
            runBlocking {
                until("it is put off") {
                    val client = phone.parts.client.open()
                    client
                        .drafts()
                        .singleOrNull()
                        ?.let { client.draft(it.draft) }
                        ?.takeIf { it.about.isNotEmpty() }
                }
            }
        assertEquals(listOf(dana) to emptyList(), about.about to about.with)
    }

    @Test
    fun `a day that was chosen stays with the words when they are put off`() {
        app.touch("Write")
        app.type("What did you notice?", "Seen at Nan’s")
        app.touch("When, how you know, who")
        app.touch("Yesterday")
        app.type("Time", "15:30")
        app.touch("Saw or heard it")
        app.touch("When, how you know, who")
        app.see("yesterday 15:30 · Saw or heard it")
        app.photograph("capture-folded")
        assertEquals(0, app.onAllNodes(hasText("Earlier today")).fetchSemanticsNodes().size)
        app.touch("Later")
        val yesterday = today().minusDays(1)
        val draft =
            runBlocking {
                until("it is put off") {
                    phone.parts.client
                        .open()
                        .drafts()
                        .singleOrNull()
                }
            }
        assertEquals(yesterday, draft.happenedAt?.let(::dayOf))
        app.touch("Seen at Nan’s")
        app.see("15:30")
        // Taken back, it is of now again, and not of the day that was chosen before.
        app.touch("Now")
        app.seeGone("yesterday 15:30")
        app.touch("Ella")
        app.touch("Save")
        runBlocking {
            val saved =
                until("it is saved") {
                    phone.parts.client
                        .open()
                        .timeline(case, null, 9u, TimelineFilter.ALL)
                        .entries
                        .firstOrNull()
                }
            assertEquals(today(), saved.happenedDay)
        }
    }
}
