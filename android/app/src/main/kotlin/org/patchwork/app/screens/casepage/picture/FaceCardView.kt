package org.patchwork.app.screens.casepage.picture

import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.paneTitle
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextDecoration
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.ClippedText
import org.patchwork.app.look.Face
import org.patchwork.app.look.FaceKind
import org.patchwork.app.look.Hint
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignButton
import org.patchwork.app.look.TARGET
import org.patchwork.app.look.Wrong
import org.patchwork.app.look.palette
import org.patchwork.app.nav.CaseTab
import org.patchwork.app.nav.Place
import org.patchwork.app.reach.Reaching
import org.patchwork.app.screens.person.ReachButtons
import org.patchwork.client.CaseId
import org.patchwork.client.EntryView
import org.patchwork.client.lastContactInWords
import org.patchwork.client.lastContactLabel
import org.patchwork.client.latelyInWords

/** Over the picture: how to reach somebody, when there was contact last, and what was noticed. */
@Composable
fun FaceCardView(
    card: FaceCard,
    case: CaseId,
    go: (Place) -> Unit,
    reaching: Reaching,
    onClose: () -> Unit,
) {
    val person = card.person
    Surface(
        Modifier
            .padding(8.dp)
            .widthIn(max = 480.dp)
            .border(1.dp, palette.line, RoundedCornerShape(20.dp))
            .semantics { paneTitle = person.name },
        shape = RoundedCornerShape(20.dp),
        shadowElevation = 12.dp,
    ) {
        Column(
            Modifier.heightIn(max = 420.dp).verticalScroll(rememberScrollState()).padding(14.dp),
            verticalArrangement = Arrangement.spacedBy(8.dp),
        ) {
            Row(horizontalArrangement = Arrangement.spacedBy(12.dp), verticalAlignment = Alignment.CenterVertically) {
                Face(person.name, if (person.isFamily) FaceKind.Family else FaceKind.Professional)
                Column(Modifier.weight(1f)) {
                    Text(person.name, Modifier.semantics { heading() }, style = MaterialTheme.typography.titleLarge)
                    Hint(listOf(person.role, person.agency).filter { it.isNotEmpty() }.joinToString(", "))
                }
                SignButton(Sign.Close, "Close", onClose)
            }
            if (person.standing.isNotEmpty()) Hint(person.standing)
            if (person.reads.isNotEmpty()) Hint(person.reads)
            if (person.note.isNotEmpty()) Wrong(person.note)
            if (person.away.isNotEmpty()) Hint(person.away)
            ReachButtons(person.name, person.contacts, reaching)
            if (person.contacts.isEmpty() && !person.isDeceased) Hint("No number or address written down yet.")
            Hint("${lastContactLabel(person)} ${lastContactInWords(person)}")
            card.entries.forEach { Noticed(it) { go(Place.Case(case, CaseTab.Timeline, it.entry)) } }
            QuietButton("${person.name}’s page", { go(Place.Person(case, person.person)) }, Modifier.fillMaxWidth())
        }
    }
}

@Composable
private fun Noticed(
    entry: EntryView,
    onClick: () -> Unit,
) = Column(
    Modifier
        .fillMaxWidth()
        .clickable(onClick = onClick)
        .heightIn(min = TARGET)
        .padding(vertical = 4.dp),
) {
    val isNew = if (entry.isNew) " · New" else ""
    Hint("${entry.label}, ${latelyInWords(entry.happenedDay)}, ${entry.authorName}$isNew")
    if (entry.struck == null) {
        ClippedText(entry.text)
    } else {
        Text(entry.text, maxLines = 2, textDecoration = TextDecoration.LineThrough)
    }
    entry.corrections.forEach { ClippedText("Corrected: ${it.text}") }
}
