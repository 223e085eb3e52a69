package org.patchwork.app.screens.capture

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Face
import org.patchwork.app.look.FaceKind
import org.patchwork.app.look.Hint
import org.patchwork.app.look.ToggleChip
import org.patchwork.client.DraftView
import org.patchwork.client.PersonView

/** Everybody in the child's life, named once, with what they have to do with the note. */
@Composable
internal fun WhoRows(
    state: CaptureState,
    draft: DraftView,
    onChange: (DraftView) -> Unit,
) = Column(Modifier.fillMaxWidth(), verticalArrangement = Arrangement.spacedBy(10.dp)) {
    Text("Who", style = MaterialTheme.typography.labelLarge)
    Hint("Whom it is about, besides ${state.child}; who was there with you")
    state.people.forEach { person -> WhoRow(person, draft, onChange) }
}

/** The chips stand beside the name where there is room, and else below it. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun WhoRow(
    person: PersonView,
    draft: DraftView,
    onChange: (DraftView) -> Unit,
) = FlowRow(
    Modifier.fillMaxWidth(),
    horizontalArrangement = Arrangement.SpaceBetween,
    verticalArrangement = Arrangement.spacedBy(6.dp),
    itemVerticalAlignment = Alignment.CenterVertically,
) {
    Row(horizontalArrangement = Arrangement.spacedBy(10.dp), verticalAlignment = Alignment.CenterVertically) {
        Face(person.name, if (person.isFamily) FaceKind.Family else FaceKind.Professional, size = 36.dp)
        Column {
            Text(person.name, fontWeight = FontWeight.SemiBold)
            if (person.role.isNotEmpty()) Hint(person.role)
        }
    }
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp)) {
        val who = person.person
        ToggleChip("About", "About ${person.name}", who in draft.about, { onChange(draft.copy(about = draft.about.toggled(who))) })
        ToggleChip("There", "There: ${person.name}", who in draft.with, { onChange(draft.copy(with = draft.with.toggled(who))) })
    }
}

private fun <T> List<T>.toggled(one: T): List<T> = if (one in this) this - one else this + one
