package org.patchwork.app.screens.takenoff

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.Heading
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.screenModel
import org.patchwork.client.CaseView
import org.patchwork.client.PersonId
import org.patchwork.client.TakenOffView

/** Who was taken off a case: below its list. */
@Composable
fun TakenOff(
    view: CaseView,
    around: Surroundings,
) {
    val case = view.header.case
    val model = screenModel { TakenOffModel(case, around) }
    val state by model.state.collectAsStateWithLifecycle()
    TakenOffPeople(state, view.takenOff, view.header.mayWrite, model::putBack)
}

@Composable
fun TakenOffPeople(
    state: TakenOffState,
    people: List<TakenOffView>,
    mayWrite: Boolean,
    onPutBack: (PersonId) -> Unit,
) = Column(verticalArrangement = Arrangement.spacedBy(10.dp)) {
    Heading("Taken off this case")
    state.refused?.let { NoticeCard(it.notice) }
    people.forEach { off ->
        Row(
            Modifier.fillMaxWidth(),
            horizontalArrangement = Arrangement.spacedBy(12.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            Text(off.name, Modifier.weight(1f))
            if (mayWrite) {
                QuietButton(
                    "Put back",
                    { onPutBack(off.person) },
                    Modifier.semantics { contentDescription = "Put back: ${off.name}" },
                    isEnabled = !state.isSaving,
                    sign = Sign.Undo,
                )
            }
        }
    }
}
