package org.patchwork.app

import android.content.Context
import androidx.core.content.edit
import java.util.UUID

/** What this phone's owner chose for this phone. It names no child and no colleague. */
class Preferences(
    context: Context,
) {
    private val kept = context.getSharedPreferences("preferences", Context.MODE_PRIVATE)

    /**
     * Drawn anew when this phone is erased, so that what the system kept of the app before it is
     * told apart and not shown.
     */
    val life: String
        get() = kept.getString(LIFE, null) ?: UUID.randomUUID().toString().also { kept.edit(commit = true) { putString(LIFE, it) } }

    /** For how long the app stays open after it was left: milliseconds. */
    var closesAfter: Long
        get() = kept.getLong(CLOSES_AFTER, DEFAULT_CLOSES_AFTER)
        set(value) = kept.edit { putLong(CLOSES_AFTER, value) }

    /** Whether the phone tells of new entries while nobody looks at the app. */
    var tellsOfNewEntries: Boolean
        get() = kept.getBoolean(TELLS_OF_NEW_ENTRIES, false)
        set(value) = kept.edit { putBoolean(TELLS_OF_NEW_ENTRIES, value) }

    /** Forgets all of it. */
    fun clear() = kept.edit(commit = true) { clear() }

    private companion object {
        const val LIFE = "life"
        const val CLOSES_AFTER = "closes-after"
        const val TELLS_OF_NEW_ENTRIES = "tells-of-new-entries"
        const val DEFAULT_CLOSES_AFTER = 60_000L
    }
}
