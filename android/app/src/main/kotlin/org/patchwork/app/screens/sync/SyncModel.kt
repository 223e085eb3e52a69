package org.patchwork.app.screens.sync

import org.patchwork.app.client.Shown
import org.patchwork.app.client.shown
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.ClientInterface
import org.patchwork.client.SyncView
import org.patchwork.client.Update

/** How this phone and the relay stand to each other, in full. */
data class SyncState(
    val sync: Shown<SyncView> = Shown.Reading,
    /** The words of something that was not sent, while somebody decides about it. */
    val unsent: Unsent? = null,
    val isTrying: Boolean = false,
    val refused: Shown.Refused? = null,
)

/** Words that only this phone has. */
data class Unsent(
    val handle: String,
    val words: String,
)

/** What somebody does about what waits. */
sealed interface SyncEvent {
    data object TryNow : SyncEvent

    data class Retry(
        val handle: String,
    ) : SyncEvent

    data class Dismiss(
        val handle: String,
    ) : SyncEvent

    data class ShowUnsent(
        val handle: String,
    ) : SyncEvent

    data object KeepUnsent : SyncEvent

    data object DiscardUnsent : SyncEvent
}

/** Follows what waits and what failed. */
class SyncModel(
    private val client: ClientInterface,
) : ScreenModel<SyncState>(SyncState()) {
    init {
        show(client.shown({ it == Update.Sync }) { syncStatus() }) { state, sync -> state.copy(sync = sync) }
    }

    fun on(event: SyncEvent) {
        change { it.copy(refused = null) }
        when (event) {
            SyncEvent.TryNow -> tryNow()
            is SyncEvent.Retry -> acting { client.retry(event.handle) }
            is SyncEvent.Dismiss -> acting { client.dismiss(event.handle) }
            is SyncEvent.ShowUnsent ->
                acting {
                    val words = client.unsentWords(event.handle)
                    change { it.copy(unsent = Unsent(event.handle, words)) }
                }
            SyncEvent.KeepUnsent -> change { it.copy(unsent = null) }
            SyncEvent.DiscardUnsent ->
                now.unsent?.let { unsent ->
                    acting {
                        client.discardUnsent(unsent.handle)
                        change { it.copy(unsent = null) }
                    }
                }
        }
    }

    private fun tryNow() {
        if (now.isTrying) return
        change { it.copy(isTrying = true) }
        act({ state, refused -> state.copy(isTrying = false, refused = refused) }) {
            client.syncNow(DEADLINE_MS)
            change { it.copy(isTrying = false) }
        }
    }

    private fun acting(work: suspend () -> Unit) = act({ state, refused -> state.copy(refused = refused) }, work)

    private companion object {
        const val DEADLINE_MS = 20_000u
    }
}
