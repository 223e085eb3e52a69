package org.patchwork.app.screens.casepage

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.SecondaryScrollableTabRow
import androidx.compose.material3.Tab
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Card
import org.patchwork.app.look.Face
import org.patchwork.app.look.FaceKind
import org.patchwork.app.look.Hint
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.TARGET
import org.patchwork.app.look.Tag
import org.patchwork.app.look.Wrong
import org.patchwork.app.look.palette
import org.patchwork.app.nav.CaseTab
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.casepage.picture.PictureTab
import org.patchwork.app.screens.casepage.timeline.TimelineTab
import org.patchwork.app.screens.screenModel
import org.patchwork.app.screens.takenoff.TakenOff
import org.patchwork.client.CaseHeader
import org.patchwork.client.CaseView
import org.patchwork.client.HeaderChipKind
import org.patchwork.client.dayInWords
import org.patchwork.client.dayOf
import org.patchwork.client.latelyInWords
import org.patchwork.client.momentInWords

@Composable
fun CaseScreen(
    place: Place.Case,
    around: Surroundings,
) {
    val model = screenModel { CaseModel(place.case, around) }
    val state by model.state.collectAsStateWithLifecycle()
    val view = state.view.value
    Column(Modifier.fillMaxSize()) {
        (state.view as? Shown.Refused)?.let { NoticeCard(it.notice, Modifier.padding(16.dp)) }
        if (view != null) {
            CaseTop(
                state,
                view,
                place.tab,
                model::on,
                { around.replace(place.copy(tab = it, entry = null)) },
                around.go,
                around.reaching::open,
            )
            Box(Modifier.weight(1f)) {
                when (place.tab) {
                    CaseTab.Picture -> PictureTab(place.case, around, onHeld = { around.go(Place.NewPerson(place.case, null)) })
                    CaseTab.People -> PeopleTab(view, around.go, around.reaching) { TakenOff(view, around) }
                    CaseTab.Timeline -> TimelineTab(place.case, view.header, place.entry, around)
                    CaseTab.Tasks -> TasksTab(view, model::on, around.go)
                }
            }
        }
    }
}

/** The top of a case: one line that unfolds, what must be chosen, and the tabs. */
@Composable
fun CaseTop(
    state: CaseState,
    view: CaseView,
    tab: CaseTab,
    on: (CaseEvent) -> Unit,
    onTab: (CaseTab) -> Unit,
    go: (Place) -> Unit,
    open: (link: String) -> Boolean,
) = Column(Modifier.fillMaxWidth()) {
    val header = view.header
    Line(header, state.isUnfolded) { on(CaseEvent.Fold) }
    Column(
        // Unfolded or with values to choose it may be long, and leaves room for what is below it.
        Modifier.heightIn(max = 320.dp).verticalScroll(rememberScrollState()).padding(horizontal = 16.dp),
        verticalArrangement = Arrangement.spacedBy(8.dp),
    ) {
        if (state.isUnfolded) {
            Unfolded(header)
            TellOfCase(state, on)
            CaseLinks(header, go)
        }
        if (header.notice.isNotEmpty()) Hint(header.notice)
        state.refused?.let { NoticeCard(it.notice) }
        view.conflicts.forEach { conflict -> Conflict(conflict, open) { on(CaseEvent.Choose(it)) } }
    }
    Tabs(header, tab, onTab)
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Line(
    header: CaseHeader,
    isUnfolded: Boolean,
    onFold: () -> Unit,
) = Row(
    Modifier
        .fillMaxWidth()
        .clickable(role = Role.Button, onClickLabel = if (isUnfolded) "Less" else "More about ${header.child}", onClick = onFold)
        .heightIn(min = TARGET)
        .padding(horizontal = 16.dp, vertical = 6.dp),
    horizontalArrangement = Arrangement.spacedBy(12.dp),
    verticalAlignment = Alignment.CenterVertically,
) {
    Face(header.child, FaceKind.Child)
    Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(4.dp)) {
        Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
            Text(header.child, Modifier.semantics { heading() }, style = MaterialTheme.typography.titleLarge)
            if (header.age.isNotEmpty()) Hint(header.age)
        }
        FlowRow(horizontalArrangement = Arrangement.spacedBy(6.dp), verticalArrangement = Arrangement.spacedBy(4.dp)) {
            header.chips.forEach { chip ->
                when (chip.kind) {
                    HeaderChipKind.STATUS -> Tag(chip.text, sign = Sign.Shield)
                    HeaderChipKind.MARKER -> Tag("Before you go: ${chip.text}", sign = Sign.Alert)
                }
            }
        }
    }
    SignIcon(if (isUnfolded) Sign.Close else Sign.Down, tint = palette.quiet)
}

@Composable
private fun Unfolded(header: CaseHeader) {
    header.statuses.forEach { status ->
        Column {
            Text(status.label, fontWeight = FontWeight.SemiBold)
            val from = status.from?.let { "From ${dayInWords(it)}" }
            val known = "known ${latelyInWords(dayOf(status.recordedAt))}, ${status.recordedBy}"
            Hint(listOfNotNull(from, status.source.ifEmpty { null }, known).joinToString("; "))
        }
    }
    Markers(header)
    Fact("Child last seen", header.lastSeen?.let(::momentInWords), header.lastSeenBy)
    Fact("Family last spoken to", header.lastSpoken?.let(::momentInWords), header.lastSpokenBy)
    if (header.born.isNotEmpty()) Fact("Birth", header.born, "")
    if (header.fullName.isNotEmpty()) Fact("Full name", header.fullName, "")
}

@Composable
private fun Fact(
    label: String,
    value: String?,
    by: String,
) = Column {
    Hint(label)
    Text(value?.let { listOf(it, by).filter(String::isNotEmpty).joinToString(", ") } ?: "not written down")
}

/** What to know before going there: in full before any address. */
@Composable
fun Markers(header: CaseHeader) =
    header.markers.forEach { marker ->
        Card(edge = palette.noticeInk, ground = palette.notice) {
            Wrong("Before you go: ${marker.texts.joinToString(" or: ")}")
            val review = marker.review?.let { "; look at it again by ${dayInWords(it)}" }.orEmpty()
            Hint("${marker.recordedBy}, ${latelyInWords(dayOf(marker.recordedAt))}$review")
        }
    }

@Composable
private fun Tabs(
    header: CaseHeader,
    tab: CaseTab,
    onTab: (CaseTab) -> Unit,
) = SecondaryScrollableTabRow(tab.ordinal, edgePadding = 8.dp, containerColor = palette.ground) {
    CaseTab.entries.forEach { one ->
        Tab(
            selected = one == tab,
            onClick = { onTab(one) },
            text = { Text(nameOf(one, header), style = MaterialTheme.typography.labelMedium) },
            selectedContentColor = palette.accent,
            unselectedContentColor = palette.quiet,
        )
    }
}

private fun nameOf(
    tab: CaseTab,
    header: CaseHeader,
): String =
    when (tab) {
        CaseTab.Picture -> "Picture"
        CaseTab.People -> "List"
        CaseTab.Timeline -> if (header.counts.unread > 0u) "Timeline, ${header.counts.unread} new" else "Timeline"
        CaseTab.Tasks -> if (header.counts.tasksOpen > 0u) "Tasks, ${header.counts.tasksOpen} open" else "Tasks"
    }

@Composable
private fun CaseLinks(
    header: CaseHeader,
    go: (Place) -> Unit,
) = Buttons {
    QuietButton("Who can see this", { go(Place.Team(header.case)) }, sign = Sign.Eye)
    if (header.mayWrite) {
        QuietButton("Add someone", { go(Place.NewPerson(header.case, null)) }, sign = Sign.Plus)
        QuietButton("Plan, status, markers", { go(Place.Status(header.case)) }, sign = Sign.Shield)
        QuietButton("About ${header.child}", { go(Place.Child(header.case)) }, sign = Sign.Pencil)
    }
}
