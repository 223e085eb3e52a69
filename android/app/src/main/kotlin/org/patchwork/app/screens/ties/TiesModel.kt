package org.patchwork.app.screens.ties

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.FormModel
import org.patchwork.app.screens.form.FormState
import org.patchwork.app.screens.form.Named
import org.patchwork.app.screens.form.Saving
import org.patchwork.app.screens.form.then
import org.patchwork.app.screens.form.withoutAccount
import org.patchwork.app.screens.form.writable
import org.patchwork.client.ClientException
import org.patchwork.client.InvalidField
import org.patchwork.client.NewRelationship
import org.patchwork.client.PersonId
import org.patchwork.client.PersonView
import org.patchwork.client.RelationshipId
import org.patchwork.client.RelationshipKind
import org.patchwork.client.TieView
import org.patchwork.client.drawId

/** What is asked of a new tie, in this order. */
enum class TieStep { Other, Kind }

/** Who is to be tied, and to whom they can be. */
data class AboutTies(
    val person: PersonView,
    val others: List<Named>,
)

data class TiesState(
    val about: Shown<AboutTies> = Shown.Reading,
    val step: TieStep = TieStep.Other,
    val other: PersonId? = null,
    val kind: RelationshipKind? = null,
    /** The tie that is being said differently, and the word that was chosen. */
    val changing: RelationshipId? = null,
    val changedTo: RelationshipKind? = null,
    override val saving: Saving = Saving(),
) : FormState<TiesState> {
    override fun with(saving: Saving) = copy(saving = saving)

    override val typed get() = listOf(other, kind, changing, changedTo)
}

/** What somebody does with how people belong together. */
sealed interface TiesEvent {
    data class ChooseOther(
        val other: PersonId,
    ) : TiesEvent

    data class ChooseKind(
        val kind: RelationshipKind,
    ) : TiesEvent

    data object Continue : TiesEvent

    data object Back : TiesEvent

    data class Change(
        val tie: TieView,
    ) : TiesEvent

    data class ChangeTo(
        val kind: RelationshipKind,
    ) : TiesEvent

    data object SaveChange : TiesEvent

    data class Remove(
        val tie: TieView,
    ) : TiesEvent
}

/** Says how one person belongs together with the others. */
class TiesModel(
    private val place: Place.Ties,
    private val around: Surroundings,
) : FormModel<TiesState>(TiesState()) {
    private val client = around.client
    private val drawn = RelationshipId(drawId())

    init {
        viewModelScope.launch {
            val about =
                client.writable(place.case).then { view ->
                    val person = view.people.firstOrNull { it.person == place.person } ?: throw ClientException.NotFound()
                    AboutTies(person, view.withoutAccount().filter { it.person != place.person })
                }
            change { it.copy(about = about) }
        }
    }

    fun on(event: TiesEvent) {
        when (event) {
            is TiesEvent.ChooseOther -> type { it.copy(other = event.other, saving = Saving()) }
            is TiesEvent.ChooseKind -> type { it.copy(kind = event.kind, saving = Saving()) }
            TiesEvent.Continue -> goOn()
            TiesEvent.Back ->
                if (now.step == TieStep.Other) around.leave() else change { it.copy(step = TieStep.Other, saving = Saving()) }
            is TiesEvent.Change ->
                change { it.copy(changing = event.tie.relationship, changedTo = event.tie.kind, saving = Saving()) }
            is TiesEvent.ChangeTo -> type { it.copy(changedTo = event.kind) }
            TiesEvent.SaveChange -> saveChange()
            is TiesEvent.Remove ->
                save {
                    client.removeRelationship(place.case, event.tie.relationship)
                    around.back()
                }
        }
    }

    private fun goOn() {
        val other = now.other
        val kind = now.kind
        when {
            other == null -> refuse(listOf(InvalidField("other", "Choose whom.")))
            now.step == TieStep.Other -> change { it.copy(step = TieStep.Kind, saving = Saving()) }
            kind == null -> refuse(listOf(InvalidField("kind", CHOOSE)))
            else ->
                save {
                    client.relate(place.case, NewRelationship(drawn, place.person, kind, other))
                    around.back()
                }
        }
    }

    private fun saveChange() {
        val tie = now.changing ?: return
        val kind = now.changedTo ?: return
        save {
            client.changeTie(place.case, tie, place.person, kind)
            around.back()
        }
    }

    private companion object {
        const val CHOOSE = "Choose how they belong together."
    }
}
