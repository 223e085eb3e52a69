package org.patchwork.app.screens.marker

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.DateField
import org.patchwork.app.look.Field
import org.patchwork.app.look.Fold
import org.patchwork.app.look.Form
import org.patchwork.app.look.FormButtons
import org.patchwork.app.look.Hint
import org.patchwork.app.look.QuietButton
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.AskBeforeLeaving
import org.patchwork.app.screens.form.ChooseFirst
import org.patchwork.app.screens.form.OnceRead
import org.patchwork.app.screens.screenModel
import org.patchwork.client.MarkerView
import org.patchwork.client.dayOf
import org.patchwork.client.latelyInWords

@Composable
fun MarkerScreen(
    place: Place.Marker,
    around: Surroundings,
) {
    val model = screenModel { MarkerModel(place, around) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving { model.hasWords() }
    MarkerFormView(state, model::on, around.leave, onChoose = { around.go(Place.Case(place.case)) })
}

@Composable
fun MarkerFormView(
    state: MarkerState,
    on: (MarkerEvent) -> Unit,
    back: () -> Unit,
    onChoose: () -> Unit,
) = OnceRead(state.about) { about ->
    val marker = about.marker
    Form("Before you go", state.saving.problem) {
        Text("What a visitor must know. It shows before any address.")
        // Until someone chooses among its values, it cannot be changed.
        if (marker != null && marker.texts.size > 1) {
            ChooseFirst("Two people wrote this differently.", onChoose)
        } else {
            MarkerFields(state, marker, on, back)
        }
    }
}

@Composable
private fun MarkerFields(
    state: MarkerState,
    marker: MarkerView?,
    on: (MarkerEvent) -> Unit,
    back: () -> Unit,
) {
    val typed = state.typed
    val saving = state.saving
    Field(
        "What a visitor must know",
        typed.text,
        { on(MarkerEvent.Type(typed.copy(text = it))) },
        wrong = saving.wrong("text"),
        lines = 3,
    )
    marker?.let { Hint("As known ${latelyInWords(dayOf(it.recordedAt))}, from ${it.recordedBy}") }
    DateField(
        "Look at it again by",
        typed.review,
        { on(MarkerEvent.Type(typed.copy(review = it))) },
        wrong = saving.wrong("review"),
    )
    FormButtons(if (marker == null) "Add" else "Save", saving.isUnderWay, { on(MarkerEvent.Save) }, back)
    if (marker != null) {
        Fold("It is over") {
            Text("It will no longer show to anyone on the team.")
            QuietButton("End it", { on(MarkerEvent.End) }, isEnabled = !saving.isUnderWay)
        }
    }
}
