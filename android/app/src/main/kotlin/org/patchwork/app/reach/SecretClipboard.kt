package org.patchwork.app.reach

import android.content.ClipData
import android.content.ClipboardManager
import android.content.Context
import android.os.Build
import android.os.PersistableBundle
import java.util.UUID
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch

/**
 * Copies a secret: marked as one, so that no keyboard or history shows it, and taken off the
 * clipboard after a minute unless something else was copied meanwhile. Android shows the clipboard
 * only to the app whose window somebody looks at: where that is another one by then, or the phone's
 * own question for a finger, it is taken off at the next [takeOffIfDue].
 */
class SecretClipboard(
    context: Context,
    private val scope: CoroutineScope,
) {
    private val clipboard = checkNotNull(context.getSystemService(ClipboardManager::class.java))

    /** The mark of what was copied less than a minute ago. */
    @Volatile private var fresh = ""

    /** Copies these words. */
    fun copy(words: String) {
        val mark = UUID.randomUUID().toString()
        fresh = mark
        val clip = ClipData.newPlainText(LABEL, words)
        clip.description.extras =
            PersistableBundle().apply {
                putBoolean(IS_SENSITIVE, true)
                putString(MARK, mark)
            }
        clipboard.setPrimaryClip(clip)
        scope.launch {
            delay(LASTS)
            if (fresh == mark) takeOffNow()
        }
    }

    /**
     * The window has the focus, or the gate opened: what is older than a minute is taken off, also
     * what a process before this one copied.
     */
    fun takeOffIfDue() = takeOff(except = fresh)

    /** Takes off what is there, however fresh. */
    fun takeOffNow() {
        fresh = ""
        takeOff(except = "")
    }

    /** The words of others are not read: a secret of ours bears its mark. */
    private fun takeOff(except: String) {
        val mark = clipboard.primaryClipDescription?.extras?.getString(MARK) ?: return
        if (mark == except) return
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
            clipboard.clearPrimaryClip()
        } else {
            clipboard.setPrimaryClip(ClipData.newPlainText("", ""))
        }
    }

    companion object {
        /** `ClipDescription.EXTRA_IS_SENSITIVE`, which keyboards of older versions read by this name too. */
        const val IS_SENSITIVE = "android.content.extra.IS_SENSITIVE"
        private const val LABEL = "Patchwork"
        private const val MARK = "org.patchwork.app.MARK"
        private val LASTS = 1.minutes
    }
}
