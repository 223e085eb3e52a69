package org.patchwork.app.screens.form

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.relocation.BringIntoViewRequester
import androidx.compose.foundation.relocation.bringIntoViewRequester
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Card
import org.patchwork.app.look.Hint
import org.patchwork.app.look.RowLink
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.palette
import org.patchwork.client.Duplicate

/**
 * Who is likely the one about to be added, above the buttons that add them: both come into view. It
 * asks, and is never in the way.
 */
@Composable
fun AskSame(
    question: String,
    same: List<Duplicate>,
    onOpen: (Duplicate) -> Unit,
    buttons: @Composable () -> Unit,
) {
    val view = remember { BringIntoViewRequester() }
    LaunchedEffect(same) { if (same.isNotEmpty()) view.bringIntoView() }
    Column(Modifier.bringIntoViewRequester(view), verticalArrangement = Arrangement.spacedBy(14.dp)) {
        if (same.isNotEmpty()) Same(question, same, onOpen)
        buttons()
    }
}

@Composable
private fun Same(
    question: String,
    same: List<Duplicate>,
    onOpen: (Duplicate) -> Unit,
) = Card(
    Modifier.semantics { liveRegion = LiveRegionMode.Assertive },
    edge = palette.noticeInk,
    ground = palette.notice,
) {
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
        SignIcon(Sign.Question, tint = palette.noticeInk)
        Text(question, style = MaterialTheme.typography.titleMedium, color = palette.noticeInk)
    }
    same.forEach { one ->
        RowLink({ onOpen(one) }) {
            Column(Modifier.weight(1f)) {
                Text(one.name, fontWeight = FontWeight.Bold)
                if (one.knownAs.isNotEmpty()) Text(one.knownAs)
                Hint(one.why)
            }
            SignIcon(Sign.Next, tint = palette.quiet)
        }
    }
}
