package org.patchwork.app.screens

import org.patchwork.client.CaseId
import org.patchwork.client.ConflictView

/** What somebody does with two values of one fact that people wrote apart. */
sealed interface ConflictEvent {
    val conflict: ConflictView

    /** One of them holds, and the other goes. */
    data class Keep(
        override val conflict: ConflictView,
        val choice: String,
    ) : ConflictEvent

    /** Both are right. */
    data class KeepAll(
        override val conflict: ConflictView,
    ) : ConflictEvent
}

/** What has just been chosen among two values, with the way to the other one. */
class Chosen(
    val case: CaseId,
    val field: String,
    /** The handle of the value that went. */
    val other: String,
    /** Brings up to date what does not follow the case by itself. */
    val afterwards: suspend () -> Unit,
)

/** Keeps one value or all of them. Where one of two went, the bar below the page leads back to it. */
suspend fun Surroundings.choose(
    event: ConflictEvent,
    afterwards: suspend () -> Unit = {},
) {
    val conflict = event.conflict
    when (event) {
        is ConflictEvent.KeepAll -> {
            val first = conflict.values.firstOrNull() ?: return
            client.keepAllValues(conflict.case, conflict.field, first.choice)
        }
        is ConflictEvent.Keep -> {
            client.chooseValue(conflict.case, conflict.field, event.choice)
            // With three or more, nothing says which of the others was meant.
            val other = conflict.values.filter { it.choice != event.choice }.singleOrNull()
            if (other != null) chosen(Chosen(conflict.case, conflict.field, other.choice, afterwards))
        }
    }
    afterwards()
}
