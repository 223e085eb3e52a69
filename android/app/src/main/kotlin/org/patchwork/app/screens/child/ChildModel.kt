package org.patchwork.app.screens.child

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.FormModel
import org.patchwork.app.screens.form.FormState
import org.patchwork.app.screens.form.Saving
import org.patchwork.app.screens.form.writable
import org.patchwork.client.CaseView
import org.patchwork.client.ChildDetails

/** What is known of a child, while it is changed. */
data class ChildState(
    val case: Shown<CaseView> = Shown.Reading,
    override val typed: TypedChild = TypedChild(),
    override val saving: Saving = Saving(),
) : FormState<ChildState> {
    override fun with(saving: Saving) = copy(saving = saving)
}

/** What somebody does with what is known of a child. */
sealed interface ChildEvent {
    data class Type(
        val typed: TypedChild,
    ) : ChildEvent

    data object Save : ChildEvent
}

/** Changes what is known of a child: names, birth, NHS number, family. */
class ChildModel(
    private val place: Place.Child,
    private val around: Surroundings,
) : FormModel<ChildState>(ChildState()) {
    private val client = around.client

    init {
        viewModelScope.launch {
            val case = client.writable(place.case)
            change { it.copy(case = case, typed = case.value?.child?.typed() ?: it.typed) }
        }
    }

    fun on(event: ChildEvent) {
        when (event) {
            is ChildEvent.Type -> type { it.copy(typed = event.typed) }
            ChildEvent.Save -> saveTyped()
        }
    }

    private fun saveTyped() {
        val typed = now.typed
        val days = typed.days
        if (refuse(days.wrong)) return
        val details =
            ChildDetails(
                given = typed.given,
                family = typed.family,
                preferred = typed.preferred,
                born = days["born"],
                bornIsApproximate = typed.bornIsApproximate,
                expected = days["expected"],
                nhsNumber = typed.nhsNumber,
                familyLabel = typed.familyLabel,
                shown =
                    now.case.value
                        ?.header
                        ?.shown
                        .orEmpty(),
            )
        save {
            client.changeChild(place.case, details)
            around.back()
        }
    }
}
