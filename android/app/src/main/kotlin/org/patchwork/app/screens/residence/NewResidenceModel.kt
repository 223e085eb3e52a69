package org.patchwork.app.screens.residence

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.CHILD
import org.patchwork.app.screens.form.Days
import org.patchwork.app.screens.form.FormModel
import org.patchwork.app.screens.form.FormState
import org.patchwork.app.screens.form.Saving
import org.patchwork.app.screens.form.readDays
import org.patchwork.app.screens.form.withoutAccount
import org.patchwork.app.screens.form.writable
import org.patchwork.client.CaseView
import org.patchwork.client.ClientException
import org.patchwork.client.InvalidField
import org.patchwork.client.NewResidence
import org.patchwork.client.PersonId
import org.patchwork.client.ResidenceId
import org.patchwork.client.ResidenceKind
import org.patchwork.client.drawId

/** What is asked of a place where somebody lives, with the fields that answer it. */
enum class ResidenceStep(
    val fields: Set<String>,
) {
    Who(setOf("person")),
    Where(setOf("kind", "address")),
    When(setOf("pattern", "from", "until")),
    Withheld(setOf("withheld_from")),
}

/** What somebody answered so far. Nothing is chosen beforehand. */
data class TypedResidence(
    val person: PersonId? = null,
    val address: String = "",
    val kind: ResidenceKind? = null,
    val pattern: String = "",
    val from: String = "",
    val until: String = "",
    val withheldFrom: Set<PersonId> = emptySet(),
) {
    val days: Days get() = readDays("from" to from, "until" to until)
}

data class NewResidenceState(
    val case: Shown<CaseView> = Shown.Reading,
    val step: ResidenceStep = ResidenceStep.Who,
    override val typed: TypedResidence = TypedResidence(),
    override val saving: Saving = Saving(),
) : FormState<NewResidenceState> {
    override fun with(saving: Saving) = copy(saving = saving)

    /** Who lives there, by name. */
    val livesThere: String
        get() {
            val view = case.value ?: return ""
            return view.withoutAccount().firstOrNull { it.person == typed.person }?.name ?: view.header.child
        }
}

/** What somebody does while they add where someone lives. */
sealed interface NewResidenceEvent {
    data class Type(
        val typed: TypedResidence,
    ) : NewResidenceEvent

    data object Continue : NewResidenceEvent

    data object Back : NewResidenceEvent
}

/** Adds where somebody lives, one question after the other. */
class NewResidenceModel(
    private val place: Place.Residence,
    private val around: Surroundings,
) : FormModel<NewResidenceState>(
        NewResidenceState(
            // Whose page it was asked on lives there.
            step = if (place.of == null) ResidenceStep.Who else ResidenceStep.Where,
            typed = TypedResidence(person = place.of),
        ),
    ) {
    private val client = around.client
    private val drawn = ResidenceId(drawId())

    init {
        viewModelScope.launch {
            val case = client.writable(place.case)
            change { it.copy(case = case) }
        }
    }

    fun on(event: NewResidenceEvent) {
        when (event) {
            is NewResidenceEvent.Type -> type { it.copy(typed = event.typed) }
            NewResidenceEvent.Continue -> goOn()
            NewResidenceEvent.Back -> {
                val before = ResidenceStep.entries.getOrNull(now.step.ordinal - 1)
                if (before == null) around.leave() else change { it.copy(step = before, saving = Saving()) }
            }
        }
    }

    private fun goOn() {
        val wrong = wrong(now.typed)
        if (refuse(wrong.filter { it.field in now.step.fields })) return
        val next = ResidenceStep.entries.getOrNull(now.step.ordinal + 1)
        if (next != null) return change { it.copy(step = next, saving = Saving()) }
        val typed = now.typed
        val kind = typed.kind
        if (kind == null || wrong.isNotEmpty()) return putRight(wrong)
        save {
            client.addResidence(place.case, typed.residence(kind).copy(id = drawn))
            around.back()
        }
    }

    /** Back to the question whose answer is not taken. */
    private fun putRight(wrong: List<InvalidField>) {
        val step = ResidenceStep.entries.firstOrNull { step -> wrong.any { it.field in step.fields } } ?: return
        change { it.copy(step = step) }
        refuse(wrong)
    }

    /** Everything that is wrong with what was answered so far. */
    private fun wrong(typed: TypedResidence): List<InvalidField> {
        val who = InvalidField("person", "Choose who lives there.").takeIf { typed.person == null }
        val kind = InvalidField("kind", "Choose what sort of place it is.").takeIf { typed.kind == null }
        val others =
            try {
                client.checkResidence(typed.residence(typed.kind ?: ResidenceKind.HOME))
                emptyList()
            } catch (error: ClientException.Invalid) {
                listOf(InvalidField(error.field, error.reason)) + error.others
            }
        return listOfNotNull(who) + others + listOfNotNull(kind) + typed.days.wrong
    }
}

private fun TypedResidence.residence(kind: ResidenceKind) =
    NewResidence(
        id = null,
        person = person.takeIf { it != CHILD },
        address = address,
        kind = kind,
        pattern = pattern,
        from = days["from"],
        until = days["until"],
        // Whoever lives there knows the address.
        withheldFrom = withheldFrom.filter { it != person },
    )
