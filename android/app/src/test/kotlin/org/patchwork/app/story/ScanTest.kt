package org.patchwork.app.story

import android.Manifest
import android.content.pm.PackageManager
import androidx.compose.ui.test.junit4.createAndroidComposeRule
import java.io.File
import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.Rule
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.patchwork.app.MainActivity
import org.patchwork.app.scan.Luminance
import org.patchwork.app.scan.invitationIn
import org.patchwork.app.scan.readCode
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.await
import org.patchwork.app.testing.lightOf
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.app.testing.wordsOnTheScreen
import org.patchwork.client.AgencyKind
import org.patchwork.client.Client
import org.patchwork.client.Invitee
import org.patchwork.client.MemoryVault
import org.patchwork.client.NewAgency
import org.patchwork.client.PractitionerId
import org.patchwork.client.RelayProcess
import org.patchwork.client.drawId
import org.patchwork.client.foundNorthtown
import org.patchwork.client.openClient
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Tom has a new phone, and Priya's beside it shows an invitation. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = TestApp::class, qualifiers = "w411dp-h891dp-xhdpi")
class ScanTest {
    @get:Rule(order = 0)
    val folder = TemporaryFolder()

    @get:Rule(order = 1)
    val app = createAndroidComposeRule<MainActivity>()

    private lateinit var relay: RelayProcess
    private lateinit var priya: Client
    private var code = ""
    private val camera get() = (app.activity.application as TestApp).camera

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

    private fun toTheInvitation() {
        app.see("Welcome")
        app.touch("I have an invitation")
        app.see("Join by invitation")
    }

    @Test
    fun `a code that the camera sees names its relay and asks before it joins`() {
        shadowOf(app.activity.application).grantPermissions(Manifest.permission.CAMERA)
        toTheInvitation()
        app.touch("Scan a code")
        app.see("Hold the phone over the code")
        app.photograph("scan")
        // A wall, and a code that is none of Patchwork's: the camera goes on looking.
        camera.see(Luminance(ByteArray(640 * 480) { -1 }, 640, 480))
        camera.see(lightOf("https://example.org"))
        app.see("This code is no invitation to Patchwork.")
        camera.see(lightOf(code))
        app.see("This invitation leads to the relay at")
        app.see(relay.address.substringAfter("//").substringBefore(":"))
        assertFalse(camera.isOpen, "the camera is closed once it has seen an invitation")
        assertTrue(runBlocking { priya.pendingDevices() }.isEmpty(), "nothing was sent before somebody said so")
        app.touch("Yes, ask to join")
        app.see("Waiting to be admitted")
        app.await("Tom asks") {
            app.waitForIdle()
            runBlocking { priya.pendingDevices() }.size == 1
        }
    }

    @Test
    fun `the camera is asked for when a code is to be scanned and not before, and without it a code is pasted`() {
        toTheInvitation()
        assertNull(shadowOf(app.activity).lastRequestedPermission)
        app.touch("Scan a code")
        val asked = assertNotNull(shadowOf(app.activity).lastRequestedPermission)
        assertEquals(listOf(Manifest.permission.CAMERA), asked.requestedPermissions.toList())
        app.runOnUiThread {
            @Suppress("DEPRECATION") // What the system calls.
            app.activity.onRequestPermissionsResult(
                asked.requestCode,
                asked.requestedPermissions,
                intArrayOf(PackageManager.PERMISSION_DENIED),
            )
        }
        app.see("Patchwork may not use the camera.")
        app.photograph("scan-refused")
        assertFalse(camera.isOpen)
        app.type("Invitation code", code)
        app.touch("Ask to join")
        app.see("This invitation leads to the relay at")
    }

    @Test
    fun `a camera that fails says so, and one that is left is closed`() {
        shadowOf(app.activity.application).grantPermissions(Manifest.permission.CAMERA)
        toTheInvitation()
        app.touch("Scan a code")
        app.see("Hold the phone over the code")
        assertTrue(camera.isOpen)
        app.touch("Back")
        app.see("Join by invitation")
        assertFalse(camera.isOpen)
        app.touch("Scan a code")
        app.see("Hold the phone over the code")
        app.runOnUiThread { camera.fail() }
        app.see("The camera cannot be used now.")
        assertFalse(camera.isOpen)
        app.seeGone("Hold the phone over the code")
    }

    @Test
    fun `a phone without a camera offers no scanning`() {
        camera.isThere = false
        toTheInvitation()
        assertFalse("Scan a code" in app.wordsOnTheScreen())
    }

    @Test
    fun `a code whose corners are not found in one direction is found in another`() {
        // Drawn at random once. Turned by three quarters, its corners were not found.
        val drawn =
            "PATCHWORK-04047-STFD0-1YSS9-S5ZAF-4QPCT-T9RSR-F6D6R-NTJHP-TP5QN-FWVX6-WAG2R-00000-00000-01PXE-" +
                "992QZ-F6DPB-XXF12-K90VE-M6VAS-19XH9-869AV-NWXMN-F7B5D-F5776-DTNF5-8GQ7X-DBM47-0WBBE-4KP0X-GNZR1-" +
                "S9X6A-E4Y9C-34PY8-SHG0W-BPGX3-ME0X2-YBSH6-8VJWC-1E60Q-32EHM-60TK6-C9FFQ-DY3EZ-Y"
        for (quarters in 0..3) {
            assertEquals(drawn, readCode(lightOf(drawn, quarters = quarters, dark = 0, light = 110)), "$quarters")
        }
    }

    @Test
    fun `the code that the app draws is read however it is turned, in little light, and from a part of what is seen`() {
        for (quarters in 0..3) {
            for (dark in listOf(0, 90)) {
                assertEquals(code, readCode(lightOf(code, quarters = quarters, dark = dark, light = dark + 110)), "$quarters, $dark")
            }
        }
        assertNull(readCode(lightOf(code, dark = 200, light = 200)))
        assertEquals(code, invitationIn("patchwork://join#$code"))
        assertEquals(code, invitationIn(code))
    }
}
