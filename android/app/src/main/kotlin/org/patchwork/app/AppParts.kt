package org.patchwork.app

import android.content.Context
import android.net.ConnectivityManager
import android.net.Network
import android.os.SystemClock
import java.io.File
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.launch
import org.patchwork.app.background.BackgroundSync
import org.patchwork.app.background.NewEntryNotices
import org.patchwork.app.client.OpenedClient
import org.patchwork.app.client.attempt
import org.patchwork.app.lock.Gate
import org.patchwork.app.lock.GateKey
import org.patchwork.app.lock.KeystoreVault
import org.patchwork.app.lock.UnlockPrompt
import org.patchwork.client.KeyVault

/** What the app is made of besides its screens. One for each process. */
class AppParts(
    context: Context,
    vault: KeyVault = KeystoreVault(context),
    millis: () -> Long = SystemClock::elapsedRealtime,
    /** What asks the person to unlock, where it is not the phone. */
    val prompts: (() -> UnlockPrompt)? = null,
) {
    val preferences = Preferences(context)

    /** The database lies outside backups, in storage that opens with the phone's first unlock. */
    val client = OpenedClient(File(context.noBackupFilesDir, "patchwork"), vault)
    val gate = Gate(GateKey(), millis) { preferences.closesAfter }
    val backgroundSync = BackgroundSync(context)
    val notices = NewEntryNotices(context, { preferences.tellsOfNewEntries }, { isAtFront })

    /** Outlives every screen: for what must end whatever the person does next. */
    val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    /** Whether somebody looks at the app. */
    var isAtFront = false
        private set

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
        isAtFront = true
        gate.cameBack()
        notices.takeAway()
        client.current.value?.foreground()
    }

    /** Nobody looks any more: the connection ends, and what waits is left to the background. */
    fun leftFront() {
        isAtFront = false
        gate.left()
        val left = client.current.value ?: return
        scope.launch {
            attempt {
                left.background()
                if (left.syncStatus().waiting > 0u) backgroundSync.sendSoon()
            }
        }
    }

    /** Erases everything that Patchwork keeps on this phone. */
    suspend fun erase() {
        backgroundSync.stop()
        client.erase()
        preferences.clear()
        gate.close()
    }
}
