package org.patchwork.app.screens.residence

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.Card
import org.patchwork.app.look.ChooseSome
import org.patchwork.app.look.Field
import org.patchwork.app.look.Fold
import org.patchwork.app.look.Form
import org.patchwork.app.look.FormButtons
import org.patchwork.app.look.Hint
import org.patchwork.app.look.OnceUnseen
import org.patchwork.app.look.Option
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.palette
import org.patchwork.app.nav.CaseTab
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.casepage.Markers
import org.patchwork.app.screens.form.AskBeforeLeaving
import org.patchwork.app.screens.form.ChooseFirst
import org.patchwork.app.screens.form.OnceRead
import org.patchwork.app.screens.screenModel
import org.patchwork.client.ResidenceId
import org.patchwork.client.ResidenceView
import org.patchwork.client.dayOf
import org.patchwork.client.latelyInWords

@Composable
internal fun KnownResidenceScreen(
    place: Place.Residence,
    residence: ResidenceId,
    around: Surroundings,
) {
    val model = screenModel { KnownResidenceModel(place.case, residence, around) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving { model.hasWords() }
    OnceUnseen { model.on(KnownResidenceEvent.Cover) }
    KnownResidenceView(state, model::on, around.leave, onChoose = { around.go(Place.Case(place.case, CaseTab.People)) })
}

@Composable
fun KnownResidenceView(
    state: KnownResidenceState,
    on: (KnownResidenceEvent) -> Unit,
    back: () -> Unit,
    onChoose: () -> Unit,
) = OnceRead(state.about) { about ->
    val saving = state.saving
    Form("Where ${about.residence.name} lives", saving.problem) {
        Markers(about.header)
        when {
            about.isInConflict -> ChooseFirst("There are two addresses.", onChoose)
            state.isCovered -> Covered(about.residence, saving.isUnderWay, on)
            else -> ResidenceForm(state, about, on, back)
        }
        Fold("Entered by mistake") {
            Text("If they have moved out, write until when instead: then the team still sees where they lived.")
            QuietButton("Remove it", { on(KnownResidenceEvent.Remove) }, isEnabled = !saving.isUnderWay)
        }
    }
}

/** Before a withheld address shows: that it is looked at is noted. */
@Composable
private fun Covered(
    residence: ResidenceView,
    isUnderWay: Boolean,
    on: (KnownResidenceEvent) -> Unit,
) = Card(ground = palette.sunk) {
    val whom = if (residence.withheldFrom.isEmpty()) "" else " from ${residence.withheldFrom}"
    Text("To change where ${residence.name} lives, the address must show.")
    Hint("That you looked is noted here, and the team is told when you next write in this case.")
    QuietButton(
        "Withheld$whom: show the address",
        { on(KnownResidenceEvent.Uncover) },
        isEnabled = !isUnderWay,
        sign = Sign.EyeOff,
    )
}

@Composable
private fun ResidenceForm(
    state: KnownResidenceState,
    about: AboutResidence,
    on: (KnownResidenceEvent) -> Unit,
    back: () -> Unit,
) {
    val typed = state.typed
    val saving = state.saving
    val type = { changed: TypedResidence -> on(KnownResidenceEvent.Type(changed)) }
    val known = about.residence.addresses.map { "as known ${latelyInWords(dayOf(it.at))}, from ${it.by}" }
    Hint((listOf(about.residence.kindLabel) + known).joinToString(", "))
    Field("Address", typed.address, { type(typed.copy(address = it)) }, wrong = saving.wrong("address"), lines = 2)
    WhenFields(typed, saving, untilHint = "when they have moved out", onType = type)
    ChooseSome(
        "Who must not know this address",
        about.people.map { Option(it.person, it.name) },
        typed.withheldFrom,
        { type(typed.copy(withheldFrom = typed.withheldFrom.toggled(it))) },
        hint = COVERED,
    )
    FormButtons("Save", saving.isUnderWay, { on(KnownResidenceEvent.Save) }, back)
}
