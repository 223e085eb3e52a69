package org.patchwork.app.screens.status

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.shown
import org.patchwork.app.client.value
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.FormModel
import org.patchwork.app.screens.form.FormState
import org.patchwork.app.screens.form.Saving
import org.patchwork.app.screens.form.readDays
import org.patchwork.app.screens.form.writable
import org.patchwork.client.CaseHeader
import org.patchwork.client.ChildStatus
import org.patchwork.client.InvalidField
import org.patchwork.client.LegalStatus
import org.patchwork.client.PlanCategory
import org.patchwork.client.StatusKind
import org.patchwork.client.Update

/** What is asked about a plan or a legal status. */
enum class StatusStep { Status, Category, LegalStatus, Since }

/** What somebody answered so far. Nothing is chosen beforehand. */
data class TypedStatus(
    val kind: StatusKind? = null,
    val category: PlanCategory? = null,
    val legalStatus: LegalStatus? = null,
    val from: String = "",
    val source: String = "",
) {
    /** The questions that are asked after these answers. */
    val steps: List<StatusStep>
        get() =
            listOfNotNull(
                StatusStep.Status,
                StatusStep.Category.takeIf { kind == StatusKind.PROTECTION_PLAN },
                StatusStep.LegalStatus.takeIf { kind == StatusKind.LOOKED_AFTER },
                StatusStep.Since,
            )
}

data class StatusState(
    /** The case as it is now, for the risk markers. */
    val header: Shown<CaseHeader> = Shown.Reading,
    val step: StatusStep = StatusStep.Status,
    override val typed: TypedStatus = TypedStatus(),
    override val saving: Saving = Saving(),
) : FormState<StatusState> {
    override fun with(saving: Saving) = copy(saving = saving)
}

/** What somebody does with a plan or a legal status. */
sealed interface StatusEvent {
    data class Type(
        val typed: TypedStatus,
    ) : StatusEvent

    data object Continue : StatusEvent

    data object Back : StatusEvent
}

/** Records which plan or legal status stands, since when, and from whom it is known. */
class StatusModel(
    private val place: Place.Status,
    private val around: Surroundings,
) : FormModel<StatusState>(StatusState()) {
    private val client = around.client

    /** What the case showed when the first question was asked. */
    private var shown = ""

    init {
        viewModelScope.launch {
            val begun = client.writable(place.case)
            shown =
                begun.value
                    ?.header
                    ?.shown
                    .orEmpty()
            if (begun is Shown.Refused) return@launch change { it.copy(header = begun) }
            show(client.shown({ it == Update.Case(place.case) }) { caseView(place.case).header }) { state, header ->
                state.copy(header = header)
            }
        }
    }

    fun on(event: StatusEvent) {
        when (event) {
            is StatusEvent.Type -> type { it.copy(typed = event.typed) }
            StatusEvent.Continue -> goOn()
            StatusEvent.Back -> goBack()
        }
    }

    private fun goBack() {
        val before = now.typed.steps.getOrNull(now.typed.steps.indexOf(now.step) - 1)
        if (before == null) around.leave() else change { it.copy(step = before, saving = Saving()) }
    }

    private fun goOn() {
        val typed = now.typed
        val kind = typed.kind
        if (kind == null) {
            refuse(listOf(InvalidField("status", "Choose what stands now.")))
            return
        }
        val next = typed.steps.getOrNull(typed.steps.indexOf(now.step) + 1)
        if (next != null) return change { it.copy(step = next, saving = Saving()) }
        val days = readDays("from" to typed.from)
        if (refuse(days.wrong)) return
        val status =
            when (kind) {
                StatusKind.NO_PLAN -> ChildStatus.NoPlan
                StatusKind.CHILD_IN_NEED -> ChildStatus.ChildInNeed
                StatusKind.PROTECTION_PLAN -> ChildStatus.ProtectionPlan(typed.category)
                StatusKind.LOOKED_AFTER -> ChildStatus.LookedAfter(typed.legalStatus)
            }
        save {
            client.setStatus(place.case, status, days["from"], typed.source, shown)
            around.back()
        }
    }
}
