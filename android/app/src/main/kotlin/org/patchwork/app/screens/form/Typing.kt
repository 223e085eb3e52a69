package org.patchwork.app.screens.form

import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.lifecycle.viewmodel.compose.LocalViewModelStoreOwner
import org.patchwork.app.nav.BackStack

/**
 * Whether somebody typed in a form, against what stood there before they did.
 *
 * What is typed in a form is in memory alone. It outlives a turn of the phone and a closed gate, and
 * not the end of the process: the system keeps saved state in clear, and a name or an address must
 * not lie there. Only what is written with *Write* is in the database as it is typed.
 */
class Typing {
    private var before: Any? = null

    /** What stood there before this word. */
    fun begins(words: Any?) {
        if (before == null) before = words
    }

    /** Whether the form holds something else by now. */
    fun holds(words: Any?): Boolean = before?.let { it != words } ?: false
}

/** Has whoever leaves this screen asked first, while [holds] says that there are words to lose. */
@Composable
fun AskBeforeLeaving(holds: () -> Boolean) {
    val entry = LocalViewModelStoreOwner.current as? BackStack.Entry ?: return
    // Not taken back when the screen is covered by another one: its words are still there.
    DisposableEffect(entry) {
        entry.holdsWords = holds
        onDispose { }
    }
}
