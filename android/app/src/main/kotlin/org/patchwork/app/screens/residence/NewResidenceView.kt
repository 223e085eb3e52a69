package org.patchwork.app.screens.residence

import androidx.activity.compose.BackHandler
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.ChooseOne
import org.patchwork.app.look.ChooseSome
import org.patchwork.app.look.Field
import org.patchwork.app.look.Form
import org.patchwork.app.look.Hint
import org.patchwork.app.look.Option
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.casepage.Markers
import org.patchwork.app.screens.form.AskBeforeLeaving
import org.patchwork.app.screens.form.OnceRead
import org.patchwork.app.screens.form.StepButtons
import org.patchwork.app.screens.form.StepHint
import org.patchwork.app.screens.form.withoutAccount
import org.patchwork.app.screens.screenModel
import org.patchwork.client.CaseView
import org.patchwork.client.choices

@Composable
fun ResidenceScreen(
    place: Place.Residence,
    around: Surroundings,
) = if (place.residence == null) NewResidenceScreen(place, around) else KnownResidenceScreen(place, place.residence, around)

@Composable
private fun NewResidenceScreen(
    place: Place.Residence,
    around: Surroundings,
) {
    val model = screenModel { NewResidenceModel(place, around) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving { model.hasWords() }
    BackHandler(enabled = state.step != ResidenceStep.Who) { model.on(NewResidenceEvent.Back) }
    NewResidenceView(state, model::on)
}

@Composable
fun NewResidenceView(
    state: NewResidenceState,
    on: (NewResidenceEvent) -> Unit,
) = OnceRead(state.case) { case ->
    val steps = ResidenceStep.entries
    Form(heading(state), state.saving.problem) {
        StepHint(state.step, steps, about = "Where someone lives")
        Question(state, case, on)
        StepButtons(
            state.step,
            steps,
            "Add",
            state.saving.isUnderWay,
            { on(NewResidenceEvent.Continue) },
            { on(NewResidenceEvent.Back) },
        )
    }
}

private fun heading(state: NewResidenceState): String =
    when (state.step) {
        ResidenceStep.Who -> "Who lives there?"
        ResidenceStep.Where -> "Where does ${state.livesThere} live?"
        ResidenceStep.When -> "When does ${state.livesThere} live there?"
        ResidenceStep.Withheld -> "Must anybody not know this address?"
    }

@Composable
private fun Question(
    state: NewResidenceState,
    case: CaseView,
    on: (NewResidenceEvent) -> Unit,
) {
    val typed = state.typed
    val saving = state.saving
    val type = { changed: TypedResidence -> on(NewResidenceEvent.Type(changed)) }
    when (state.step) {
        ResidenceStep.Who ->
            ChooseOne(
                "Who",
                case.withoutAccount().map { Option(it.person, it.name) },
                typed.person,
                { type(typed.copy(person = it)) },
                wrong = saving.wrong("person"),
                showsLabel = false,
            )
        ResidenceStep.Where -> {
            Markers(case.header)
            Field("Address", typed.address, { type(typed.copy(address = it)) }, wrong = saving.wrong("address"), lines = 2)
            ChooseOne(
                "What it is",
                choices().residenceKinds.map { Option(it.value, it.label) },
                typed.kind,
                { type(typed.copy(kind = it)) },
                wrong = saving.wrong("kind"),
            )
        }
        ResidenceStep.When -> {
            Hint("Leave empty what is not known.")
            WhenFields(typed, saving, untilHint = "", onType = type)
        }
        ResidenceStep.Withheld ->
            ChooseSome(
                "Who must not know it",
                case.withoutAccount().filter { it.person != typed.person }.map { Option(it.person, it.name) },
                typed.withheldFrom,
                { type(typed.copy(withheldFrom = typed.withheldFrom.toggled(it))) },
                hint = COVERED,
            )
    }
}
