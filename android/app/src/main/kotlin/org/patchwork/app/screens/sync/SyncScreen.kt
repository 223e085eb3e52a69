package org.patchwork.app.screens.sync

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Card
import org.patchwork.app.look.Fact
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.Page
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.RowLink
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.Wrong
import org.patchwork.app.nav.CaseTab
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.screenModel
import org.patchwork.app.screens.signOf
import org.patchwork.client.FailedItem
import org.patchwork.client.SyncView
import org.patchwork.client.WaitingPlace
import org.patchwork.client.momentInWords

@Composable
fun SyncScreen(around: Surroundings) {
    val model = screenModel { SyncModel(around.client) }
    val state by model.state.collectAsStateWithLifecycle()
    SyncPage(state, model::on, around.go)
}

@Composable
fun SyncPage(
    state: SyncState,
    on: (SyncEvent) -> Unit,
    go: (Place) -> Unit,
) = Page(if (state.unsent == null) "Sync" else "Not sent") {
    (state.sync as? Shown.Refused ?: state.refused)?.let { NoticeCard(it.notice) }
    val sync = state.sync.value
    when {
        state.unsent != null -> UnsentWords(state.unsent, on)
        sync != null -> Standing(sync, state.isTrying, on, go)
    }
}

@Composable
private fun Standing(
    sync: SyncView,
    isTrying: Boolean,
    on: (SyncEvent) -> Unit,
    go: (Place) -> Unit,
) {
    Row(horizontalArrangement = Arrangement.spacedBy(10.dp), verticalAlignment = Alignment.CenterVertically) {
        SignIcon(signOf(sync.state), size = 24.dp)
        val words = listOf(sync.label, sync.waitingLabel).filter { it.isNotEmpty() }.joinToString(" · ")
        Text(words, style = MaterialTheme.typography.titleLarge)
    }
    Fact("Saved on this phone, not yet on the relay", changes(sync.waiting))
    Fact("Phone and relay last agreed", sync.lastAgreed?.let(::momentInWords) ?: "not yet")
    sync.lastTry?.let { Fact("Last tried", "${momentInWords(it.at)}: ${it.outcome}") }
    if (sync.waitingWhere.isNotEmpty()) {
        Heading("What waits")
        sync.waitingWhere.forEach { Waiting(it, go) }
    }
    if (sync.isSwitchedOff) {
        Wrong("You switched the connection off.")
        QuietButton("Switch it on in Settings", { go(Place.Settings) })
    }
    if (sync.clockTrouble.isNotEmpty()) Wrong(sync.clockTrouble)
    if (sync.trouble.isNotEmpty()) {
        Wrong(sync.trouble)
        QuietButton("Has the relay moved?", { go(Place.RelayAddress) })
    }
    Buttons {
        MainButton(if (isTrying) "Trying" else "Try now", { on(SyncEvent.TryNow) }, isEnabled = !isTrying)
        QuietButton("Check and report", { go(Place.Support) })
    }
    if (sync.failed.isNotEmpty()) {
        Heading("Needs attention")
        sync.failed.forEach { Failed(it, on) }
    }
    if (sync.lastHeard.isNotEmpty()) {
        Heading("Last heard from")
        Hint("A relay can hold back only the newest; it would show here as age. Times are by their clocks.")
        sync.lastHeard.forEach { heard ->
            RowLink({ go(Place.Practitioner(heard.practitioner)) }) {
                Column {
                    Text(heard.name)
                    Hint(momentInWords(heard.at))
                }
            }
        }
    }
}

private fun changes(waiting: UInt): String =
    when (waiting) {
        0u -> "nothing"
        1u -> "1 change"
        else -> "$waiting changes"
    }

@Composable
private fun Waiting(
    place: WaitingPlace,
    go: (Place) -> Unit,
) {
    val case = place.case
    val words = "${if (case == null) "Directory" else place.child}: ${place.what}"
    val oldest = "the oldest saved ${momentInWords(place.oldest)}"
    if (case == null) {
        Column {
            Text(words)
            Hint(oldest)
        }
    } else {
        RowLink({ go(Place.Case(case, CaseTab.Timeline)) }) {
            Column {
                Text(words)
                Hint(oldest)
            }
        }
    }
}

@Composable
private fun Failed(
    item: FailedItem,
    on: (SyncEvent) -> Unit,
) = Card {
    if (item.child.isNotEmpty()) Text(item.child, style = MaterialTheme.typography.titleMedium)
    Text(item.explanation)
    if (item.isMine) Hint("Your words are kept on this phone.")
    Buttons {
        item.retry?.let { QuietButton("Try again", { on(SyncEvent.Retry(it)) }) }
        item.dismiss?.let { QuietButton("I have read this", { on(SyncEvent.Dismiss(it)) }) }
        item.discard?.let { QuietButton("Read or discard", { on(SyncEvent.ShowUnsent(it)) }) }
    }
}

@Composable
private fun UnsentWords(
    unsent: Unsent,
    on: (SyncEvent) -> Unit,
) {
    Text("Only this phone has these words. Copy them to where they belong before you discard them.")
    Card { SelectionContainer { Text(unsent.words) } }
    Buttons {
        MainButton("Keep them here", { on(SyncEvent.KeepUnsent) })
        QuietButton("Discard these words for good", { on(SyncEvent.DiscardUnsent) })
    }
}
