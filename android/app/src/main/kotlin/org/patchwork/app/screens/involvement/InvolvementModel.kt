package org.patchwork.app.screens.involvement

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.writeDay
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.Days
import org.patchwork.app.screens.form.FormModel
import org.patchwork.app.screens.form.FormState
import org.patchwork.app.screens.form.Saving
import org.patchwork.app.screens.form.readDays
import org.patchwork.app.screens.form.then
import org.patchwork.app.screens.form.writable
import org.patchwork.client.Basis
import org.patchwork.client.CaseHeader
import org.patchwork.client.CaseView
import org.patchwork.client.ClientException
import org.patchwork.client.InvolvementDetails
import org.patchwork.client.InvolvementId
import org.patchwork.client.InvolvementView
import org.patchwork.client.NewInvolvement
import org.patchwork.client.PersonId
import org.patchwork.client.PersonView
import org.patchwork.client.drawId

/** What somebody typed of a part in a child's life. */
data class TypedInvolvement(
    val person: PersonId? = null,
    val role: String = "",
    val agency: String = "",
    val from: String = "",
    val until: String = "",
    val basis: Basis? = null,
    val review: String = "",
) {
    val days: Days get() = readDays("from" to from, "until" to until, "review" to review)
}

/** What the form of a part is about. */
data class AboutInvolvement(
    val header: CaseHeader,
    /** None for a new one. */
    val involvement: InvolvementView?,
    val professionals: List<PersonView>,
)

data class InvolvementState(
    val about: Shown<AboutInvolvement> = Shown.Reading,
    override val typed: TypedInvolvement = TypedInvolvement(),
    override val saving: Saving = Saving(),
) : FormState<InvolvementState> {
    override fun with(saving: Saving) = copy(saving = saving)

    /** Whether what is folded away must show: where it is what is likely changed, or is to be put right. */
    val mustShowMore: Boolean
        get() = about.value?.involvement != null || FOLDED.any { saving.wrong(it).isNotEmpty() }

    private companion object {
        val FOLDED = listOf("from", "until", "basis", "review")
    }
}

/** What somebody does with a part in a child's life. */
sealed interface InvolvementEvent {
    data class Type(
        val typed: TypedInvolvement,
    ) : InvolvementEvent

    data object Save : InvolvementEvent

    data object Remove : InvolvementEvent
}

/** Adds or changes the part that somebody plays in a child's life. */
class InvolvementModel(
    private val place: Place.Involvement,
    private val around: Surroundings,
) : FormModel<InvolvementState>(InvolvementState(typed = TypedInvolvement(person = place.of))) {
    private val client = around.client
    private val drawn = InvolvementId(drawId())

    init {
        viewModelScope.launch {
            val about = client.writable(place.case).then(::about)
            change { it.copy(about = about, typed = about.value?.involvement?.typed() ?: it.typed) }
        }
    }

    fun on(event: InvolvementEvent) {
        when (event) {
            is InvolvementEvent.Type -> type { it.copy(typed = event.typed) }
            InvolvementEvent.Save -> saveTyped()
            InvolvementEvent.Remove -> remove()
        }
    }

    private fun about(view: CaseView): AboutInvolvement {
        val involvement =
            place.involvement?.let { id ->
                view.involvements.firstOrNull { it.involvement == id } ?: throw ClientException.NotFound()
            }
        return AboutInvolvement(view.header, involvement, view.people.filter { !it.isFamily })
    }

    private fun saveTyped() {
        val about = now.about.value ?: return
        val typed = now.typed
        if (refuse(typed.days.wrong)) return
        val involvement = about.involvement
        save {
            if (involvement == null) {
                client.addInvolvement(place.case, typed.added(about, drawn))
            } else {
                client.changeInvolvement(place.case, typed.changed(about, involvement.involvement))
            }
            around.back()
        }
    }

    private fun remove() {
        val involvement = place.involvement ?: return
        save {
            client.removeInvolvement(place.case, involvement)
            around.back()
        }
    }
}

/** Whoever has an account is named by it. */
private fun TypedInvolvement.added(
    about: AboutInvolvement,
    id: InvolvementId,
): NewInvolvement {
    val practitioner = about.professionals.firstOrNull { it.person == person }?.practitioner
    return NewInvolvement(
        id = id,
        practitioner = practitioner,
        person = person.takeIf { practitioner == null },
        role = role,
        agency = agency,
        from = days["from"],
        until = days["until"],
        basis = basis,
        review = days["review"],
    )
}

private fun TypedInvolvement.changed(
    about: AboutInvolvement,
    id: InvolvementId,
) = InvolvementDetails(
    involvement = id,
    role = role,
    agency = agency,
    from = days["from"],
    until = days["until"],
    basis = basis,
    review = days["review"],
    shown = about.header.shown,
)

private fun InvolvementView.typed() =
    TypedInvolvement(
        person = person,
        role = ownRole,
        agency = ownAgency,
        from = writeDay(from),
        until = writeDay(until),
        basis = basis,
        review = writeDay(review),
    )
