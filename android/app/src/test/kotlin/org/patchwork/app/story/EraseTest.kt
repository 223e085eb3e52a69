package org.patchwork.app.story

import android.app.Notification
import android.app.NotificationManager
import android.content.ClipboardManager
import android.content.Context
import android.os.Bundle
import android.os.Parcel
import androidx.compose.ui.test.assertIsDisplayed
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.ViewModelProvider
import androidx.test.platform.app.InstrumentationRegistry
import androidx.work.WorkManager
import java.security.KeyStore
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertNotSame
import kotlin.test.assertTrue
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import org.patchwork.app.background.BackgroundSync
import org.patchwork.app.nav.BackStack
import org.patchwork.app.nav.Place
import org.patchwork.app.reach.SecretClipboard
import org.patchwork.app.testing.PriyasPhone
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.await
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.app.testing.wordsOnTheScreen
import org.patchwork.client.Standing
import org.patchwork.client.foundNorthtown
import org.robolectric.Shadows.shadowOf

/** A phone that is handed on. */
class EraseTest : PriyasPhone() {
    private val phone get() = app.activity.application as TestApp
    private val stack get() = ViewModelProvider(app.activity)[BackStack::class.java]

    private fun key(alias: String): List<Byte>? =
        KeyStore
            .getInstance("AndroidKeyStore")
            .apply { load(null) }
            .getKey(alias, null)
            ?.encoded
            ?.toList()

    /** What the system keeps of the app for a process that it ends, in both ways in which words are written. */
    private fun savedBySystem(): String {
        val saved = Bundle()
        // It is asked for when nobody looks, and looked at again afterwards.
        app.activityRule.scenario.moveToState(Lifecycle.State.CREATED)
        app.runOnUiThread { InstrumentationRegistry.getInstrumentation().callActivityOnSaveInstanceState(app.activity, saved) }
        app.activityRule.scenario.moveToState(Lifecycle.State.RESUMED)
        val parcel = Parcel.obtain()
        saved.writeToParcel(parcel, 0)
        val bytes = parcel.marshall()
        return String(bytes, Charsets.UTF_16LE) + String(bytes.drop(1).toByteArray(), Charsets.UTF_16LE) + String(bytes, Charsets.UTF_8) +
            stack.entries.map { it.place }
    }

    @Test
    fun `after erasing the phone is as on its first day, with nothing of before, and begins anew`() {
        val case = ellasCase()
        val client = client
        app.touch("Ella")
        app.touch("Write")
        app.type("What did you notice?", "Half a word")
        app.touch("Later")
        assertTrue(case.text in savedBySystem(), "the test reads what the system keeps")
        val before = app.runOnUiThread { stack.entries.toList() }
        val vaultKey = assertNotNull(key("patchwork-vault"))
        SecretClipboard(phone, CoroutineScope(Dispatchers.Default)).copy("PATCHWORK-SECRET")
        val notices = checkNotNull(phone.getSystemService(NotificationManager::class.java))
        notices.notify(1, Notification.Builder(phone, "new-entries").setContentTitle("Patchwork").build())
        phone.parts.preferences.tellOf { it + case }
        phone.parts.backgroundSync.sendSoon()

        app.touch("Settings")
        app.touch("Erase this phone")
        app.touch("I understand what is lost")
        app.touch("Erase for good")
        app.see("Welcome").assertIsDisplayed()
        app.photograph("erased")

        assertTrue("Ella" !in app.wordsOnTheScreen() && "Half a word" !in app.wordsOnTheScreen())
        assertNotSame(client, this.client)
        assertEquals(Standing.New, runBlocking { this@EraseTest.client.standing() })
        assertTrue(runBlocking { this@EraseTest.client.drafts() }.isEmpty())
        // The database that is there now has a key of its own; the one of before is gone with its key.
        assertFalse(vaultKey == key("patchwork-vault"))
        assertEquals(emptyList(), before.flatMap { it.viewModelStore.keys() }, "models of before are left")
        assertEquals(listOf<Place>(Place.Cases), app.runOnUiThread { stack.entries.map { it.place } })
        assertFalse(case.text in savedBySystem())
        assertFalse(phone.getSystemService(ClipboardManager::class.java)?.hasPrimaryClip() ?: true)
        assertTrue(shadowOf(notices).allNotifications.isEmpty())
        assertTrue(
            phone.parts.preferences.toldOf.value
                .isEmpty(),
        )
        val kept = phone.getSharedPreferences("preferences", Context.MODE_PRIVATE).all
        assertTrue(kept.values.none { case.text in it.toString() }, "$kept")
        val work = WorkManager.getInstance(phone)
        for (name in listOf(BackgroundSync.SEND_SOON, BackgroundSync.LOOK_REGULARLY)) {
            app.await("$name is still planned") { work.getWorkInfosForUniqueWork(name).get().all { it.state.isFinished } }
        }

        app.activityRule.scenario.recreate()
        app.see("Welcome")
        runBlocking { foundNorthtown(this@EraseTest.client, relay.address) }
        app.see("No child yet")
        assertTrue("Ella" !in app.wordsOnTheScreen())
    }
}
