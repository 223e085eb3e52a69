package org.patchwork.app.screens.editperson

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.nav.CaseTab
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.ConflictEvent
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.choose
import org.patchwork.app.screens.form.FormModel
import org.patchwork.app.screens.form.FormState
import org.patchwork.app.screens.form.Saving
import org.patchwork.app.screens.form.then
import org.patchwork.app.screens.form.writable
import org.patchwork.client.CaseHeader
import org.patchwork.client.CaseView
import org.patchwork.client.ClientException
import org.patchwork.client.ConflictView
import org.patchwork.client.ContactDetail
import org.patchwork.client.ContactDetailId
import org.patchwork.client.ContactDetailView
import org.patchwork.client.ContactKind
import org.patchwork.client.PersonDetails
import org.patchwork.client.PersonView
import org.patchwork.client.drawId

/** A number or an address as it stands in the form. */
data class TypedContact(
    /** As it was when it was read. */
    val known: ContactDetailView,
    val value: String,
    /** What the case showed then. */
    val shown: String,
)

/** What somebody typed of a person. */
data class TypedPerson(
    val name: String = "",
    val role: String = "",
    val agency: String = "",
    val note: String = "",
    val isDeceased: Boolean = false,
    val contacts: List<TypedContact> = emptyList(),
    val newKind: ContactKind = ContactKind.MOBILE,
    val newContact: String = "",
)

/** What a person's form is about. */
data class AboutPerson(
    val header: CaseHeader,
    /** As they were when the form was drawn. */
    val person: PersonView,
    /** What two people wrote apart. */
    val conflicts: List<ConflictView>,
)

data class EditPersonState(
    val about: Shown<AboutPerson> = Shown.Reading,
    override val typed: TypedPerson = TypedPerson(),
    override val saving: Saving = Saving(),
) : FormState<EditPersonState> {
    override fun with(saving: Saving) = copy(saving = saving)
}

/** What somebody does with what is known of a person. */
sealed interface EditPersonEvent {
    data class Type(
        val typed: TypedPerson,
    ) : EditPersonEvent

    data class Choose(
        val event: ConflictEvent,
    ) : EditPersonEvent

    data object Save : EditPersonEvent

    data object TakeOff : EditPersonEvent
}

/** Changes a person: only what really differs becomes a change. */
class EditPersonModel(
    private val place: Place.EditPerson,
    private val around: Surroundings,
) : FormModel<EditPersonState>(EditPersonState()) {
    private val client = around.client
    private val drawn = ContactDetailId(drawId())

    init {
        viewModelScope.launch { begin() }
    }

    fun on(event: EditPersonEvent) {
        when (event) {
            is EditPersonEvent.Type -> type { it.copy(typed = event.typed) }
            is EditPersonEvent.Choose -> save { around.choose(event.event, ::readAgain) }
            EditPersonEvent.Save -> saveTyped()
            EditPersonEvent.TakeOff ->
                save {
                    client.takeOff(place.case, place.person)
                    // Their own page is gone with them.
                    around.back()
                    around.replace(Place.Case(place.case, CaseTab.People))
                }
        }
    }

    private suspend fun begin() {
        val about = client.writable(place.case).then(::aboutPerson)
        about.value?.let { found -> change { it.copy(typed = found.person.typed(found.header.shown)) } }
        change { it.copy(about = about) }
    }

    private fun aboutPerson(view: CaseView): AboutPerson {
        val person = view.people.firstOrNull { it.person == place.person } ?: throw ClientException.NotFound()
        return AboutPerson(view.header, person, view.conflicts.filter { it.person == place.person })
    }

    /** What stands once a value is kept; what was typed stays as it is. */
    private suspend fun readAgain() {
        val found = aboutPerson(client.caseView(place.case))
        change { state ->
            val about = state.about.value ?: return@change state
            val typed = state.typed.contacts.associateBy { it.known.detail }
            val contacts =
                found.person.contacts.map { contact ->
                    val before = typed[contact.detail]?.takeIf { it.known.others.isEmpty() && it.value != it.known.value }
                    before ?: TypedContact(contact, contact.value, found.header.shown)
                }
            state.copy(
                about = Shown.Read(about.copy(conflicts = found.conflicts)),
                typed = state.typed.copy(contacts = contacts),
                saving = Saving(),
            )
        }
    }

    private fun saveTyped() {
        val about = now.about.value ?: return
        val typed = now.typed
        save {
            val known = about.person.typed(about.header.shown).details(about.header.shown)
            val details = typed.details(about.header.shown)
            if (details != known) client.changePerson(place.case, place.person, details)
            typed.contacts
                .filter { it.known.others.isEmpty() && it.value != it.known.value }
                .forEach { keep(ContactDetail(place.person, it.known.detail, it.known.kind, it.value, it.shown)) }
            if (typed.newContact.isNotBlank()) {
                keep(ContactDetail(place.person, drawn, typed.newKind, typed.newContact, about.header.shown))
            }
            around.back()
        }
    }

    private suspend fun keep(contact: ContactDetail) {
        client.setContact(place.case, contact)
    }
}

private fun PersonView.typed(shown: String) =
    TypedPerson(name, role, agency, note, isDeceased, contacts.map { TypedContact(it, it.value, shown) })

private fun TypedPerson.details(shown: String) = PersonDetails(name, role, agency, note, isDeceased, shown)
