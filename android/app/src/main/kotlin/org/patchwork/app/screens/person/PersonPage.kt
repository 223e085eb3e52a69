package org.patchwork.app.screens.person

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Card
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Face
import org.patchwork.app.look.FaceKind
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.ToKnow
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.casepage.Conflict
import org.patchwork.app.screens.casepage.InvolvementCard
import org.patchwork.app.screens.casepage.Markers
import org.patchwork.app.screens.casepage.ResidenceCard
import org.patchwork.app.screens.casepage.timeline.EntryCard
import org.patchwork.app.screens.screenModel
import org.patchwork.client.PersonView
import org.patchwork.client.dayHeading
import org.patchwork.client.dayInWords
import org.patchwork.client.dayOf
import org.patchwork.client.lastContactInWords
import org.patchwork.client.lastContactLabel
import org.patchwork.client.latelyInWords

@Composable
fun PersonScreen(
    place: Place.Person,
    around: Surroundings,
) {
    val model = screenModel { PersonModel(place, around) }
    val state by model.state.collectAsStateWithLifecycle()
    PersonPage(state, model::on, around.go, around.reaching::open)
}

/** Somebody in a child's life: how to reach them, who they are, and what was written about them. */
@Composable
fun PersonPage(
    state: PersonState,
    on: (PersonEvent) -> Unit,
    go: (Place) -> Unit,
    open: (link: String) -> Boolean,
) {
    val list = rememberLazyListState()
    LaunchedEffect(state.refused) { if (state.refused != null) list.animateScrollToItem(0) }
    PersonList(state, list, on, go, open)
}

@Composable
private fun PersonList(
    state: PersonState,
    list: LazyListState,
    on: (PersonEvent) -> Unit,
    go: (Place) -> Unit,
    open: (link: String) -> Boolean,
) = LazyColumn(
    Modifier.fillMaxSize(),
    state = list,
    contentPadding = PaddingValues(start = 16.dp, end = 16.dp, bottom = 24.dp),
    verticalArrangement = Arrangement.spacedBy(10.dp),
) {
    (state.found as? Shown.Refused ?: state.refused)?.let { item("refused") { NoticeCard(it.notice) } }
    val found = state.found.value ?: return@LazyColumn
    val person = found.person
    val kind = if (person.isFamily) FaceKind.Family else FaceKind.Professional
    item("who") { PersonTop(person.name, listOf(person.role, person.agency), kind) }
    if (person.standing.isNotEmpty()) item("standing") { ToKnow(person.standing) }
    if (person.reads.isNotEmpty()) item("reads") { Hint(person.reads) }
    if (found.residences.isNotEmpty() || found.conflicts.any { it.isAddress }) item("markers") { MarkersOf(found) }
    items(found.conflicts, { "conflict ${it.field}" }) { conflict ->
        Conflict(conflict, open) { on(PersonEvent.Choose(it)) }
    }
    item("reach") { ReachThem(found, go, open) }
    item("facts") { FactsOf(person) }
    item("links") { PersonLinks(found, go) }
    if (person.practitioner == null) {
        item("ties") { Ties(found, go) }
        item("where they live") { Heading("Where they live", Modifier.padding(top = 8.dp)) }
        items(found.residences, { "residence ${it.residence}" }) { ResidenceCard(it, found.header.mayWrite, found.header.case, go) }
        if (found.header.mayWrite) {
            item("add residence") {
                QuietButton("Add where they live", { go(Place.Residence(found.header.case, null, person.person)) }, sign = Sign.Plus)
            }
        }
    }
    if (!person.isFamily) parts(found, go)
    written(state, found, on, go)
}

/** A face, a name, and who it is. */
@Composable
fun PersonTop(
    name: String,
    said: List<String>,
    kind: FaceKind,
) = Row(
    Modifier.fillMaxWidth().padding(vertical = 4.dp),
    horizontalArrangement = Arrangement.spacedBy(14.dp),
    verticalAlignment = Alignment.CenterVertically,
) {
    Face(name, kind, size = 64.dp)
    Column(Modifier.weight(1f)) {
        Text(name, Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
        val who = said.filter { it.isNotEmpty() }.joinToString(", ")
        if (who.isNotEmpty()) Text(who)
    }
}

@Composable
private fun MarkersOf(found: PersonInCase) = Column(verticalArrangement = Arrangement.spacedBy(8.dp)) { Markers(found.header) }

@Composable
private fun ReachThem(
    found: PersonInCase,
    go: (Place) -> Unit,
    open: (link: String) -> Boolean,
) = Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
    val person = found.person
    if (person.note.isNotEmpty()) ToKnow(person.note, Sign.Alert)
    if (person.away.isNotEmpty()) ToKnow(person.away, Sign.Clock)
    WaysToReach(person.name, person.contacts.map { it.asWay() }, open)
    if (person.contacts.isEmpty() && !person.isDeceased) {
        val add = { go(Place.EditPerson(found.header.case, person.person)) }
        val mayAdd = found.header.mayWrite && person.practitioner == null
        Empty(
            "No number or email address is written down yet.",
            next = if (mayAdd) ({ QuietButton("Add how to reach them", add, sign = Sign.Phone) }) else null,
        )
    }
}

@Composable
private fun FactsOf(person: PersonView) =
    Column(verticalArrangement = Arrangement.spacedBy(6.dp)) {
        person.since?.let { Fact("Involved since", dayInWords(it)) }
        Fact(lastContactLabel(person), lastContactInWords(person))
    }

@Composable
private fun Fact(
    label: String,
    value: String,
) = Column {
    Hint(label)
    Text(value)
}

@Composable
private fun PersonLinks(
    found: PersonInCase,
    go: (Place) -> Unit,
) = Buttons {
    val person = found.person
    val practitioner = person.practitioner
    if (practitioner != null) {
        QuietButton("Card in the directory", { go(Place.Practitioner(practitioner)) }, sign = Sign.Directory)
    } else if (found.header.mayWrite) {
        QuietButton(
            "Change",
            { go(Place.EditPerson(found.header.case, person.person)) },
            Modifier.semantics { contentDescription = "Change ${person.name}" },
            sign = Sign.Pencil,
        )
    }
}

@Composable
private fun Ties(
    found: PersonInCase,
    go: (Place) -> Unit,
) = Column(Modifier.padding(top = 8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
    Heading("How they belong together")
    val ties = found.person.ties
    if (ties.isNotEmpty()) {
        Card {
            ties.forEach { tie ->
                Column {
                    Text("${tie.label} ${tie.otherName}")
                    Hint("As known ${latelyInWords(dayOf(tie.recordedAt))}, from ${tie.recordedBy}")
                }
            }
        }
    }
    if (found.header.mayWrite) {
        val label = if (ties.isEmpty()) "Add" else "Add or change"
        QuietButton(
            label,
            { go(Place.Ties(found.header.case, found.person.person)) },
            Modifier.semantics { contentDescription = "$label how they belong together" },
            sign = Sign.People,
        )
    }
}

private fun LazyListScope.parts(
    found: PersonInCase,
    go: (Place) -> Unit,
) {
    val case = found.header.case
    item("their part") { Heading("How they are involved with ${found.header.child}", Modifier.padding(top = 8.dp)) }
    items(found.involvements, { "involvement ${it.involvement}" }) {
        InvolvementCard(it, found.header.mayWrite) { go(Place.Involvement(case, it.involvement)) }
    }
    if (found.header.mayWrite) {
        item(
            "add part",
        ) { QuietButton("Add how they are involved", { go(Place.Involvement(case, null, found.person.person)) }, sign = Sign.Plus) }
    }
}

private fun LazyListScope.written(
    state: PersonState,
    found: PersonInCase,
    on: (PersonEvent) -> Unit,
    go: (Place) -> Unit,
) {
    val person = found.person
    item("written") { Heading("Written about or with ${person.name}", Modifier.padding(top = 8.dp)) }
    (state.entries as? Shown.Refused)?.let { item("no entries") { NoticeCard(it.notice) } }
    val entries = state.entries.value ?: return
    if (entries.isEmpty()) {
        item("nothing written") {
            val mayWrite = found.header.mayWrite && !person.isDeceased
            val write = { on(PersonEvent.Write) }
            Empty("Nothing yet.", next = if (mayWrite) ({ QuietButton("Write about ${person.name}", write, sign = Sign.Pencil) }) else null)
        }
    }
    entries.groupBy { it.happenedDay }.forEach { (day, ofDay) ->
        item("day $day") { Hint(dayHeading(day), Modifier.semantics { heading() }) }
        items(ofDay, { "entry ${it.entry}" }) { entry ->
            EntryCard(
                entry,
                onRead = { on(PersonEvent.SayRead(entry.entry)) },
                onAnswer = { answered, kind -> on(PersonEvent.Answer(answered, kind)) },
                onTask = { go(Place.Task(found.header.case, it)) },
            )
        }
    }
    if (state.hasMore) item("more") { QuietButton("Show more", { on(PersonEvent.ShowMore) }) }
}
