package org.patchwork.app

import android.content.Intent
import androidx.lifecycle.ViewModel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** What somebody asked for from outside the app. It waits until the app is unlocked. */
class AskedFor : ViewModel() {
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

    /** Reads an intent, and takes a secret out of it: the system keeps intents. */
    fun take(intent: Intent) {
        val link = intent.data
        if (link?.scheme == "patchwork" && link.host == "join") {
            current.value = Request.Join(link.fragment.orEmpty())
            intent.data = null
        } else if (intent.action == WRITE) {
            current.value = Request.Write
            intent.action = Intent.ACTION_MAIN
        }
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
