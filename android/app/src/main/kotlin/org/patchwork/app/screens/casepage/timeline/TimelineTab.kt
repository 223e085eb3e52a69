package org.patchwork.app.screens.casepage.timeline

import androidx.compose.foundation.clickable
import androidx.compose.foundation.horizontalScroll
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.foundation.rememberScrollState
import androidx.compose.material3.FilterChip
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.Card
import org.patchwork.app.look.ClippedText
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.TARGET
import org.patchwork.app.look.palette
import org.patchwork.app.nav.CaseTab
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.screenModel
import org.patchwork.client.CaseHeader
import org.patchwork.client.CaseId
import org.patchwork.client.DraftId
import org.patchwork.client.EntryId
import org.patchwork.client.NewInCase
import org.patchwork.client.TaskId
import org.patchwork.client.TeamEventView
import org.patchwork.client.choices
import org.patchwork.client.clockTime
import org.patchwork.client.drawId
import org.patchwork.client.sinceInWords

/** What was written about a child, the latest first. */
@Composable
fun TimelineTab(
    case: CaseId,
    header: CaseHeader,
    entry: EntryId?,
    around: Surroundings,
) {
    val model = screenModel { TimelineModel(case, around, entry) }
    val state by model.state.collectAsStateWithLifecycle()
    val list = rememberLazyListState()
    var isThere by rememberSaveable(entry) { mutableStateOf(entry == null) }
    LaunchedEffect(state.days, entry) {
        val place = entry?.let { placeOf(state, it) }
        if (!isThere && place != null) {
            list.scrollToItem(place)
            isThere = true
        }
    }
    TimelineView(
        state,
        header.mayWrite,
        model::on,
        onWrite = { around.go(Place.Capture(DraftId(drawId()), case)) },
        onOpen = { around.go(Place.Case(case, CaseTab.Timeline, it)) },
        onTask = { around.go(Place.Task(case, it)) },
        list = list,
    )
}

/** Where in the list an entry stands. */
private fun placeOf(
    state: TimelineState,
    entry: EntryId,
): Int? {
    var place = 1 + listOf(state.pattern != null, hasNews(state.newly)).count { it }
    state.days.value.orEmpty().forEach { day ->
        place += 1
        day.items.forEach { item ->
            if (item is Item.Entry && item.entry.holds(entry)) return place
            place += 1
        }
    }
    return null
}

private fun hasNews(newly: NewInCase?): Boolean = newly?.since != null && newly.entries.isNotEmpty()

@Composable
fun TimelineView(
    state: TimelineState,
    mayWrite: Boolean,
    on: (TimelineEvent) -> Unit,
    onWrite: () -> Unit,
    onOpen: (EntryId) -> Unit,
    onTask: (TaskId) -> Unit = {},
    list: LazyListState = rememberLazyListState(),
) = LazyColumn(
    Modifier.fillMaxSize(),
    state = list,
    contentPadding = PaddingValues(16.dp),
    verticalArrangement = Arrangement.spacedBy(10.dp),
) {
    item("filters") { Filters(state, on) }
    state.pattern?.let { pattern -> item("pattern") { PatternStrip(pattern) } }
    state.newly?.takeIf { hasNews(it) }?.let { newly -> item("newly") { Newly(newly, onOpen) } }
    val days = state.days.value.orEmpty()
    days.forEach { day ->
        item("day ${day.day}") { Heading(day.heading) }
        items(
            day.items,
            {
                when (it) {
                    is Item.Entry -> "entry ${it.entry.entry}"
                    is Item.Team -> "team ${it.event.at} ${it.event.text}"
                }
            },
        ) { item ->
            when (item) {
                is Item.Entry ->
                    EntryCard(
                        item.entry,
                        onRead = { on(TimelineEvent.SayRead(item.entry.entry)) },
                        onAnswer = { entry, kind -> on(TimelineEvent.Answer(entry, kind)) },
                        onTask = onTask,
                    )
                is Item.Team -> TeamEvent(item.event)
            }
        }
    }
    (state.days as? Shown.Refused ?: state.refused)?.let { item("refused") { NoticeCard(it.notice) } }
    if (state.days is Shown.Read && days.none { day -> day.items.any { it is Item.Entry } }) {
        item("empty") {
            Empty(
                "Nothing is written down yet. What you notice stands here, for this child’s team only.",
                next = if (mayWrite) ({ MainButton("Write", onWrite, sign = Sign.Pencil) }) else null,
            )
        }
    }
    if (state.hasMore) item("earlier") { QuietButton("Earlier", { on(TimelineEvent.Earlier) }) }
}

@Composable
private fun Filters(
    state: TimelineState,
    on: (TimelineEvent) -> Unit,
) = Row(
    Modifier.fillMaxWidth().horizontalScroll(rememberScrollState()),
    horizontalArrangement = Arrangement.spacedBy(8.dp),
) {
    choices().timelineFilters.forEach { filter ->
        FilterChip(
            selected = filter.value == state.filter,
            onClick = { on(TimelineEvent.Show(filter.value)) },
            label = { Text(filter.label) },
            modifier = Modifier.heightIn(min = TARGET),
        )
    }
}

@Composable
private fun Newly(
    newly: NewInCase,
    onOpen: (EntryId) -> Unit,
) = Card(ground = palette.accentSoft) {
    Heading("New since ${newly.since?.let(::sinceInWords).orEmpty()}")
    newly.entries.forEach { entry ->
        Column(Modifier.fillMaxWidth().clickable { onOpen(entry.standsUnder) }.heightIn(min = TARGET)) {
            Text("${entry.authorName} · ${entry.label}", fontWeight = FontWeight.SemiBold)
            if (entry.text.isNotEmpty()) ClippedText(entry.text)
        }
    }
}

/** That somebody came to the team or left it: nobody wrote it. */
@Composable
private fun TeamEvent(event: TeamEventView) =
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
        SignIcon(Sign.People, tint = palette.quiet)
        Column(Modifier.weight(1f)) {
            Text(event.text)
            if (event.by.isNotEmpty()) Hint(event.by)
        }
        Hint(clockTime(event.at))
    }
