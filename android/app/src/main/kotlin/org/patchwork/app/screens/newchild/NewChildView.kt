package org.patchwork.app.screens.newchild

import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.Form
import org.patchwork.app.look.FormButtons
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.child.ChildFields
import org.patchwork.app.screens.form.AskBeforeLeaving
import org.patchwork.app.screens.form.AskSame
import org.patchwork.app.screens.screenModel

@Composable
fun NewChildScreen(around: Surroundings) {
    val model = screenModel { NewChildModel(around) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving { model.hasWords() }
    NewChildView(state, model::on, around.go, around.leave)
}

@Composable
fun NewChildView(
    state: NewChildState,
    on: (NewChildEvent) -> Unit,
    go: (Place) -> Unit,
    back: () -> Unit,
) {
    state.cannot?.let { return NoticeCard(it, Modifier.padding(16.dp)) }
    Form("Add a child", state.saving.problem) {
        Text("You become the manager of a new team. Works without signal; only you see it until you add others.")
        ChildFields(
            state.typed,
            state.saving,
            expectedHint = "for a child not born yet",
            nhsHint = "If you have it",
            onType = { on(NewChildEvent.Type(it)) },
        )
        AskSame("Is this the same child?", state.same, onOpen = { go(Place.Case(it.case)) }) {
            FormButtons(
                if (state.same.isEmpty()) "Add" else "It is another child: add",
                state.saving.isUnderWay,
                { on(NewChildEvent.Add) },
                back,
            )
        }
    }
}
