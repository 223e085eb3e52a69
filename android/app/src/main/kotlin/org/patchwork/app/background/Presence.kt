package org.patchwork.app.background

import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import org.patchwork.client.ClientInterface

/**
 * Tells the client whether somebody looks. Going to rest takes a while, coming back does not: what
 * somebody did last counts, whichever ends last.
 */
class Presence {
    private val turn = Mutex()

    /** Whether somebody looks at the app. */
    @Volatile var isAtFront = false
        private set

    /** Somebody looks: the connection is kept up. */
    fun came(client: ClientInterface?) {
        isAtFront = true
        client?.foreground()
    }

    /** Nobody looks any more. */
    fun left() {
        isAtFront = false
    }

    /** Lets the client rest unless somebody looks, or does so before it has come to rest. */
    suspend fun rest(client: ClientInterface) =
        turn.withLock {
            if (isAtFront) return@withLock
            client.background()
            if (isAtFront) client.foreground()
        }
}
