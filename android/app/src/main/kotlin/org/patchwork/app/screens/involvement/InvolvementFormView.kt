package org.patchwork.app.screens.involvement

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.ChooseOne
import org.patchwork.app.look.DateField
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Field
import org.patchwork.app.look.Fold
import org.patchwork.app.look.Form
import org.patchwork.app.look.FormButtons
import org.patchwork.app.look.Hint
import org.patchwork.app.look.Option
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.Typed
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.AskBeforeLeaving
import org.patchwork.app.screens.form.OnceRead
import org.patchwork.app.screens.screenModel
import org.patchwork.client.Basis
import org.patchwork.client.choices
import org.patchwork.client.dayOf
import org.patchwork.client.latelyInWords

@Composable
fun InvolvementScreen(
    place: Place.Involvement,
    around: Surroundings,
) {
    val model = screenModel { InvolvementModel(place, around) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving { model.hasWords() }
    InvolvementFormView(state, model::on, around.go, around.leave)
}

@Composable
fun InvolvementFormView(
    state: InvolvementState,
    on: (InvolvementEvent) -> Unit,
    go: (Place) -> Unit,
    back: () -> Unit,
) = OnceRead(state.about) { about ->
    val involvement = about.involvement
    val child = about.header.child
    val saving = state.saving
    Form(if (involvement == null) "Who is involved with $child" else "How ${involvement.name} is involved with $child", saving.problem) {
        Text("This says who helps. Who may read the case is decided in the team.")
        QuietButton("The team", { go(Place.Team(about.header.case)) }, sign = Sign.Eye)
        if (involvement == null) {
            Who(state, about, on, go)
        } else {
            Hint("As known ${latelyInWords(dayOf(involvement.recordedAt))}, from ${involvement.recordedBy}")
        }
        RoleAndAgency(state, on)
        Fold("More (from, until, basis)", mustShow = state.mustShowMore) { More(state, on) }
        FormButtons(if (involvement == null) "Add" else "Save", saving.isUnderWay, { on(InvolvementEvent.Save) }, back)
        if (involvement != null) {
            Fold("Entered by mistake") {
                Text("If they are not involved any more, write until when instead: then the team still sees that they were.")
                QuietButton("Remove it", { on(InvolvementEvent.Remove) }, isEnabled = !saving.isUnderWay)
            }
        }
    }
}

@Composable
private fun Who(
    state: InvolvementState,
    about: AboutInvolvement,
    on: (InvolvementEvent) -> Unit,
    go: (Place) -> Unit,
) {
    if (about.professionals.isEmpty()) {
        Empty("Nobody who works with ${about.header.child} is here yet.") {
            QuietButton("Add someone", { go(Place.NewPerson(about.header.case, null)) }, sign = Sign.Plus)
        }
    }
    ChooseOne(
        "Who",
        about.professionals.map { Option(it.person, listOf(it.name, it.agency).filter(String::isNotEmpty).joinToString(", ")) },
        state.typed.person,
        { on(InvolvementEvent.Type(state.typed.copy(person = it))) },
        wrong = state.saving.wrong("who"),
    )
}

@Composable
private fun RoleAndAgency(
    state: InvolvementState,
    on: (InvolvementEvent) -> Unit,
) {
    val typed = state.typed
    Field(
        "Role",
        typed.role,
        { on(InvolvementEvent.Type(typed.copy(role = it))) },
        hint = "Lead practitioner, school nurse; only where it is another one than their own",
        wrong = state.saving.wrong("role"),
    )
    Field(
        "Agency",
        typed.agency,
        { on(InvolvementEvent.Type(typed.copy(agency = it))) },
        typed = Typed.Name,
        hint = "Only where it is another one than their own",
        wrong = state.saving.wrong("agency"),
    )
}

@Composable
private fun More(
    state: InvolvementState,
    on: (InvolvementEvent) -> Unit,
) {
    val typed = state.typed
    val saving = state.saving
    val type = { changed: TypedInvolvement -> on(InvolvementEvent.Type(changed)) }
    DateField("From", typed.from, { type(typed.copy(from = it)) }, wrong = saving.wrong("from"))
    DateField(
        "Until",
        typed.until,
        { type(typed.copy(until = it)) },
        hint = "when they stopped being involved",
        wrong = saving.wrong("until"),
    )
    val notWritten = Option<Basis?>(null, "Not written down")
    ChooseOne(
        "Why they may be involved",
        listOf(notWritten) + choices().bases.map { Option<Basis?>(it.value, it.label) },
        typed.basis,
        { type(typed.copy(basis = it)) },
        wrong = saving.wrong("basis"),
    )
    DateField("Look at it again by", typed.review, { type(typed.copy(review = it)) }, wrong = saving.wrong("review"))
}
