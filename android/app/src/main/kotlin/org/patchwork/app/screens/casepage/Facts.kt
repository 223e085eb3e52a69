package org.patchwork.app.screens.casepage

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Card
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.Tag
import org.patchwork.app.nav.Place
import org.patchwork.client.CaseId
import org.patchwork.client.CaseView
import org.patchwork.client.InvolvementView
import org.patchwork.client.ResidenceView
import org.patchwork.client.dayInWords
import org.patchwork.client.dayOf
import org.patchwork.client.latelyInWords

/** Below the people of a case: where they live, who plays which part, who was taken off. */
internal fun LazyListScope.facts(
    view: CaseView,
    go: (Place) -> Unit,
    takenOff: @Composable () -> Unit,
) {
    val case = view.header.case
    val mayWrite = view.header.mayWrite
    val addResidence = { go(Place.Residence(case, null)) }
    val addInvolvement = { go(Place.Involvement(case, null)) }
    item("where they live") { Heading("Where they live") }
    if (view.residences.isNotEmpty()) item("markers") { Markers(view.header) }
    items(view.residences, { "residence ${it.residence}" }) { ResidenceCard(it, mayWrite, case, go) }
    if (view.residences.isEmpty()) item("no address") { Empty("No address is written down yet.") }
    if (mayWrite) item("add residence") { QuietButton("Add where someone lives", addResidence, sign = Sign.Plus) }
    item("who is involved") { Heading("Who is involved, and why") }
    items(view.involvements, {
        "involvement ${it.involvement}"
    }) { InvolvementCard(it, mayWrite) { go(Place.Involvement(case, it.involvement)) } }
    if (view.involvements.isEmpty()) item("no part") { Empty("It is not written down yet.") }
    if (mayWrite) item("add involvement") { QuietButton("Add who is involved", addInvolvement, sign = Sign.Plus) }
    if (view.takenOff.isNotEmpty()) item("taken off") { takenOff() }
}

/** Where somebody lives. A withheld address is masked until it is asked for, which is noted. */
@Composable
fun ResidenceCard(
    residence: ResidenceView,
    mayWrite: Boolean,
    case: CaseId,
    go: (Place) -> Unit,
) = Card {
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
        val pattern = residence.pattern.ifEmpty { null }
        Text(residence.name, fontWeight = FontWeight.SemiBold)
        Hint(listOfNotNull(residence.kindLabel, pattern).joinToString(", "))
        if (residence.hasEnded) Tag("Moved out")
    }
    val from = residence.from?.let { "From ${dayInWords(it)}" }
    val until = residence.until?.let { "until ${dayInWords(it)}" }
    val span = listOfNotNull(from, until).joinToString(" ")
    if (span.isNotEmpty()) Hint(span)
    if (residence.isWithheld) {
        val whom = if (residence.withheldFrom.isEmpty()) "" else " from ${residence.withheldFrom}"
        QuietButton("Withheld$whom: show the address", { go(Place.Withheld(case, residence.residence)) }, sign = Sign.EyeOff)
    } else {
        residence.addresses.forEach { address ->
            Text(address.value)
            Hint("as known ${latelyInWords(dayOf(address.at))}, from ${address.by}")
        }
    }
    Buttons {
        if (mayWrite) {
            QuietButton(
                "Change",
                { go(Place.Residence(case, residence.residence)) },
                Modifier.semantics { contentDescription = "Change where ${residence.name} lives" },
                sign = Sign.Pencil,
            )
        }
        if (residence.mayBeMapped && !residence.hasEnded) {
            QuietButton(
                "Map",
                { go(Place.Map(case, residence.residence)) },
                Modifier.semantics { contentDescription = "Map for ${residence.name}" },
                sign = Sign.Home,
            )
        }
    }
}

/** Somebody's part in the child's life. */
@Composable
fun InvolvementCard(
    involvement: InvolvementView,
    mayWrite: Boolean,
    onChange: () -> Unit,
) = Card {
    Text(
        listOf(involvement.name, involvement.role, involvement.agency).filter { it.isNotEmpty() }.joinToString(", "),
        fontWeight = FontWeight.SemiBold,
    )
    if (involvement.hasEnded) Tag("Ended")
    val from = involvement.from?.let { "From ${dayInWords(it)}" }
    val until = involvement.until?.let { "until ${dayInWords(it)}" }
    val basis = involvement.basisLabel.ifEmpty { null }?.let { "Basis: $it" }
    val review = involvement.review?.let { "look at it again by ${dayInWords(it)}" }
    val facts = listOfNotNull(from, until, basis, review).joinToString(", ")
    if (facts.isNotEmpty()) Hint(facts)
    Hint("As known ${latelyInWords(dayOf(involvement.recordedAt))}, from ${involvement.recordedBy}")
    if (mayWrite) {
        QuietButton(
            "Change",
            onChange,
            Modifier.semantics { contentDescription = "Change how ${involvement.name} is involved" },
            sign = Sign.Pencil,
        )
    }
}
