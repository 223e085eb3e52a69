package org.patchwork.app.screens.directory

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.FaceKind
import org.patchwork.app.look.Hint
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.ToKnow
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.person.PersonTop
import org.patchwork.app.screens.person.WaysToReach
import org.patchwork.app.screens.person.asWay
import org.patchwork.app.screens.screenModel
import org.patchwork.client.MyCard
import org.patchwork.client.dayInWords

@Composable
fun PractitionerScreen(
    place: Place.Practitioner,
    around: Surroundings,
) {
    val model = screenModel { PractitionerModel(around.client, place.practitioner) }
    val state by model.state.collectAsStateWithLifecycle()
    PractitionerCard(state, around.go, around.reaching::open)
}

/** A colleague: who they are, and how and when best to reach them. */
@Composable
fun PractitionerCard(
    state: PractitionerState,
    go: (Place) -> Unit,
    open: (link: String) -> Boolean,
) = Column(
    Modifier.fillMaxSize().verticalScroll(rememberScrollState()).padding(start = 16.dp, end = 16.dp, bottom = 24.dp),
    verticalArrangement = Arrangement.spacedBy(10.dp),
) {
    (state.practitioner as? Shown.Refused)?.let { NoticeCard(it.notice) }
    val practitioner = state.practitioner.value ?: return@Column
    PersonTop(practitioner.name, listOf(practitioner.role, practitioner.agency), FaceKind.Professional)
    practitioner.awayUntil?.let { until ->
        val covers = if (practitioner.coveredBy.isEmpty()) "" else ". ${practitioner.coveredBy} covers."
        ToKnow("Away until ${dayInWords(until)}$covers", Sign.Clock)
    }
    if (practitioner.bestReached.isNotEmpty()) {
        Column {
            Hint("Best reached")
            Text(practitioner.bestReached)
        }
    }
    WaysToReach(practitioner.name, practitioner.reach.map { it.asWay() }, open)
    if (!practitioner.hasJoined) ToKnow("Invited, has not joined yet.")
    if (practitioner.isAdministrator) Hint("Administrator: may invite and admit.")
    if (state.isMe) QuietButton("Change my card", { go(Place.MyCard) }, sign = Sign.Pencil)
}
