package org.patchwork.app

import android.content.Intent
import android.net.Uri
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** What somebody asked for from outside the app. It waits until the app is unlocked, in memory alone. */
class AskedFor {
    private val current = MutableStateFlow<Request?>(null)

    /** What was asked for and not answered yet. */
    val request: StateFlow<Request?> = current.asStateFlow()

    sealed interface Request {
        /** To write something, from the launcher or the quick settings. */
        data object Write : Request

        /** To join by an invitation that was tapped. Its code is a secret: it is in memory alone. */
        class Join(
            val code: String,
        ) : Request
    }

    /** Takes what the launcher or the quick settings ask for. */
    fun take(intent: Intent) {
        // Brought back from the list of recent apps: what is in it was asked for, and answered, before.
        if (intent.flags and Intent.FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY != 0) return
        if (intent.action == WRITE) current.value = Request.Write
    }

    /** Takes the secret of an invitation that was tapped. */
    fun takeLink(link: Uri?) {
        if (link?.scheme == "patchwork" && link.host == "join") current.value = Request.Join(link.fragment.orEmpty())
    }

    /** It was answered. */
    fun answered() {
        current.value = null
    }

    companion object {
        /** The action of an intent that asks to write. */
        const val WRITE = "org.patchwork.app.WRITE"
    }
}
