package org.patchwork.app.screens

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.patchwork.app.AppParts
import org.patchwork.app.client.attempt
import org.patchwork.app.client.shown
import org.patchwork.app.client.value
import org.patchwork.app.nav.Place
import org.patchwork.client.ChipView
import org.patchwork.client.ClientInterface
import org.patchwork.client.EntryId
import org.patchwork.client.Saved
import org.patchwork.client.Undone
import org.patchwork.client.Update

/** What the bars around every screen show. */
data class FrameState(
    val chip: ChipView? = null,
    /** The entry that was just saved, while it can be undone. */
    val undoable: EntryId? = null,
    /** How undoing ended where it came too late. */
    val said: String = "",
)

/** Follows the sync chip, and offers to undo what was just saved. */
class FrameModel(
    private val client: ClientInterface,
    private val parts: AppParts,
) : ScreenModel<FrameState>(FrameState()) {
    private var window: Job? = null

    init {
        show(client.shown({ it == Update.Sync }) { chip() }) { state, found ->
            // What was saved here is sent in the background too, should the process end now: each
            // save asks anew, also while something waits already.
            if ((found.value?.waiting ?: 0u) > (state.chip?.waiting ?: 0u)) parts.backgroundSync.sendSoon()
            state.copy(chip = found.value ?: state.chip)
        }
    }

    /** Something was saved, and can be undone for a few seconds. */
    fun saved(saved: Saved) {
        // One that was sent meanwhile may leave as many waiting as there were before.
        parts.backgroundSync.sendSoon()
        window?.cancel()
        window =
            viewModelScope.launch {
                val said = if (saved.nudge.isEmpty()) "" else "Saved on this phone. ${saved.nudge}"
                change { it.copy(undoable = saved.entry, said = said) }
                withContext(Dispatchers.Default) { delay(saved.undoUntil.toEpochMilli() - System.currentTimeMillis()) }
                change { it.copy(undoable = null, said = "") }
            }
    }

    /** Takes back what was saved: its words are a draft again. */
    fun undo(go: (Place) -> Unit) {
        val entry = now.undoable ?: return
        window?.cancel()
        viewModelScope.launch {
            val undone = attempt { client.undo(entry) }.value
            val said = if (undone is Undone.TooLate) "It was sent already. You can correct it or strike it through." else ""
            change { it.copy(undoable = null, said = said) }
            if (undone is Undone.InTime) go(Place.Capture(undone.draft.draft, undone.draft.case))
        }
    }
}
