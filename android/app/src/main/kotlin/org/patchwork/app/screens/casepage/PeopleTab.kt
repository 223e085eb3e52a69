package org.patchwork.app.screens.casepage

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Face
import org.patchwork.app.look.FaceKind
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.RowLink
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignButton
import org.patchwork.app.look.Tag
import org.patchwork.app.nav.Place
import org.patchwork.app.reach.Reaching
import org.patchwork.client.CaseView
import org.patchwork.client.PersonView
import org.patchwork.client.lastContactInAList
import org.patchwork.client.roleInAList

/** The list that equals the picture: family and carers, then helpers by agency, then who used to help. */
@Composable
fun PeopleTab(
    view: CaseView,
    go: (Place) -> Unit,
    reaching: Reaching,
    takenOff: @Composable () -> Unit,
) {
    val header = view.header
    val (family, helpers) = view.people.partition { it.isFamily }
    val add = { go(Place.NewPerson(header.case, null)) }
    val open = { person: PersonView -> go(Place.Person(header.case, person.person)) }
    LazyColumn(
        Modifier.fillMaxSize(),
        contentPadding = PaddingValues(16.dp),
        verticalArrangement = Arrangement.spacedBy(10.dp),
    ) {
        item("family") { Heading("Family and carers") }
        items(family, { it.person.text }) { PersonRow(it, reaching) { open(it) } }
        if (family.isEmpty()) {
            item("nobody") {
                Empty(
                    "Nobody of the family is written down yet.",
                    next = if (header.mayWrite) ({ MainButton("Add someone", add) }) else null,
                )
            }
        }
        // Whose part is over stands last, whatever the agency.
        val (now, before) = helpers.partition { it.isCurrent || it.isDeceased }
        now.groupBy { it.agency }.forEach { (agency, people) ->
            item("agency $agency") { Heading(agency.ifEmpty { "Agency not written down" }) }
            items(people, { it.person.text }) { PersonRow(it, reaching) { open(it) } }
        }
        if (before.isNotEmpty()) item("used to help") { Heading("Used to help") }
        items(before, { it.person.text }) { PersonRow(it, reaching) { open(it) } }
        if (header.mayWrite && family.isNotEmpty()) item("add") { QuietButton("Add someone", add, sign = Sign.Plus) }
        facts(view, go, takenOff)
    }
}

@Composable
private fun PersonRow(
    person: PersonView,
    reaching: Reaching,
    onClick: () -> Unit,
) = RowLink(onClick) {
    Face(person.name, if (person.isFamily) FaceKind.Family else FaceKind.Professional)
    Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(2.dp)) {
        Text(person.name, style = MaterialTheme.typography.bodyLarge, fontWeight = FontWeight.Bold)
        Hint(roleInAList(person))
        if (person.reads.isNotEmpty()) Hint(person.reads)
        if (person.away.isNotEmpty()) Hint(person.away)
        if (!person.isDeceased) Hint(lastContactInAList(person))
        if (person.contacts.any { it.others.isNotEmpty() }) Tag("Two values: choose", sign = Sign.Alert)
    }
    val call = person.contacts.firstOrNull { it.link.startsWith("tel:") && it.others.isEmpty() }
    if (call != null && !person.isDeceased) {
        SignButton(Sign.Phone, "Call ${person.name}", { reaching.open(call.link) })
    }
}
