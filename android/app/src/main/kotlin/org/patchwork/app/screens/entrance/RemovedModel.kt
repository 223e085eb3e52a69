package org.patchwork.app.screens.entrance

import kotlinx.coroutines.launch
import org.patchwork.app.AppParts
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.ClientInterface
import org.patchwork.client.Notice

/** What is shown to somebody who was shut out. */
data class RemovedState(
    /** Their words that never reached the team, once they asked for them. */
    val unsent: String? = null,
    val refused: Notice? = null,
)

/** Shows what was not sent, and erases the rest. */
class RemovedModel(
    private val client: ClientInterface,
    private val parts: AppParts,
) : ScreenModel<RemovedState>(RemovedState()) {
    fun readUnsent() {
        act({ state, refused -> state.copy(refused = refused.notice) }) {
            val unsent = client.exportUnsent()
            change { it.copy(unsent = unsent) }
        }
    }

    /** Begun, it goes on to its end: this screen goes with what it shows. */
    fun erase() {
        parts.scope.launch {
            val erased = attempt { parts.erase() }
            if (erased is Shown.Refused) change { it.copy(refused = erased.notice) }
        }
    }
}
