package org.patchwork.app.screens.residence

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.writeDay
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.FormModel
import org.patchwork.app.screens.form.FormState
import org.patchwork.app.screens.form.Named
import org.patchwork.app.screens.form.Saving
import org.patchwork.app.screens.form.then
import org.patchwork.app.screens.form.withoutAccount
import org.patchwork.app.screens.form.writable
import org.patchwork.client.CaseHeader
import org.patchwork.client.CaseId
import org.patchwork.client.CaseView
import org.patchwork.client.ClientException
import org.patchwork.client.ResidenceDetails
import org.patchwork.client.ResidenceId
import org.patchwork.client.ResidenceView

/** What the form of a known place is about. */
data class AboutResidence(
    val header: CaseHeader,
    val residence: ResidenceView,
    /** Who must not know of it, and who could be kept from it. */
    val people: List<Named>,
) {
    /** Until someone chooses among two addresses, nothing of it can be changed. */
    val isInConflict: Boolean get() = residence.addresses.size > 1
}

data class KnownResidenceState(
    val about: Shown<AboutResidence> = Shown.Reading,
    override val typed: TypedResidence = TypedResidence(),
    /** A withheld address is covered until somebody asks for it, which is noted. */
    val isCovered: Boolean = false,
    override val saving: Saving = Saving(),
) : FormState<KnownResidenceState> {
    override fun with(saving: Saving) = copy(saving = saving)
}

/** What somebody does with where someone lives. */
sealed interface KnownResidenceEvent {
    data class Type(
        val typed: TypedResidence,
    ) : KnownResidenceEvent

    data object Uncover : KnownResidenceEvent

    /** Nobody looks any more. */
    data object Cover : KnownResidenceEvent

    data object Save : KnownResidenceEvent

    data object Remove : KnownResidenceEvent
}

/** Changes where somebody lives, from when, and from whom it is withheld. */
class KnownResidenceModel(
    private val case: CaseId,
    private val residence: ResidenceId,
    private val around: Surroundings,
) : FormModel<KnownResidenceState>(KnownResidenceState()) {
    private val client = around.client

    init {
        viewModelScope.launch {
            val about = client.writable(case).then { view -> about(view, find(view)) }
            val found = about.value
            change {
                it.copy(
                    about = about,
                    typed = found?.residence?.typed() ?: it.typed,
                    isCovered = found?.run { residence.isWithheld && !isInConflict } ?: false,
                )
            }
        }
    }

    fun on(event: KnownResidenceEvent) {
        when (event) {
            is KnownResidenceEvent.Type -> type { it.copy(typed = event.typed) }
            KnownResidenceEvent.Uncover -> uncover()
            KnownResidenceEvent.Cover -> cover()
            KnownResidenceEvent.Save -> saveTyped()
            KnownResidenceEvent.Remove ->
                save {
                    client.removeResidence(case, residence)
                    around.back()
                }
        }
    }

    private fun find(view: CaseView): ResidenceView =
        view.residences.firstOrNull { it.residence == residence } ?: throw ClientException.NotFound()

    /** It is noted before it is shown. */
    private fun uncover() =
        save {
            val shown = client.withheldAddress(case, residence)
            change { state ->
                val about = state.about.value ?: return@change state
                state.copy(
                    about = Shown.Read(about.copy(residence = shown)),
                    // What was typed before it was covered again stays.
                    typed = if (hasWords(state)) state.typed else shown.typed(),
                    isCovered = false,
                    saving = Saving(),
                )
            }
        }

    /** Who looks later is noted again. What was typed stays, unseen; nothing else holds the address. */
    private fun cover() =
        change { state ->
            val about = state.about.value ?: return@change state
            if (!about.residence.isWithheld || about.isInConflict) return@change state
            val covered = about.residence.covered()
            state.copy(
                about = Shown.Read(about.copy(residence = covered)),
                typed = if (hasWords(state)) state.typed else covered.typed(),
                isCovered = true,
            )
        }

    private fun saveTyped() {
        val about = now.about.value ?: return
        // Nobody saves what they do not see.
        if (now.isCovered) return
        val typed = now.typed
        val days = typed.days
        if (refuse(days.wrong)) return
        val details =
            ResidenceDetails(
                residence = residence,
                address = typed.address,
                pattern = typed.pattern,
                from = days["from"],
                until = days["until"],
                withheldFrom = typed.withheldFrom.toList(),
                shown = about.header.shown,
            )
        save {
            client.changeResidence(case, details)
            around.back()
        }
    }
}

private fun about(
    view: CaseView,
    residence: ResidenceView,
): AboutResidence {
    val people = view.withoutAccount()
    // Of those who were taken off, whoever must not know.
    val off =
        residence.withheldPeople.filter { id -> people.none { it.person == id } }.map { id ->
            Named(id, view.takenOff.firstOrNull { it.person == id }?.name ?: "Someone")
        }
    // Whoever lives there knows the address: they are offered only to be no longer kept from it.
    val offered = people.filter { it.person != residence.person || it.person in residence.withheldPeople }
    return AboutResidence(view.header, residence, offered + off)
}

/** As it is read before anybody asks for the address. */
private fun ResidenceView.covered() = copy(addresses = addresses.map { it.copy(value = "") })

private fun ResidenceView.typed() =
    TypedResidence(
        person = person,
        address = addresses.firstOrNull()?.value.orEmpty(),
        kind = kind,
        pattern = pattern,
        from = writeDay(from),
        until = writeDay(until),
        withheldFrom = withheldPeople.toSet(),
    )
