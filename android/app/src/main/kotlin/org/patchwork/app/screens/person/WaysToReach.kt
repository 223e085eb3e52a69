package org.patchwork.app.screens.person

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Card
import org.patchwork.app.look.Hint
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignButton
import org.patchwork.app.look.Tag
import org.patchwork.app.look.Wrong
import org.patchwork.app.look.palette
import org.patchwork.client.ContactDetailView
import org.patchwork.client.ContactKind
import org.patchwork.client.Reach
import org.patchwork.client.dayOf
import org.patchwork.client.latelyInWords

/** A number or an address as it was written down, with what the phone's other apps can do with it. */
data class WayToReach(
    val value: String,
    /** Quiet lines below it. */
    val said: List<String>,
    val link: String,
    /** Empty where nobody is texted there. */
    val textLink: String,
    /** Whether it is one value; between two, nobody is called before one is chosen. */
    val isSettled: Boolean = true,
)

/** As the page of a person in a child's life shows it. */
fun ContactDetailView.asWay() =
    WayToReach(
        value = value,
        said = listOf("$kindLabel. As known ${latelyInWords(dayOf(recordedAt))}, $recordedBy", whyNot).filter { it.isNotEmpty() },
        link = link,
        textLink = if (kind == ContactKind.MOBILE) textLink else "",
        isSettled = others.isEmpty(),
    )

/** As a practitioner's card shows it. */
fun Reach.asWay() = WayToReach(value, listOf(whyNot).filter { it.isNotEmpty() }, link, textLink)

/** Each way to reach somebody in a row of its own, with a button for each app that takes it. */
@Composable
fun WaysToReach(
    name: String,
    ways: List<WayToReach>,
    open: (link: String) -> Boolean,
) {
    var isRefused by rememberSaveable { mutableStateOf(false) }
    val tryTo = { link: String -> isRefused = !open(link) }
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        if (isRefused) Wrong("This phone has no app for that.")
        ways.forEach { way ->
            Card {
                Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
                    Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(2.dp)) {
                        Text(way.value, style = MaterialTheme.typography.titleLarge)
                        way.said.forEach { Hint(it) }
                        if (!way.isSettled) Tag("Two values: choose above", sign = Sign.Alert)
                    }
                    if (way.isSettled) Ways(name, way, tryTo)
                }
            }
        }
    }
}

@Composable
private fun Ways(
    name: String,
    way: WayToReach,
    open: (link: String) -> Unit,
) {
    if (way.link.startsWith("tel:")) {
        RoundButton(Sign.Phone, "Call $name on ${way.value}") { open(way.link) }
        if (way.textLink.isNotEmpty()) RoundButton(Sign.Message, "Text $name on ${way.value}") { open(way.textLink) }
    } else if (way.link.startsWith("mailto:")) {
        RoundButton(Sign.Mail, "Email $name at ${way.value}") { open(way.link) }
    }
}

@Composable
internal fun RoundButton(
    sign: Sign,
    says: String,
    onClick: () -> Unit,
) = SignButton(sign, says, onClick, Modifier.background(palette.accentSoft, CircleShape))
