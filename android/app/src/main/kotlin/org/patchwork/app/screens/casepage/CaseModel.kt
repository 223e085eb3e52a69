package org.patchwork.app.screens.casepage

import org.patchwork.app.client.Shown
import org.patchwork.app.client.shown
import org.patchwork.app.screens.ConflictEvent
import org.patchwork.app.screens.ScreenModel
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.choose
import org.patchwork.client.CaseId
import org.patchwork.client.CaseView
import org.patchwork.client.LookedAt
import org.patchwork.client.TaskId
import org.patchwork.client.Update

/** What a case shows beside its picture and its timeline. */
data class CaseState(
    val view: Shown<CaseView> = Shown.Reading,
    val isUnfolded: Boolean = false,
    /** Whether this phone tells of new entries in this case. */
    val isToldOf: Boolean = false,
    /** Whether the phone lets no notice through, although they are on here. */
    val areNoticesBlocked: Boolean = false,
    val refused: Shown.Refused? = null,
)

/** What somebody does on a case. */
sealed interface CaseEvent {
    data object Fold : CaseEvent

    data class Choose(
        val event: ConflictEvent,
    ) : CaseEvent

    data class Complete(
        val task: TaskId,
    ) : CaseEvent

    data class Reopen(
        val task: TaskId,
    ) : CaseEvent

    data class TellOfNewEntries(
        val isOn: Boolean,
        /** Whether the phone lets notices through. */
        val isAllowed: Boolean,
    ) : CaseEvent
}

/** Reads a case, and notes that it was looked at. */
class CaseModel(
    private val case: CaseId,
    private val around: Surroundings,
) : ScreenModel<CaseState>(CaseState()) {
    private val client = around.client
    private val preferences = around.parts.preferences

    init {
        show(client.shown({ it == Update.Case(case) }) { caseView(case) }) { state, view -> state.copy(view = view) }
        show(preferences.toldOf) { state, toldOf -> state.copy(isToldOf = case in toldOf) }
        act({ state, _ -> state }) { client.lookedAt(case, LookedAt.Case) }
    }

    fun on(event: CaseEvent) {
        when (event) {
            CaseEvent.Fold -> change { it.copy(isUnfolded = !it.isUnfolded) }
            is CaseEvent.Choose -> writing { around.choose(event.event) }
            is CaseEvent.Complete -> writing { client.completeTask(case, event.task) }
            is CaseEvent.Reopen -> writing { client.reopenTask(case, event.task) }
            is CaseEvent.TellOfNewEntries -> {
                preferences.tellOf { if (event.isOn) it + case else it - case }
                change { it.copy(areNoticesBlocked = event.isOn && !event.isAllowed) }
            }
        }
    }

    private fun writing(work: suspend () -> Unit) {
        change { it.copy(refused = null) }
        act({ state, refused -> state.copy(refused = refused) }, work)
    }
}
