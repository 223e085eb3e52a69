package org.patchwork.app.screens.newperson

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt
import org.patchwork.app.client.value
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.FormModel
import org.patchwork.app.screens.form.FormState
import org.patchwork.app.screens.form.Saving
import org.patchwork.app.screens.form.writable
import org.patchwork.client.CaseView
import org.patchwork.client.Duplicate
import org.patchwork.client.NewPerson
import org.patchwork.client.PersonId
import org.patchwork.client.drawId

/** What somebody typed of a person. */
data class TypedNewPerson(
    val name: String = "",
    val role: String = "",
    val agency: String = "",
    val mobile: String = "",
    val email: String = "",
)

/** Somebody who is being added to a child's network. */
data class NewPersonState(
    val case: Shown<CaseView> = Shown.Reading,
    override val typed: TypedNewPerson = TypedNewPerson(),
    /** Who is likely the same person. */
    val same: List<Duplicate> = emptyList(),
    override val saving: Saving = Saving(),
) : FormState<NewPersonState> {
    override fun with(saving: Saving) = copy(saving = saving)
}

/** What somebody does while they add a person. */
sealed interface NewPersonEvent {
    data class Type(
        val typed: TypedNewPerson,
    ) : NewPersonEvent

    data object Add : NewPersonEvent
}

/** Adds a person, once it was asked about people who may be the same. */
class NewPersonModel(
    private val place: Place.NewPerson,
    private val around: Surroundings,
) : FormModel<NewPersonState>(NewPersonState()) {
    private val client = around.client
    private val drawn = PersonId(drawId())

    init {
        viewModelScope.launch {
            val case = client.writable(place.case)
            change { it.copy(case = case) }
        }
    }

    fun on(event: NewPersonEvent) {
        when (event) {
            // Of somebody else it is asked again.
            is NewPersonEvent.Type -> type { it.copy(typed = event.typed, same = emptyList()) }
            NewPersonEvent.Add -> add()
        }
    }

    private fun add() {
        val person = now.typed.run { NewPerson(drawn, name, role, agency, mobile, email) }
        val wasAsked = now.same.isNotEmpty()
        save {
            // Being asked is a help: where it cannot be asked, they are added all the same.
            val same = if (wasAsked) emptyList() else attempt { client.likelySamePeople(place.case, person) }.value.orEmpty()
            if (same.isEmpty()) {
                around.replace(Place.Person(place.case, client.addPerson(place.case, person)))
            } else {
                change { it.copy(same = same, saving = Saving()) }
            }
        }
    }
}
