package org.patchwork.app

import android.content.Context
import android.net.ConnectivityManager
import android.net.Network
import android.os.SystemClock
import java.io.File
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.patchwork.app.background.BackgroundSync
import org.patchwork.app.background.NewEntryNotices
import org.patchwork.app.background.Presence
import org.patchwork.app.client.OpenedClient
import org.patchwork.app.client.attempt
import org.patchwork.app.lock.Gate
import org.patchwork.app.lock.GateKey
import org.patchwork.app.lock.KeystoreVault
import org.patchwork.app.lock.UnlockPrompt
import org.patchwork.app.reach.Printing
import org.patchwork.app.reach.SecretClipboard
import org.patchwork.app.scan.Camera
import org.patchwork.app.scan.PhoneCamera
import org.patchwork.client.KeyVault

/** What the app is made of besides its screens. One for each process. */
class AppParts(
    context: Context,
    vault: KeyVault = KeystoreVault(context),
    millis: () -> Long = SystemClock::elapsedRealtime,
    /** What asks the person to unlock, where it is not the phone. */
    val prompts: (() -> UnlockPrompt)? = null,
    /** What prints, where it is not the phone. */
    val printing: Printing? = null,
    /** What reads codes. */
    val camera: Camera = PhoneCamera(context),
) {
    val preferences = Preferences(context)

    /** The database lies outside backups, in storage that opens with the phone's first unlock. */
    val client = OpenedClient(File(context.noBackupFilesDir, "patchwork"), vault)
    private val gateKey = GateKey()
    val gate = Gate(gateKey, millis) { preferences.closesAfter }
    val backgroundSync = BackgroundSync(context)
    val presence = Presence()
    val notices = NewEntryNotices(context, preferences, { presence.isAtFront })

    /** What somebody asked for from outside, until it is answered. */
    val asked = AskedFor()

    /** Outlives every screen: for what must end whatever the person does next. */
    val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    /** Takes secrets off the clipboard again. */
    val clipboard = SecretClipboard(context, scope)

    private val currentLife = MutableStateFlow(preferences.life)

    /** Another one after each erasure: what is of an earlier one is not shown, and ends. */
    val life: StateFlow<String> = currentLife.asStateFlow()

    init {
        context.getSystemService(ConnectivityManager::class.java)?.registerDefaultNetworkCallback(
            object : ConnectivityManager.NetworkCallback() {
                override fun onAvailable(network: Network) {
                    client.current.value?.networkChanged()
                }
            },
        )
    }

    /** Somebody looks at the app: the connection is kept up, if they may look. */
    fun cameToFront() {
        gate.cameBack()
        notices.takeAway()
        presence.came(client.current.value)
    }

    /** Nobody looks any more: the connection ends, and what waits is left to the background. */
    fun leftFront() {
        presence.left()
        gate.left()
        val left = client.current.value ?: return
        scope.launch {
            attempt {
                presence.rest(left)
                if (left.syncStatus().waiting > 0u) backgroundSync.sendSoon()
            }
        }
    }

    /**
     * Erases everything that Patchwork keeps on this phone, in memory too: the app is as on its first
     * day. Begun, it goes on to its end.
     */
    suspend fun erase() =
        withContext(NonCancellable) {
            backgroundSync.stop()
            client.erase()
            gateKey.forget()
            gate.close()
            preferences.clear()
            asked.answered()
            currentLife.value = preferences.life
            // Last: a screen of before may have asked for either meanwhile.
            backgroundSync.stop()
            notices.forget()
            clipboard.takeOffNow()
        }
}
