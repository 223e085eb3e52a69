package org.patchwork.app.client

import java.io.File
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
import org.patchwork.client.Client
import org.patchwork.client.ClientInterface
import org.patchwork.client.KeyVault
import org.patchwork.client.Options
import org.patchwork.client.eraseDevice

/**
 * The one client of this process: the database opens once at a time, for the screens and for the
 * work in the background alike.
 */
class OpenedClient(
    folder: File,
    private val vault: KeyVault,
) {
    private val options = Options(dataDir = folder.path, undoSeconds = UNDO_SECONDS)
    private val turn = Mutex()
    private val opened = MutableStateFlow<Client?>(null)

    /** The client, once something has opened it. */
    val current: StateFlow<ClientInterface?> = opened.asStateFlow()

    /** Opens the database where it is not open yet. Whoever stops waiting leaves no half of it. */
    suspend fun open(): ClientInterface =
        turn.withLock {
            opened.value ?: withContext(NonCancellable) {
                Client.open(options, vault).also { opened.value = it }
            }
        }

    /** Closes the database. What is under way is saved; the next call opens it again. */
    suspend fun close() =
        turn.withLock {
            withContext(NonCancellable) {
                opened.value?.lock()
                opened.value = null
            }
        }

    /** Erases everything on this phone: keys first, then the database. */
    suspend fun erase() =
        turn.withLock {
            withContext(NonCancellable) {
                val client = opened.value
                if (client == null) eraseDevice(options, vault) else client.eraseThisDevice()
                opened.value = null
            }
        }

    private companion object {
        const val UNDO_SECONDS = 10u
    }
}
