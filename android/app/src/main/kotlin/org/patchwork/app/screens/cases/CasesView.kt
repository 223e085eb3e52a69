package org.patchwork.app.screens.cases

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
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
import org.patchwork.app.look.ClippedText
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Face
import org.patchwork.app.look.FaceKind
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.RowLink
import org.patchwork.app.look.SearchField
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.Tag
import org.patchwork.app.look.palette
import org.patchwork.app.nav.CaseTab
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.screenModel
import org.patchwork.client.CaseListing
import org.patchwork.client.ForYouGroup
import org.patchwork.client.ForYouKind
import org.patchwork.client.ForYouLine
import org.patchwork.client.UnfinishedDraft
import org.patchwork.client.momentInWords

@Composable
fun CasesScreen(around: Surroundings) {
    val model = screenModel { CasesModel(around.client) }
    val state by model.state.collectAsStateWithLifecycle()
    CasesView(state, model::on, around.go)
}

@Composable
fun CasesView(
    state: CasesState,
    on: (CasesEvent) -> Unit,
    go: (Place) -> Unit,
) = LazyColumn(
    Modifier.fillMaxSize(),
    contentPadding = PaddingValues(start = 16.dp, end = 16.dp, bottom = 24.dp),
    verticalArrangement = Arrangement.spacedBy(10.dp),
) {
    item("heading") {
        Row(
            Modifier.fillMaxWidth(),
            horizontalArrangement = Arrangement.SpaceBetween,
            verticalAlignment = Alignment.CenterVertically,
        ) {
            Text("My cases", Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
            QuietButton("Add a child", { go(Place.NewChild) }, sign = Sign.Plus)
        }
    }
    items(state.notices, { "notice ${it.code}" }) { NoticeCard(it, onAct = { handle -> on(CasesEvent.Act(handle)) }) }
    item("search") {
        SearchField(
            "Search children, people and words",
            "Search children, people, words",
            state.search,
            { on(CasesEvent.Search(it)) },
        )
    }
    if (!state.isSearching) {
        state.forYou.forEach { group -> item("for you ${group.kind}") { ForYou(group, go) } }
        drafts(state.drafts, go)
    }
    (state.families as? Shown.Refused)?.let { item("refused") { NoticeCard(it.notice) } }
    val families = state.families.value.orEmpty()
    families.forEachIndexed { index, family ->
        item("family $index ${family.name}") {
            Heading(family.name.ifEmpty { "No family name" })
        }
        items(family.cases, { it.case.text }) { CaseRow(it) { go(Place.Case(it.case)) } }
    }
    if (state.hasMore) item("more") { QuietButton("Show more", { on(CasesEvent.ShowMore) }) }
    hits(state, go)
    if (state.families is Shown.Read && families.isEmpty()) item("empty") { NothingHere(state, on, go) }
}

/** One line of *My cases*. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun CaseRow(
    case: CaseListing,
    onClick: () -> Unit,
) = RowLink(onClick) {
    Face(case.child, FaceKind.Child)
    Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(2.dp)) {
        Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
            Text(case.child, style = MaterialTheme.typography.bodyLarge, fontWeight = FontWeight.Bold)
            if (case.age.isNotEmpty()) Hint(case.age)
        }
        if (case.status.isNotEmpty()) {
            Row(horizontalArrangement = Arrangement.spacedBy(4.dp), verticalAlignment = Alignment.CenterVertically) {
                SignIcon(Sign.Shield, size = 16.dp)
                Text(case.status, style = MaterialTheme.typography.bodyMedium)
            }
        }
        Hint(case.lastSeen?.let { "Last seen ${momentInWords(it)}" } ?: "Not seen yet")
        val counts = case.counts
        if (counts.unread > 0u || counts.tasksDue > 0u || counts.conflicts > 0u) {
            FlowRow(horizontalArrangement = Arrangement.spacedBy(6.dp), verticalArrangement = Arrangement.spacedBy(4.dp)) {
                if (counts.unread > 0u) Tag("${counts.unread} new", isStrong = true)
                if (counts.tasksDue == 1u) Tag("1 task due")
                if (counts.tasksDue > 1u) Tag("${counts.tasksDue} tasks due")
                if (counts.conflicts > 0u) Tag("Choose a value", sign = Sign.Alert)
            }
        }
    }
    SignIcon(Sign.Next, tint = palette.quiet)
}

@Composable
private fun ForYou(
    group: ForYouGroup,
    go: (Place) -> Unit,
) = Column(verticalArrangement = Arrangement.spacedBy(6.dp)) {
    group.lines.forEach { line ->
        RowLink({ leadsTo(group.kind, line)?.let(go) }) {
            SignIcon(signOf(group.kind), tint = if (group.kind == ForYouKind.WORRY_WAITS) palette.care else palette.accent)
            Column(Modifier.weight(1f)) {
                Text(line.name, style = MaterialTheme.typography.bodyLarge, fontWeight = FontWeight.SemiBold)
                Hint(line.text + (line.at?.let { ", ${momentInWords(it)}" } ?: ""))
            }
            SignIcon(Sign.Next, tint = palette.quiet)
        }
    }
}

private fun signOf(kind: ForYouKind): Sign =
    when (kind) {
        ForYouKind.WORRY_WAITS -> Sign.Worry
        ForYouKind.ASKS_TO_JOIN, ForYouKind.JOINED -> Sign.People
        ForYouKind.CONFLICT -> Sign.Alert
        ForYouKind.TASK_DUE -> Sign.Tasks
        ForYouKind.NEW_CASE -> Sign.Plus
    }

private fun leadsTo(
    kind: ForYouKind,
    line: ForYouLine,
): Place? {
    val case = line.case ?: return Place.Directory
    return when (kind) {
        ForYouKind.WORRY_WAITS, ForYouKind.JOINED -> Place.Case(case, CaseTab.Timeline, line.entry)
        ForYouKind.TASK_DUE -> Place.Case(case, CaseTab.Tasks)
        ForYouKind.CONFLICT, ForYouKind.NEW_CASE, ForYouKind.ASKS_TO_JOIN -> Place.Case(case)
    }
}

private fun LazyListScope.drafts(
    drafts: List<UnfinishedDraft>,
    go: (Place) -> Unit,
) {
    if (drafts.isEmpty()) return
    item("drafts") { Heading("Not finished") }
    items(drafts, { "draft ${it.draft}" }) { draft ->
        RowLink({ go(Place.Capture(draft.draft)) }) {
            SignIcon(Sign.Pencil, tint = palette.quiet)
            Column(Modifier.weight(1f)) {
                ClippedText(draft.text)
                Hint("${draft.forWhom} · Draft, kept on this phone")
            }
        }
    }
}

@Composable
private fun NothingHere(
    state: CasesState,
    on: (CasesEvent) -> Unit,
    go: (Place) -> Unit,
) {
    if (!state.isSearching) {
        Empty(
            "No child yet. A case opens here when a colleague adds you to a team, or when you add a child " +
                "yourself, also without signal.",
        ) { MainButton("Add a child", { go(Place.NewChild) }) }
    } else if (state.hits.isEmpty()) {
        Empty(
            "Nothing here holds “${state.search}”. Only what is saved on this phone is searched. Try part of a name, or another spelling.",
        ) {
            QuietButton("Show all my cases", { on(CasesEvent.Search("")) })
        }
    }
}
