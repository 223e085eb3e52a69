package org.patchwork.app.screens.child

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.Field
import org.patchwork.app.look.Form
import org.patchwork.app.look.FormButtons
import org.patchwork.app.look.Hint
import org.patchwork.app.look.Typed
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.AskBeforeLeaving
import org.patchwork.app.screens.form.OnceRead
import org.patchwork.app.screens.screenModel
import org.patchwork.client.dayOf
import org.patchwork.client.latelyInWords

@Composable
fun ChildScreen(
    place: Place.Child,
    around: Surroundings,
) {
    val model = screenModel { ChildModel(place, around) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving { model.hasWords() }
    ChildView(state, model::on, around.leave)
}

@Composable
fun ChildView(
    state: ChildState,
    on: (ChildEvent) -> Unit,
    back: () -> Unit,
) = OnceRead(state.case) { case ->
    val typed = state.typed
    Form("About ${case.header.child}", state.saving.problem) {
        case.child.recordedAt?.let { Hint("As known ${latelyInWords(dayOf(it))}, from ${case.child.recordedBy}") }
        ChildFields(
            typed,
            state.saving,
            expectedHint = "until the child is born",
            nhsHint = "",
            onType = { on(ChildEvent.Type(it)) },
        )
        Field(
            "Show in My cases under",
            typed.familyLabel,
            { on(ChildEvent.Type(typed.copy(familyLabel = it))) },
            typed = Typed.Name,
            hint = "Empty for the family name",
            wrong = state.saving.wrong("family_label"),
        )
        FormButtons("Save", state.saving.isUnderWay, { on(ChildEvent.Save) }, back)
    }
}
