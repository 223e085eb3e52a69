package org.patchwork.app.screens.editperson

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.ChooseOne
import org.patchwork.app.look.Field
import org.patchwork.app.look.Fold
import org.patchwork.app.look.Form
import org.patchwork.app.look.FormButtons
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.OnOff
import org.patchwork.app.look.Option
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Typed
import org.patchwork.app.look.Wrong
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.casepage.Conflict
import org.patchwork.app.screens.form.AskBeforeLeaving
import org.patchwork.app.screens.form.CHILD
import org.patchwork.app.screens.form.OnceRead
import org.patchwork.app.screens.screenModel
import org.patchwork.client.ContactKind
import org.patchwork.client.choices
import org.patchwork.client.dayOf
import org.patchwork.client.latelyInWords

@Composable
fun EditPersonScreen(
    place: Place.EditPerson,
    around: Surroundings,
) {
    val model = screenModel { EditPersonModel(place, around) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving { model.hasWords() }
    EditPersonView(state, model::on, around.leave, around.reaching::open)
}

@Composable
fun EditPersonView(
    state: EditPersonState,
    on: (EditPersonEvent) -> Unit,
    back: () -> Unit,
    open: (link: String) -> Boolean,
) = OnceRead(state.about) { about ->
    val saving = state.saving
    Form("Change ${about.person.name}", saving.problem) {
        about.conflicts.forEach { conflict ->
            Conflict(conflict, open) { on(EditPersonEvent.Choose(it)) }
        }
        Contacts(state, on)
        NewContact(state, on)
        Details(state, about, on)
        FormButtons("Save", saving.isUnderWay, { on(EditPersonEvent.Save) }, back)
        if (about.person.person != CHILD) {
            Fold("Take ${about.person.name} off this case") {
                Text(
                    "They no longer show in ${about.header.child}’s picture. What was written of them stays, " +
                        "and they can be put back from the list.",
                )
                QuietButton("Take off", { on(EditPersonEvent.TakeOff) }, isEnabled = !saving.isUnderWay)
            }
        }
    }
}

/** How they can be reached, each with when it was known and from whom. */
@Composable
private fun Contacts(
    state: EditPersonState,
    on: (EditPersonEvent) -> Unit,
) = state.typed.contacts.forEachIndexed { index, contact ->
    val known = contact.known
    if (known.others.isNotEmpty()) {
        Wrong("${known.kindLabel} has two values. Choose one first.")
    } else {
        Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
            Field(
                known.kindLabel,
                contact.value,
                { typed ->
                    val contacts = state.typed.contacts.mapIndexed { at, one -> if (at == index) one.copy(value = typed) else one }
                    on(EditPersonEvent.Type(state.typed.copy(contacts = contacts)))
                },
                typed = typedOf(known.kind),
                hint = known.whyNot,
            )
            Hint("As known ${latelyInWords(dayOf(known.recordedAt))}, ${known.recordedBy}")
        }
    }
}

private fun typedOf(kind: ContactKind): Typed =
    when (kind) {
        ContactKind.MOBILE, ContactKind.PHONE, ContactKind.WORK -> Typed.Phone
        ContactKind.EMAIL -> Typed.Email
        ContactKind.OTHER -> Typed.Words
    }

@Composable
private fun NewContact(
    state: EditPersonState,
    on: (EditPersonEvent) -> Unit,
) {
    val typed = state.typed
    Heading("Another way to reach them")
    ChooseOne(
        "Kind",
        choices().contactKinds.map { Option(it.value, it.label) },
        typed.newKind,
        { on(EditPersonEvent.Type(typed.copy(newKind = it))) },
        showsLabel = false,
    )
    Field(
        "Number or address",
        typed.newContact,
        { on(EditPersonEvent.Type(typed.copy(newContact = it))) },
        typed = typedOf(typed.newKind),
        wrong = state.saving.wrong("value"),
    )
}

@Composable
private fun Details(
    state: EditPersonState,
    about: AboutPerson,
    on: (EditPersonEvent) -> Unit,
) {
    val typed = state.typed
    val saving = state.saving
    val type = { changed: TypedPerson -> on(EditPersonEvent.Type(changed)) }
    Field("Name", typed.name, { type(typed.copy(name = it)) }, typed = Typed.Name, wrong = saving.wrong("name"))
    Field("Who they are to ${about.header.child}", typed.role, { type(typed.copy(role = it)) }, wrong = saving.wrong("role"))
    if (!about.person.isFamily) {
        Field("Agency", typed.agency, { type(typed.copy(agency = it)) }, typed = Typed.Name, wrong = saving.wrong("agency"))
    }
    Field(
        "What to mind when getting in touch",
        typed.note,
        { type(typed.copy(note = it)) },
        wrong = saving.wrong("note"),
        lines = 2,
    )
    OnOff("Has died", typed.isDeceased, { type(typed.copy(isDeceased = it)) })
}
