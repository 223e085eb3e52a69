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
    /** What was just chosen among two values, as long as the page stays where that was. */
    val chosen: Chosen? = null,
)

/** Follows the sync chip, and offers to undo what was just saved and to keep the value that went. */
class FrameModel(
    private val client: ClientInterface,
    private val parts: AppParts,
) : ScreenModel<FrameState>(FrameState()) {
    private var window: Job? = null

    /** The page on top: where a value was chosen last. */
    private var page: Int? = null

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

    /** One of two values was chosen on this page, which may have been left meanwhile. */
    fun chose(
        chosen: Chosen,
        page: Int,
    ) {
        if (page == this.page) change { it.copy(chosen = chosen) }
    }

    /** This page shows: what was chosen on another one is not said here. */
    fun cameTo(page: Int) {
        if (this.page != page) change { it.copy(chosen = null) }
        this.page = page
    }

    /** The value that went holds after all. */
    fun keepOther() {
        val chosen = now.chosen ?: return
        change { it.copy(chosen = null) }
        act({ state, refused -> state.copy(said = refused.notice.body) }) {
            client.chooseValue(chosen.case, chosen.field, chosen.other)
            chosen.afterwards()
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
