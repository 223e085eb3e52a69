package org.patchwork.app.screens.team

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.Card
import org.patchwork.app.look.Face
import org.patchwork.app.look.FaceKind
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.RowLink
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.Tag
import org.patchwork.app.look.palette
import org.patchwork.app.nav.CaseTab
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.screenModel
import org.patchwork.client.LookedView
import org.patchwork.client.TeamMemberView
import org.patchwork.client.TeamView
import org.patchwork.client.latelyInWords

@Composable
fun TeamScreen(
    place: Place.Team,
    around: Surroundings,
) {
    val model = screenModel { TeamModel(place.case, around) }
    val state by model.state.collectAsStateWithLifecycle()
    TeamAndSharing(state, model::on, around.go)
}

/** Who can see a case, what was decided about sharing, who has looked, and who may be added. */
@Composable
fun TeamAndSharing(
    state: TeamState,
    on: (TeamEvent) -> Unit,
    go: (Place) -> Unit,
) = LazyColumn(
    Modifier.fillMaxSize(),
    contentPadding = PaddingValues(start = 16.dp, end = 16.dp, bottom = 24.dp),
    verticalArrangement = Arrangement.spacedBy(10.dp),
) {
    (state.team as? Shown.Refused)?.let { item("refused") { NoticeCard(it.notice) } }
    val around = state.team.value ?: return@LazyColumn
    val team = around.team
    item("heading") { TeamHeading(team) }
    team.members.groupBy { it.agency }.forEach { (agency, members) ->
        item("agency $agency") { Heading(agency.ifEmpty { "Agency not written down" }) }
        items(members, { "member ${it.practitioner}" }) { MemberRow(it) { go(Place.Practitioner(it.practitioner)) } }
    }
    decisions(state, around, on) { go(Place.Case(team.case, CaseTab.Timeline, it)) }
    item("looked") { WhoLooked(around.looked) }
    if (team.mayChange) {
        addToTeam(state, around, on, go)
    } else {
        item("not a manager") { Hint("A manager of this team can add people.", Modifier.padding(top = 8.dp)) }
    }
}

@Composable
private fun TeamHeading(team: TeamView) =
    Column(verticalArrangement = Arrangement.spacedBy(6.dp)) {
        Text("Who can see this", Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
        val people = if (team.members.size == 1) "One person" else "${team.members.size} people"
        val agencies = if (team.agencies == 1u) "1 agency" else "${team.agencies} agencies"
        Text("$people in $agencies. Nobody else can read ${team.child}’s case, the relay included.")
    }

@Composable
private fun MemberRow(
    member: TeamMemberView,
    onClick: () -> Unit,
) = RowLink(onClick) {
    Face(member.name, FaceKind.Professional)
    Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(2.dp)) {
        Text(member.name, style = MaterialTheme.typography.bodyLarge, fontWeight = FontWeight.Bold)
        if (member.role.isNotEmpty()) Hint(member.role)
        Hint(member.accessLabel)
        if (member.isPending) Tag("Saved on this phone, waits for the relay", sign = Sign.Waiting)
    }
    SignIcon(Sign.Next, tint = palette.quiet)
}

/** Each device reports this itself, so it is told as what it is. */
@Composable
private fun WhoLooked(looked: List<LookedView>) =
    Column(Modifier.padding(top = 8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        Heading("Who has looked")
        Hint(
            "Each phone or computer reports this itself, together with what its owner next writes here. " +
                "So it can come late, or not at all.",
        )
        if (looked.isEmpty()) return@Column
        Card {
            looked.forEach { one ->
                Column {
                    Text(if (one.isMe) "${one.name} (you)" else one.name, fontWeight = FontWeight.SemiBold)
                    val last = one.lastOpened
                    Text(
                        when {
                            last != null -> "last opened ${latelyInWords(last)}"
                            one.isObserver -> "only reads, so nothing is reported"
                            else -> "nothing reported yet"
                        },
                    )
                    one.withheld.forEach { Hint("Looked at ${it.of}’s withheld address, last ${latelyInWords(it.day)}") }
                }
            }
        }
    }
