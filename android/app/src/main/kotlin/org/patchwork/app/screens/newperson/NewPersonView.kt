package org.patchwork.app.screens.newperson

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.Field
import org.patchwork.app.look.Form
import org.patchwork.app.look.FormButtons
import org.patchwork.app.look.Typed
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.AskBeforeLeaving
import org.patchwork.app.screens.form.AskSame
import org.patchwork.app.screens.form.CHILD
import org.patchwork.app.screens.form.OnceRead
import org.patchwork.app.screens.screenModel
import org.patchwork.client.Duplicate

@Composable
fun NewPersonScreen(
    place: Place.NewPerson,
    around: Surroundings,
) {
    val model = screenModel { NewPersonModel(place, around) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving { model.hasWords() }
    NewPersonView(state, model::on, around.go, around.leave)
}

@Composable
fun NewPersonView(
    state: NewPersonState,
    on: (NewPersonEvent) -> Unit,
    go: (Place) -> Unit,
    back: () -> Unit,
) = OnceRead(state.case) { case ->
    val child = case.header.child
    val typed = state.typed
    val saving = state.saving
    val type = { changed: TypedNewPerson -> on(NewPersonEvent.Type(changed)) }
    Form("Someone in $child’s life", saving.problem) {
        Field("Name", typed.name, { type(typed.copy(name = it)) }, typed = Typed.Name, wrong = saving.wrong("name"))
        Field(
            "Who they are to $child",
            typed.role,
            { type(typed.copy(role = it)) },
            hint = "Mum, neighbour, GP",
            wrong = saving.wrong("role"),
        )
        Field(
            "Agency",
            typed.agency,
            { type(typed.copy(agency = it)) },
            typed = Typed.Name,
            hint = "Empty for family and friends",
            wrong = saving.wrong("agency"),
        )
        Field("Mobile", typed.mobile, { type(typed.copy(mobile = it)) }, typed = Typed.Phone, wrong = saving.wrong("mobile"))
        Field("Email", typed.email, { type(typed.copy(email = it)) }, typed = Typed.Email, wrong = saving.wrong("email"))
        AskSame("Is this the same person?", state.same, onOpen = { go(placeOf(it)) }) {
            FormButtons(
                if (state.same.isEmpty()) "Add" else "It is someone else: add",
                saving.isUnderWay,
                { on(NewPersonEvent.Add) },
                back,
            )
        }
    }
}

private fun placeOf(same: Duplicate): Place {
    val person = same.person?.takeIf { it != CHILD } ?: return Place.Case(same.case)
    return Place.Person(same.case, person)
}
