package org.patchwork.app.reach

import android.content.ClipData
import android.content.ClipboardManager
import android.content.Context
import android.os.Build
import android.os.PersistableBundle
import androidx.lifecycle.ProcessLifecycleOwner
import androidx.lifecycle.withResumed
import java.util.UUID
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch

/**
 * Copies a secret: marked as one, so that no keyboard or history shows it, and taken off the
 * clipboard after a minute unless something else was copied meanwhile. Where somebody is in another
 * app by then, it is taken off when they come back.
 */
class SecretClipboard(
    context: Context,
    private val scope: CoroutineScope,
    /** Android shows the clipboard only to the app that somebody looks at. */
    private val untilLookedAt: suspend () -> Unit = { ProcessLifecycleOwner.get().lifecycle.withResumed { } },
) {
    private val clipboard = checkNotNull(context.getSystemService(ClipboardManager::class.java))

    /** Copies these words. */
    fun copy(words: String) {
        val mark = UUID.randomUUID().toString()
        val clip = ClipData.newPlainText(LABEL, words)
        clip.description.extras =
            PersistableBundle().apply {
                putBoolean(IS_SENSITIVE, true)
                putString(MARK, mark)
            }
        clipboard.setPrimaryClip(clip)
        scope.launch {
            delay(LASTS)
            untilLookedAt()
            repeat(TRIES) {
                if (takeOff(mark)) return@launch
                delay(BETWEEN_TRIES)
            }
        }
    }

    /** Whether it is settled: taken off, or somebody else's by now. The words of others are not read. */
    private fun takeOff(mark: String): Boolean {
        val description = clipboard.primaryClipDescription ?: return false
        if (description.extras?.getString(MARK) != mark) return true
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
            clipboard.clearPrimaryClip()
        } else {
            clipboard.setPrimaryClip(ClipData.newPlainText("", ""))
        }
        return true
    }

    companion object {
        /** `ClipDescription.EXTRA_IS_SENSITIVE`, which keyboards of older versions read by this name too. */
        const val IS_SENSITIVE = "android.content.extra.IS_SENSITIVE"
        private const val LABEL = "Patchwork"
        private const val MARK = "org.patchwork.app.MARK"
        private const val TRIES = 5
        private val LASTS = 1.minutes
        private val BETWEEN_TRIES = 1.seconds
    }
}
