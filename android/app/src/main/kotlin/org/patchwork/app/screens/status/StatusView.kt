package org.patchwork.app.screens.status

import androidx.activity.compose.BackHandler
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.Card
import org.patchwork.app.look.ChooseOne
import org.patchwork.app.look.DateField
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Field
import org.patchwork.app.look.Form
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
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
import org.patchwork.client.CaseHeader
import org.patchwork.client.MarkerView
import org.patchwork.client.choices
import org.patchwork.client.dayOf
import org.patchwork.client.latelyInWords
import org.patchwork.client.today

@Composable
fun StatusScreen(
    place: Place.Status,
    around: Surroundings,
) {
    val model = screenModel { StatusModel(place, around) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving { model.hasWords() }
    BackHandler(enabled = state.step != StatusStep.Status) { model.on(StatusEvent.Back) }
    StatusView(state, model::on, around.go)
}

@Composable
fun StatusView(
    state: StatusState,
    on: (StatusEvent) -> Unit,
    go: (Place) -> Unit,
) = OnceRead(state.header) { header ->
    val steps = state.typed.steps
    Form("Plan and status", state.saving.problem) {
        if (state.step == StatusStep.Status) {
            Text("What stands now. Patchwork is not the statutory record: write down what it says there, and from whom.")
        } else {
            StepHint(state.step, steps)
        }
        Question(state, on)
        StepButtons(
            state.step,
            // Before the first answer it is not known how many follow; one always does.
            steps,
            "Save",
            state.saving.isUnderWay,
            { on(StatusEvent.Continue) },
            { on(StatusEvent.Back) },
        )
        if (state.step == StatusStep.Status) BeforeYouGo(header, go)
    }
}

@Composable
private fun Question(
    state: StatusState,
    on: (StatusEvent) -> Unit,
) {
    val typed = state.typed
    val saving = state.saving
    val type = { changed: TypedStatus -> on(StatusEvent.Type(changed)) }
    val choices = remember { choices() }
    when (state.step) {
        StatusStep.Status ->
            ChooseOne(
                "What stands now?",
                choices.statusKinds.map { Option(it.value, it.label) },
                typed.kind,
                { type(typed.copy(kind = it)) },
                wrong = saving.wrong("status"),
            )
        StatusStep.Category -> {
            ChooseOne(
                "Which category?",
                choices.planCategories.map { Option(it.value, it.label) },
                typed.category,
                { type(typed.copy(category = if (typed.category == it) null else it)) },
                wrong = saving.wrong("category"),
            )
            Hint("Choose none where it is not known.")
        }
        StatusStep.LegalStatus -> {
            ChooseOne(
                "Which legal status?",
                choices.legalStatuses.map { Option(it.value, it.label) },
                typed.legalStatus,
                { type(typed.copy(legalStatus = if (typed.legalStatus == it) null else it)) },
                wrong = saving.wrong("legal_status"),
            )
            Hint("Choose none where it is not known.")
        }
        StatusStep.Since -> {
            DateField(
                "Since when",
                typed.from,
                { type(typed.copy(from = it)) },
                hint = "if it is known",
                wrong = saving.wrong("from"),
                latest = today(),
            )
            Field(
                "From whom do you know?",
                typed.source,
                { type(typed.copy(source = it)) },
                hint = "Such as the conference chair",
                wrong = saving.wrong("source"),
            )
        }
    }
}

/** The risk markers, and the way to change them. */
@Composable
private fun BeforeYouGo(
    header: CaseHeader,
    go: (Place) -> Unit,
) {
    Heading("Before you go")
    val add = { go(Place.Marker(header.case, null)) }
    if (header.markers.isEmpty()) {
        Empty("Nothing that a visitor must know.") { QuietButton("Add what a visitor must know", add, sign = Sign.Plus) }
    } else {
        header.markers.forEach { marker -> Marker(marker) { go(Place.Marker(header.case, marker.marker)) } }
        QuietButton("Add what a visitor must know", add, sign = Sign.Plus)
    }
}

@Composable
private fun Marker(
    marker: MarkerView,
    onChange: () -> Unit,
) = Card {
    val words = marker.texts.joinToString(" or: ")
    Text(words)
    Hint("As known ${latelyInWords(dayOf(marker.recordedAt))}, from ${marker.recordedBy}")
    QuietButton(
        "Change",
        onChange,
        Modifier.semantics { contentDescription = "Change or end: $words" },
        sign = Sign.Pencil,
    )
}
