package org.patchwork.app.screens.team

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextDecoration
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.RowLink
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.broughtIntoView
import org.patchwork.app.look.palette
import org.patchwork.client.EntryId
import org.patchwork.client.EntryView
import org.patchwork.client.SharingChoice
import org.patchwork.client.latelyInWords

/** The ledger of decisions to share and not to share, the latest first. */
internal fun LazyListScope.decisions(
    state: TeamState,
    around: TeamAround,
    on: (TeamEvent) -> Unit,
    onOpen: (EntryId) -> Unit,
) {
    item("decisions") { Heading("Decisions about sharing", Modifier.padding(top = 8.dp)) }
    state.refusedToDecide?.let { item("refused to decide") { NoticeCard(it.notice, Modifier.broughtIntoView()) } }
    if (state.decisions.isEmpty()) {
        item("no decisions") {
            val decide = { on(TeamEvent.Decide) }
            Empty(
                "No decision to share, or not to share, is written down yet.",
                next = if (around.mayWrite) ({ QuietButton("Write a sharing decision", decide, sign = Sign.Pencil) }) else null,
            )
        }
    }
    items(state.decisions, { "decision ${it.entry}" }) { Decision(it) { onOpen(it.entry) } }
    if (state.hasMoreDecisions) item("more decisions") { QuietButton("Show more", { on(TeamEvent.MoreDecisions) }) }
}

@Composable
private fun Decision(
    decision: EntryView,
    onClick: () -> Unit,
) = RowLink(onClick) {
    Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(4.dp)) {
        val struck = decision.struck
        Text(decision.outcomeLabel, fontWeight = FontWeight.Bold)
        Text(decision.text, textDecoration = if (struck != null) TextDecoration.LineThrough else null)
        decision.corrections.forEach { Text("Corrected: ${it.text}") }
        if (struck != null) Text("Struck through: $struck")
        if (decision.withWhom.isNotEmpty()) {
            val with = if (decision.sharing == SharingChoice.DO_NOT_SHARE) "Not with" else "With"
            Text("$with ${decision.withWhom}")
        }
        if (decision.why.isNotEmpty()) Text("Why: ${decision.why}")
        val author = listOf(decision.authorName, decision.authorAgency).filter { it.isNotEmpty() }.joinToString(", ")
        Hint("$author, ${latelyInWords(decision.happenedDay)}")
    }
    SignIcon(Sign.Next, tint = palette.quiet)
}
