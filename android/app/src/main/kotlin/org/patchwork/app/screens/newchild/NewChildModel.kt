package org.patchwork.app.screens.newchild

import org.patchwork.app.client.attempt
import org.patchwork.app.client.value
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.child.TypedChild
import org.patchwork.app.screens.form.FormModel
import org.patchwork.app.screens.form.FormState
import org.patchwork.app.screens.form.Saving
import org.patchwork.client.Duplicate
import org.patchwork.client.NewCase
import org.patchwork.client.Notice
import org.patchwork.client.drawId

/** A child who is being added. */
data class NewChildState(
    /** Why nothing can be saved on this phone now. */
    val cannot: Notice? = null,
    override val typed: TypedChild = TypedChild(),
    /** Whose case is likely the same child's. */
    val same: List<Duplicate> = emptyList(),
    override val saving: Saving = Saving(),
) : FormState<NewChildState> {
    override fun with(saving: Saving) = copy(saving = saving)
}

/** What somebody does while they add a child. */
sealed interface NewChildEvent {
    data class Type(
        val typed: TypedChild,
    ) : NewChildEvent

    data object Add : NewChildEvent
}

/** Adds a child, once it was asked about children who may be the same. */
class NewChildModel(
    private val around: Surroundings,
) : FormModel<NewChildState>(NewChildState(cannot = around.client.readOnlyNotice())) {
    /** Drawn once, so that the same child added again is one. */
    private val request = drawId()

    fun on(event: NewChildEvent) {
        when (event) {
            // Of another child it is asked again.
            is NewChildEvent.Type -> type { it.copy(typed = event.typed, same = emptyList()) }
            NewChildEvent.Add -> add()
        }
    }

    private fun add() {
        val typed = now.typed
        val days = typed.days
        if (refuse(days.wrong)) return
        val case =
            NewCase(
                given = typed.given,
                family = typed.family,
                preferred = typed.preferred,
                born = days["born"],
                bornIsApproximate = typed.bornIsApproximate,
                expected = days["expected"],
                nhsNumber = typed.nhsNumber,
                team = emptyList(),
                request = request,
            )
        val wasAsked = now.same.isNotEmpty()
        save {
            // Being asked is a help: where it cannot be asked, the child is added all the same.
            val same = if (wasAsked) emptyList() else attempt { around.client.likelySameChildren(case) }.value.orEmpty()
            if (same.isEmpty()) {
                around.replace(Place.Case(around.client.openCase(case)))
            } else {
                change { it.copy(same = same, saving = Saving()) }
            }
        }
    }
}
