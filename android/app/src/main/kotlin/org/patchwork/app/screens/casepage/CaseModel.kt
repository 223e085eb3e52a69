package org.patchwork.app.screens.casepage

import org.patchwork.app.client.Shown
import org.patchwork.app.client.shown
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.CaseId
import org.patchwork.client.CaseView
import org.patchwork.client.ClientInterface
import org.patchwork.client.ConflictView
import org.patchwork.client.LookedAt
import org.patchwork.client.TaskId
import org.patchwork.client.Update

/** What a case shows beside its picture and its timeline. */
data class CaseState(
    val view: Shown<CaseView> = Shown.Reading,
    val isUnfolded: Boolean = false,
    val refused: Shown.Refused? = null,
)

/** What somebody does on a case. */
sealed interface CaseEvent {
    data object Fold : CaseEvent

    data class Choose(
        val conflict: ConflictView,
        val choice: String,
    ) : CaseEvent

    data class Complete(
        val task: TaskId,
    ) : CaseEvent

    data class Reopen(
        val task: TaskId,
    ) : CaseEvent
}

/** Reads a case, and notes that it was looked at. */
class CaseModel(
    private val client: ClientInterface,
    private val case: CaseId,
) : ScreenModel<CaseState>(CaseState()) {
    init {
        show(client.shown({ it == Update.Case(case) }) { caseView(case) }) { state, view -> state.copy(view = view) }
        act({ state, _ -> state }) { client.lookedAt(case, LookedAt.Case) }
    }

    fun on(event: CaseEvent) {
        when (event) {
            CaseEvent.Fold -> change { it.copy(isUnfolded = !it.isUnfolded) }
            is CaseEvent.Choose -> writing { client.chooseValue(case, event.conflict.field, event.choice) }
            is CaseEvent.Complete -> writing { client.completeTask(case, event.task) }
            is CaseEvent.Reopen -> writing { client.reopenTask(case, event.task) }
        }
    }

    private fun writing(work: suspend () -> Unit) {
        change { it.copy(refused = null) }
        act({ state, refused -> state.copy(refused = refused) }, work)
    }
}
