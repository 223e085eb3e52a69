package org.patchwork.app.screens.directory

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Face
import org.patchwork.app.look.FaceKind
import org.patchwork.app.look.Hint
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.TARGET
import org.patchwork.app.look.palette
import org.patchwork.client.PractitionerView

/** A practitioner in a list of which one is chosen. */
@Composable
fun PractitionerChoice(
    practitioner: PractitionerView,
    isChosen: Boolean,
    onChoose: () -> Unit,
    modifier: Modifier = Modifier,
) = Row(
    modifier
        .fillMaxWidth()
        .clip(MaterialTheme.shapes.medium)
        .background(if (isChosen) palette.accentSoft else palette.surface)
        .border(BorderStroke(1.dp, if (isChosen) palette.accent else palette.line), MaterialTheme.shapes.medium)
        .selectable(isChosen, role = Role.RadioButton, onClick = onChoose)
        .heightIn(min = TARGET)
        .padding(horizontal = 14.dp, vertical = 8.dp),
    horizontalArrangement = Arrangement.spacedBy(12.dp),
    verticalAlignment = Alignment.CenterVertically,
) {
    Face(practitioner.name, FaceKind.Professional, size = 36.dp)
    Column(Modifier.weight(1f)) {
        Text(practitioner.name, fontWeight = FontWeight.SemiBold)
        Hint(listOf(practitioner.role, practitioner.agency).filter { it.isNotEmpty() }.joinToString(", "))
    }
    if (isChosen) SignIcon(Sign.Check, tint = palette.accent)
}
