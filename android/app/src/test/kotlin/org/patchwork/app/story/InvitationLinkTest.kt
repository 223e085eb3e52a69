package org.patchwork.app.story

import android.app.Activity
import android.content.Intent
import android.content.pm.ActivityInfo
import androidx.compose.ui.test.junit4.createAndroidComposeRule
import androidx.core.net.toUri
import androidx.test.platform.app.InstrumentationRegistry
import java.io.File
import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.Rule
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.patchwork.app.AskedFor
import org.patchwork.app.MainActivity
import org.patchwork.app.client.OpenedClient
import org.patchwork.app.lock.KeystoreVault
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.await
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.client.AgencyKind
import org.patchwork.client.Client
import org.patchwork.client.Invitee
import org.patchwork.client.MemoryVault
import org.patchwork.client.NewAgency
import org.patchwork.client.PendingDeviceView
import org.patchwork.client.PractitionerId
import org.patchwork.client.RelayProcess
import org.patchwork.client.Standing
import org.patchwork.client.drawId
import org.patchwork.client.foundNorthtown
import org.patchwork.client.openClient
import org.patchwork.client.until
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadows.ShadowLog

/** Tom has a new phone, and taps the invitation that Priya sent him. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = TestApp::class, qualifiers = "w411dp-h891dp-xhdpi")
class InvitationLinkTest {
    @get:Rule(order = 0)
    val folder = TemporaryFolder()

    @get:Rule(order = 1)
    val app = createAndroidComposeRule<MainActivity>()

    private lateinit var relay: RelayProcess
    private lateinit var priya: Client
    private var code = ""

    @BeforeTest
    fun priyaInvitesTom() =
        runBlocking {
            relay = RelayProcess.start(folder.newFolder("relay"))
            priya = openClient(File(folder.root, "priya"), MemoryVault())
            foundNorthtown(priya, relay.address)
            val school = priya.addAgency(NewAgency(id = null, name = "Hillside Primary", kind = AgencyKind.SCHOOL))
            code = priya.invite(Invitee(PractitionerId(drawId()), "Tom Reed", "Pastoral lead", school)).code
        }

    @AfterTest
    fun stop() {
        runBlocking { priya.lock() }
        relay.close()
    }

    private val link get() = Intent(Intent.ACTION_VIEW, "patchwork://join#$code".toUri()).addCategory(Intent.CATEGORY_BROWSABLE)

    /** What the phone opens for such a link. */
    private fun opens(): ActivityInfo = assertNotNull(app.activity.packageManager.resolveActivity(link, 0)).activityInfo

    private fun tapTheLink(): Activity? {
        val opens = Class.forName(opens().name).asSubclass(Activity::class.java)
        var opened: Activity? = null
        app.runOnUiThread {
            if (opens == MainActivity::class.java) {
                InstrumentationRegistry.getInstrumentation().callActivityOnNewIntent(app.activity, link)
            } else {
                opened = Robolectric.buildActivity(opens, link).create().get()
            }
        }
        app.waitForIdle()
        return opened
    }

    /** Waits until Priya's phone hears that Tom asks; his own goes on meanwhile. */
    private fun tomAsks(): PendingDeviceView {
        var asks: PendingDeviceView? = null
        app.await("Tom asks") {
            // What his phone does goes on only while its main thread is let run.
            app.waitForIdle()
            runBlocking { priya.pendingDevices() }.singleOrNull().also { asks = it } != null
        }
        return checkNotNull(asks)
    }

    @Test
    fun `a tapped invitation names the relay that will be spoken to, and asks before it joins`() {
        app.see("Welcome")
        tapTheLink()
        app.see("Join by invitation")
        app.photograph("invitation-tapped")
        app.touch("Ask to join")
        app.see("127.0.0.1")
        app.photograph("invitation-asks")
        assertTrue(runBlocking { priya.pendingDevices() }.isEmpty(), "it joined without asking")
        app.touch("Not now")
        app.seeGone("127.0.0.1:")
        app.touch("Ask to join")
        app.touch("Yes, ask to join")
        app.see("Waiting to be admitted")
        tomAsks()
        // Nothing of it is in what the phone writes down for whoever looks for faults.
        val secret = code.takeLast(SECRET_LETTERS)
        val logged = ShadowLog.getLogs().map { "${it.tag} ${it.msg} ${it.throwable?.stackTraceToString().orEmpty()}" }
        assertTrue(logged.isNotEmpty())
        assertEquals(emptyList(), logged.filter { secret in it })
    }

    @Test
    fun `who waits to be admitted still waits after the process ended, with the same words, and is let in`() {
        app.see("Welcome")
        tapTheLink()
        app.touch("Ask to join")
        app.touch("Yes, ask to join")
        app.see("Waiting to be admitted")
        val phone = RuntimeEnvironment.getApplication() as TestApp
        val asks = tomAsks()
        runBlocking {
            phone.parts.client.close()
            // What another process finds: the same folder and keystore, and nothing else.
            val next = OpenedClient(File(phone.noBackupFilesDir, "patchwork"), KeystoreVault(phone))
            assertEquals(asks.words, assertIs<Standing.Waiting>(next.open().standing()).words)
            priya.admit(asks.device)
            until("Tom is let in") { next.open().standing() as? Standing.Member }
            next.close()
        }
    }

    @Test
    fun `a code that is being typed is replaced by a tapped invitation only after asking`() {
        app.see("Welcome")
        app.touch("I have an invitation")
        app.type("Invitation code", "PATCHWORK-half")
        tapTheLink()
        app.see("PATCHWORK-half")
        app.see("You tapped or scanned an invitation")
        app.photograph("invitation-beside-a-typed-code")
        app.touch("Keep what I typed")
        app.seeGone("You tapped or scanned an invitation")
        app.see("PATCHWORK-half")
        tapTheLink()
        app.touch("Use the invitation")
        app.see(code)
    }

    @Test
    fun `the link is in no record of the system`() {
        val opens = opens()
        assertTrue(opens.flags and ActivityInfo.FLAG_NO_HISTORY != 0, opens.name)
        assertTrue(opens.flags and ActivityInfo.FLAG_EXCLUDE_FROM_RECENTS != 0, opens.name)
        val opened = assertNotNull(tapTheLink())
        assertTrue(opened.isFinishing)
        val goesOn = assertNotNull(shadowOf(RuntimeEnvironment.getApplication()).nextStartedActivity)
        assertEquals(MainActivity::class.java.name, goesOn.component?.className)
        assertNull(goesOn.data)
        assertNull(goesOn.extras)
        assertNull(app.activity.intent.data)
        app.see(code)
    }

    @Test
    fun `what was asked for is not asked for again from the list of recent apps`() {
        val asked = AskedFor()
        asked.take(Intent(AskedFor.WRITE).addFlags(Intent.FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY))
        assertNull(asked.request.value)
        asked.take(Intent(AskedFor.WRITE))
        assertNotNull(asked.request.value)
        app.see("Welcome")
        app.runOnUiThread {
            val write = Intent(app.activity, MainActivity::class.java).setAction(AskedFor.WRITE)
            InstrumentationRegistry.getInstrumentation().callActivityOnNewIntent(app.activity, write)
        }
        assertEquals(Intent.ACTION_MAIN, app.activity.intent.action)
    }

    private companion object {
        /** So many of a code's last letters are in nothing else. */
        const val SECRET_LETTERS = 16
    }
}
