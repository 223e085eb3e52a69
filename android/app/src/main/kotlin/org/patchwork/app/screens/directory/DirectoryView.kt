package org.patchwork.app.screens.directory

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.Card
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Face
import org.patchwork.app.look.FaceKind
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.RowLink
import org.patchwork.app.look.SearchField
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.palette
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.screenModel
import org.patchwork.client.PractitionerView
import org.patchwork.client.dayInWords

@Composable
fun DirectoryScreen(around: Surroundings) {
    val model = screenModel { DirectoryModel(around.client) }
    val state by model.state.collectAsStateWithLifecycle()
    DirectoryView(state, model::on, around.go)
}

/** Who is who in the partnership. */
@Composable
fun DirectoryView(
    state: DirectoryState,
    on: (DirectoryEvent) -> Unit,
    go: (Place) -> Unit,
) = LazyColumn(
    Modifier.fillMaxSize(),
    contentPadding = PaddingValues(start = 16.dp, end = 16.dp, bottom = 24.dp),
    verticalArrangement = Arrangement.spacedBy(10.dp),
) {
    val invites = state.me?.isAdministrator == true
    item("heading") { DirectoryHeading(state.me?.partnership.orEmpty(), invites, go) }
    if (state.pending > 0) item("pending") { SomebodyWaits(state.pending, go) }
    item("search") {
        SearchField("Search practitioners", "Name, role or agency", state.search, { on(DirectoryEvent.Search(it)) })
    }
    (state.people as? Shown.Refused)?.let { item("refused") { NoticeCard(it.notice) } }
    val people = state.people.value.orEmpty()
    items(people, { it.practitioner.text }) { PractitionerRow(it) { go(Place.Practitioner(it.practitioner)) } }
    if (state.hasMore) item("more") { QuietButton("Show more", { on(DirectoryEvent.ShowMore) }) }
    if (state.people is Shown.Read && people.isEmpty()) {
        item("nobody") {
            Empty("Nobody found. Try part of a name, a role or an agency.") {
                if (invites) {
                    MainButton("Invite a colleague", { go(Place.Invite) }, sign = Sign.Plus)
                } else {
                    QuietButton("Show everybody", { on(DirectoryEvent.Search("")) })
                }
            }
        }
    }
}

@Composable
private fun DirectoryHeading(
    partnership: String,
    invites: Boolean,
    go: (Place) -> Unit,
) = Row(
    Modifier.fillMaxWidth(),
    horizontalArrangement = Arrangement.spacedBy(12.dp),
    verticalAlignment = Alignment.CenterVertically,
) {
    Column(Modifier.weight(1f)) {
        Text("Directory", Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
        Hint(partnership)
    }
    if (invites) QuietButton("Invite", { go(Place.Invite) }, sign = Sign.Plus)
}

@Composable
private fun SomebodyWaits(
    pending: Int,
    go: (Place) -> Unit,
) = Card(edge = palette.noticeInk, ground = palette.notice) {
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
        SignIcon(Sign.People, tint = palette.noticeInk)
        Text(
            if (pending == 1) "Somebody waits to be admitted." else "$pending people wait to be admitted.",
            color = palette.noticeInk,
        )
    }
    QuietButton("Compare words and admit", { go(Place.Invite) })
}

/** A practitioner in a list. */
@Composable
fun PractitionerRow(
    practitioner: PractitionerView,
    onClick: () -> Unit,
) = RowLink(onClick) {
    Face(practitioner.name, FaceKind.Professional)
    Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(2.dp)) {
        Text(practitioner.name, style = MaterialTheme.typography.bodyLarge, fontWeight = FontWeight.Bold)
        Hint(listOf(practitioner.role, practitioner.agency).filter { it.isNotEmpty() }.joinToString(", "))
        if (!practitioner.hasJoined) Hint("Invited, has not joined yet")
        practitioner.awayUntil?.let { until ->
            val covers = if (practitioner.coveredBy.isEmpty()) "" else ", ${practitioner.coveredBy} covers"
            Row(horizontalArrangement = Arrangement.spacedBy(4.dp), verticalAlignment = Alignment.CenterVertically) {
                SignIcon(Sign.Clock, size = 16.dp, tint = palette.quiet)
                Hint("Away until ${dayInWords(until)}$covers")
            }
        }
    }
    SignIcon(Sign.Next, tint = palette.quiet)
}
