package org.patchwork.app.screens.casepage

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Card
import org.patchwork.app.look.Hint
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.Wrong
import org.patchwork.app.screens.ConflictEvent
import org.patchwork.app.screens.person.RoundButton
import org.patchwork.client.ConflictValue
import org.patchwork.client.ConflictView
import org.patchwork.client.momentInWords
import org.patchwork.client.whatBecomesOfValues

/** Both values with who and when, a button at each, and the way to call it before one is chosen. */
@Composable
fun Conflict(
    conflict: ConflictView,
    open: (link: String) -> Boolean,
    on: (ConflictEvent) -> Unit,
) = Card {
    var isRefused by rememberSaveable { mutableStateOf(false) }
    Row(horizontalArrangement = Arrangement.spacedBy(6.dp), verticalAlignment = Alignment.CenterVertically) {
        SignIcon(Sign.Alert)
        Text("${conflict.label}: which is right?", fontWeight = FontWeight.SemiBold)
    }
    Hint(whatBecomesOfValues(conflict))
    if (isRefused) Wrong("This phone has no app for that.")
    conflict.values.forEach { Value(conflict, it, { link -> isRefused = !open(link) }, on) }
    if (conflict.mayKeepAll) QuietButton("Both are right: keep both", { on(ConflictEvent.KeepAll(conflict)) })
}

@Composable
private fun Value(
    conflict: ConflictView,
    value: ConflictValue,
    open: (link: String) -> Unit,
    on: (ConflictEvent) -> Unit,
) = Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
    Column(Modifier.weight(1f)) {
        Text(value.value, style = MaterialTheme.typography.bodyLarge, fontWeight = FontWeight.SemiBold)
        Hint("${value.by}, ${momentInWords(value.at)}")
        if (conflict.whyNot.isEmpty()) QuietButton("Keep ${value.value}", { on(ConflictEvent.Keep(conflict, value.choice)) })
    }
    if (value.link.startsWith("tel:")) RoundButton(Sign.Phone, "Call ${value.value}") { open(value.link) }
}
