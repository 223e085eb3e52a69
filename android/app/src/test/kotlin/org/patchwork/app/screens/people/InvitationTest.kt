package org.patchwork.app.screens.people

import android.content.ClipboardManager
import android.content.Intent
import androidx.compose.ui.graphics.asAndroidBitmap
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.performScrollTo
import com.google.zxing.BinaryBitmap
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader
import java.time.Instant
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.patchwork.app.client.value
import org.patchwork.app.reach.SecretClipboard
import org.patchwork.app.screens.invite.InvitationModel
import org.patchwork.app.screens.invite.InviteEvent
import org.patchwork.app.screens.invite.InviteModel
import org.patchwork.app.testing.await
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.client.ClientInterface
import org.patchwork.client.DeviceId
import org.patchwork.client.Invitee
import org.patchwork.client.PendingDeviceView
import org.patchwork.client.PractitionerId
import org.patchwork.client.Standing
import org.patchwork.client.Update
import org.patchwork.client.UpdateListener
import org.patchwork.client.UpdateSubscription
import org.patchwork.client.drawId
import org.patchwork.client.until

/** Inviting a colleague, and letting them in. */
class InvitationTest : PeopleStory() {
    private fun inviteTom() {
        app.touch("Directory")
        app.touch("Invite")
        app.see("Invite a colleague")
        app.type("Name", "Tom Reed")
        app.type("Role", "Pastoral lead")
        app.touch("Make an invitation")
        app.see("Invitation for Tom Reed")
    }

    @Test
    fun `a form that is not complete says so beside the field, and keeps what was typed`() {
        app.touch("Directory")
        app.touch("Invite")
        app.type("Role", "Pastoral lead")
        app.touch("Make an invitation")
        app.see("Write their name.")
        app.photograph("invite-refused")
        app.touch("The agency is not in the list")
        app.touch("Add the agency")
        app.see("Choose what the agency is.").assertIsDisplayed()
        app.touch("School")
        app.touch("Add the agency")
        app.see("Write the agency's name.").assertIsDisplayed()
        app.photograph("invite-agency-refused")
        app.type("Agency’s name", "Hillside Primary")
        app.touch("Add the agency")
        app.seeGone("What it is")
        app.see("Hillside Primary")
        app.see("Pastoral lead")
        app.photograph("invite")
        assertEquals(2, runBlocking { client.agencies() }.size)
    }

    @Test
    fun `without a connection nobody is invited, and what was typed stays`() {
        runBlocking { client.setOffline(true) }
        app.touch("Directory")
        app.touch("Invite")
        app.type("Name", "Tom Reed")
        app.type("Role", "Pastoral lead")
        app.touch("Make an invitation")
        app.see("No connection").assertIsDisplayed()
        app.see("Tom Reed")
        app.photograph("invite-offline")
        runBlocking { client.setOffline(false) }
        app.touch("Make an invitation")
        app.see("Invitation for Tom Reed")
    }

    @Test
    fun `a colleague far away is admitted after comparing words`() {
        inviteTom()
        app.photograph("invitation")
        app.touch("Send the invitation")
        val chooser = askedOfAnotherApp()
        assertEquals(Intent.ACTION_CHOOSER, chooser.action)
        @Suppress("DEPRECATION")
        val sent = assertNotNull(chooser.getParcelableExtra<Intent>(Intent.EXTRA_INTENT))
        app.touch("Copy the code")
        val clip = assertNotNull(app.activity.getSystemService(ClipboardManager::class.java)?.primaryClip)
        val code = clip.getItemAt(0).text.toString()
        assertEquals("patchwork://join#$code", sent.getStringExtra(Intent.EXTRA_TEXT))
        assertTrue(assertNotNull(clip.description.extras).getBoolean(SecretClipboard.IS_SENSITIVE))
        app.see("It is taken off the clipboard after a minute")

        val tom = anotherPhone()
        val waiting = assertIs<Standing.Waiting>(runBlocking { tom.join(code) })
        app.see("Waiting to be admitted").performScrollTo()
        waiting.words.forEach { app.see(it) }
        app.photograph("admit")
        app.touch("The words are the same: admit Tom Reed")
        app.see("Tom Reed is admitted.")
        app.see("Tom Reed has joined.")
        app.photograph("admitted")
        runBlocking { until("Tom is let in") { tom.standing() as? Standing.Member } }
    }

    @Test
    fun `a phone beside this one scans the screen and is admitted by itself`() {
        inviteTom()
        val drawn =
            app
                .see("The invitation as a QR code")
                .performScrollTo()
                .captureToImage()
                .asAndroidBitmap()
        val pixels = IntArray(drawn.width * drawn.height).also { drawn.getPixels(it, 0, drawn.width, 0, 0, drawn.width, drawn.height) }
        val image = BinaryBitmap(HybridBinarizer(RGBLuminanceSource(drawn.width, drawn.height, pixels)))
        val code = QRCodeReader().decode(image).text
        val tom = anotherPhone()
        runBlocking {
            tom.join(code)
            until("Tom is let in") { tom.standing() as? Standing.Member }
        }
        app.see("Tom Reed has joined.")
    }

    @Test
    fun `the secret on the screen ends when nobody looks at it any more`() =
        runBlocking {
            val agency = client.agencies().first().agency
            val invited = client.invite(Invitee(PractitionerId(drawId()), "Tom Reed", "Pastoral lead", agency)).practitioner
            val watched = Watched(client)
            val model = InvitationModel(watched, invited, CoroutineScope(Dispatchers.Default))
            val looking = launch(Dispatchers.Default) { model.whileLookedAt() }
            assertNotNull(
                model.state
                    .first { it.invitation.value != null }
                    .invitation.value
                    ?.screenCode,
            )
            looking.cancelAndJoin()
            assertNull(
                model.state.value.invitation.value
                    ?.screenCode,
            )
            until("the client hides the invitation") { watched.hidden.takeIf { it > 0 } }
            assertEquals(1, watched.hidden)
        }

    @Test
    fun `who asks to be let in keeps their place in the list, and nobody is admitted on other words than were shown`() {
        val waiting = { digit: String, words: String ->
            PendingDeviceView(
                DeviceId(digit.repeat(32)),
                PractitionerId(digit.repeat(32)),
                "Device $digit",
                "",
                "",
                listOf(words),
                Instant.EPOCH,
            )
        }
        val tom = waiting("1", "apple")
        val lee = waiting("2", "river")
        val listed = Listed(client, listOf(tom))
        val model = app.runOnUiThread { InviteModel(listed) {} }
        app.await("Tom waits") { model.state.value.pending == listOf(tom) }
        listed.pending = listOf(lee, tom)
        listed.listeners.forEach { it.updated(Update.Directory) }
        app.await("Lee waits too") { model.state.value.pending.size == 2 }
        assertEquals(listOf(tom, lee), model.state.value.pending)
        app.runOnUiThread { model.on(InviteEvent.Admit(tom.copy(words = listOf("stone")))) }
        app.await("it is said why") { model.state.value.refused != null }
        app.runOnUiThread { model.on(InviteEvent.Admit(tom)) }
        app.await("Tom is admitted") {
            model.state.value.admitted
                .isNotEmpty()
        }
        assertEquals(listOf(tom.device), listed.admitted)
    }

    private class Listed(
        private val real: ClientInterface,
        @Volatile var pending: List<PendingDeviceView>,
    ) : ClientInterface by real {
        val admitted = mutableListOf<DeviceId>()
        val listeners = CopyOnWriteArrayList<UpdateListener>()

        override fun subscribe(listener: UpdateListener): UpdateSubscription {
            listeners += listener
            return real.subscribe(listener)
        }

        override suspend fun pendingDevices() = pending

        override suspend fun admit(device: DeviceId) {
            admitted += device
        }
    }

    private class Watched(
        private val real: ClientInterface,
    ) : ClientInterface by real {
        @Volatile var hidden = 0

        override suspend fun hideInvitation() {
            real.hideInvitation()
            hidden += 1
        }
    }
}
