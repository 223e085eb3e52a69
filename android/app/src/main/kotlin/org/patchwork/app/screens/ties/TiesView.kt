package org.patchwork.app.screens.ties

import androidx.activity.compose.BackHandler
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Card
import org.patchwork.app.look.ChooseOne
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Form
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.Option
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.AskBeforeLeaving
import org.patchwork.app.screens.form.OnceRead
import org.patchwork.app.screens.form.StepButtons
import org.patchwork.app.screens.form.StepHint
import org.patchwork.app.screens.screenModel
import org.patchwork.client.TieView
import org.patchwork.client.choices
import org.patchwork.client.dayOf
import org.patchwork.client.latelyInWords

@Composable
fun TiesScreen(
    place: Place.Ties,
    around: Surroundings,
) {
    val model = screenModel { TiesModel(place, around) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving { model.hasWords() }
    BackHandler(enabled = state.step != TieStep.Other) { model.on(TiesEvent.Back) }
    TiesView(state, model::on, onAdd = { around.go(Place.NewPerson(place.case, null)) })
}

@Composable
fun TiesView(
    state: TiesState,
    on: (TiesEvent) -> Unit,
    onAdd: () -> Unit,
) = OnceRead(state.about) { about ->
    val name = about.person.name
    Form("How $name belongs with others", state.saving.problem) {
        if (state.step == TieStep.Other) {
            about.person.ties.forEach { Tie(it, name, state, on) }
        }
        if (about.others.isEmpty()) {
            Empty("Nobody else in this case whom $name could belong with.") { MainButton("Add someone", onAdd) }
        } else {
            NewTie(state, about, on)
        }
    }
}

/** A tie that is written down, which can be said differently. */
@Composable
private fun Tie(
    tie: TieView,
    name: String,
    state: TiesState,
    on: (TiesEvent) -> Unit,
) = Card {
    val saving = state.saving
    Text("$name, ${tie.label} ${tie.otherName}", fontWeight = FontWeight.SemiBold)
    Hint("As known ${latelyInWords(dayOf(tie.recordedAt))}, from ${tie.recordedBy}")
    val isChanging = state.changing == tie.relationship
    if (isChanging) {
        ChooseOne(
            "What $name is to ${tie.otherName}",
            kinds(),
            state.changedTo,
            { on(TiesEvent.ChangeTo(it)) },
        )
    }
    Buttons {
        if (isChanging) {
            MainButton(
                "Save",
                { on(TiesEvent.SaveChange) },
                Modifier.semantics { contentDescription = "Save: $name and ${tie.otherName}" },
                isEnabled = !saving.isUnderWay,
            )
        } else {
            QuietButton(
                "Change",
                { on(TiesEvent.Change(tie)) },
                Modifier.semantics { contentDescription = "Change: $name and ${tie.otherName}" },
                sign = Sign.Pencil,
            )
        }
        QuietButton(
            "Remove",
            { on(TiesEvent.Remove(tie)) },
            Modifier.semantics { contentDescription = "Remove: $name, ${tie.label} ${tie.otherName}" },
            isEnabled = !saving.isUnderWay,
        )
    }
}

@Composable
private fun NewTie(
    state: TiesState,
    about: AboutTies,
    on: (TiesEvent) -> Unit,
) {
    val name = about.person.name
    val steps = TieStep.entries
    when (state.step) {
        TieStep.Other -> {
            Heading("Add one")
            ChooseOne(
                "With whom does $name belong?",
                about.others.map { Option(it.person, it.name) },
                state.other,
                { on(TiesEvent.ChooseOther(it)) },
                wrong = state.saving.wrong("other"),
            )
        }
        TieStep.Kind -> {
            StepHint(state.step, steps)
            val other = about.others.firstOrNull { it.person == state.other }?.name ?: "them"
            ChooseOne(
                "What is $name to $other?",
                kinds(),
                state.kind,
                { on(TiesEvent.ChooseKind(it)) },
                wrong = state.saving.wrong("kind"),
            )
        }
    }
    StepButtons(state.step, steps, "Add", state.saving.isUnderWay, { on(TiesEvent.Continue) }, { on(TiesEvent.Back) })
}

private fun kinds() = choices().relationshipKinds.map { Option(it.value, it.label) }
