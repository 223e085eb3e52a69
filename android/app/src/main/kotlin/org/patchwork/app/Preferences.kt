package org.patchwork.app

import android.content.Context
import androidx.core.content.edit
import java.util.UUID
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.updateAndGet
import org.patchwork.client.CaseId

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

    private val currentlyToldOf =
        MutableStateFlow(
            kept
                .getStringSet(TOLD_OF, null)
                .orEmpty()
                .map(::CaseId)
                .toSet(),
        )

    /**
     * The cases of whose new entries the phone tells while nobody looks at the app: none at first. A
     * case's id is drawn by chance and says nothing of the child.
     */
    val toldOf: StateFlow<Set<CaseId>> = currentlyToldOf.asStateFlow()

    /** Changes of which cases the phone tells. */
    fun tellOf(change: (Set<CaseId>) -> Set<CaseId>) {
        val after = currentlyToldOf.updateAndGet(change)
        kept.edit { putStringSet(TOLD_OF, after.map { it.text }.toSet()) }
    }

    /** Forgets all of it. */
    fun clear() {
        kept.edit(commit = true) { clear() }
        currentlyToldOf.value = emptySet()
    }

    private companion object {
        const val LIFE = "life"
        const val CLOSES_AFTER = "closes-after"
        const val TOLD_OF = "told-of"
        const val DEFAULT_CLOSES_AFTER = 60_000L
    }
}
