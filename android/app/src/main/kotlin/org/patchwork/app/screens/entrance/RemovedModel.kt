package org.patchwork.app.screens.entrance

import org.patchwork.app.AppParts
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

    fun erase() {
        act({ state, refused -> state.copy(refused = refused.notice) }) { parts.erase() }
    }
}
