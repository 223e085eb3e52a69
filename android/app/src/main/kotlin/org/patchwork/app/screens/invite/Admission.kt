package org.patchwork.app.screens.invite

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.key
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.patchwork.app.client.Shown
import org.patchwork.app.look.Card
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.broughtIntoView
import org.patchwork.app.look.palette
import org.patchwork.client.Notice
import org.patchwork.client.PendingDeviceView
import org.patchwork.client.momentInWords

/** Who asks to be let in: their words are compared by voice, then they are admitted. */
@Composable
fun WaitingToBeAdmitted(
    pending: List<PendingDeviceView>,
    isAdmitting: Boolean,
    onAdmit: (PendingDeviceView) -> Unit,
) {
    if (pending.isEmpty()) return
    Column(verticalArrangement = Arrangement.spacedBy(10.dp)) {
        Heading("Waiting to be admitted")
        pending.forEach { device ->
            // Each stays itself when another one comes or goes: a touch is for whom it was meant.
            key(device.device) {
                Card {
                    Text(device.name, Modifier.semantics { heading() }, style = MaterialTheme.typography.titleLarge)
                    val who = listOf(device.role, device.agency).filter { it.isNotEmpty() }.joinToString(", ")
                    Hint("$who. Asked ${momentInWords(device.askedAt)}")
                    Text("Ring them. Do they see these words?")
                    Column(
                        Modifier
                            .fillMaxWidth()
                            .clip(MaterialTheme.shapes.small)
                            .background(palette.accentSoft)
                            .padding(12.dp),
                        verticalArrangement = Arrangement.spacedBy(4.dp),
                    ) {
                        device.words.forEachIndexed { index, word ->
                            Text("${index + 1}. $word", style = MaterialTheme.typography.titleLarge)
                        }
                    }
                    MainButton(
                        "The words are the same: admit",
                        { onAdmit(device) },
                        Modifier.semantics { contentDescription = "The words are the same: admit ${device.name}" },
                        isEnabled = !isAdmitting,
                    )
                    Hint("If they differ, do not admit: somebody may be in between.")
                }
            }
        }
    }
}

/** That somebody was let in. */
@Composable
fun Admitted(name: String) {
    if (name.isEmpty()) return
    Row(
        Modifier
            .broughtIntoView()
            .fillMaxWidth()
            .clip(MaterialTheme.shapes.medium)
            .background(palette.accentSoft)
            .padding(14.dp)
            .semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Polite },
        horizontalArrangement = Arrangement.spacedBy(8.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        SignIcon(Sign.Check)
        Text("$name is admitted.")
    }
}

/** As they are now, each in the place that they had: a button does not move away under a finger. New ones come last. */
internal fun List<PendingDeviceView>.inPlacesOf(before: List<PendingDeviceView>): List<PendingDeviceView> {
    val places = before.withIndex().associate { (place, device) -> device.device to place }
    return sortedBy { places[it.device] ?: before.size }
}

/** Why this one is not admitted: they are gone, or stand here with other words than those that were compared. */
internal fun List<PendingDeviceView>.whyNot(device: PendingDeviceView): Shown.Refused? =
    if (any { it.device == device.device && it.words == device.words }) {
        null
    } else {
        Shown.Refused(
            Notice(
                "changed",
                "Nobody was admitted",
                "What waits here has changed meanwhile. Compare the words that show now, then admit.",
                emptyList(),
            ),
        )
    }
