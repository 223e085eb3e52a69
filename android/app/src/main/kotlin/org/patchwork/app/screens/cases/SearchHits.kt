package org.patchwork.app.screens.cases

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.ClippedText
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.RowLink
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.Tag
import org.patchwork.app.look.palette
import org.patchwork.app.nav.CaseTab
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.casepage.timeline.signOf
import org.patchwork.client.CaseId
import org.patchwork.client.PersonId
import org.patchwork.client.SearchHit
import org.patchwork.client.SearchHitKind
import org.patchwork.client.momentInWords

/** So many other children of a colleague are named without a tap. */
private const val ALSO_NAMED = 6

/** What a search found beside the children whose cases stand above it. */
internal fun LazyListScope.hits(
    state: CasesState,
    go: (Place) -> Unit,
) {
    if (!state.isSearching || state.hits.isEmpty()) return
    item("people and words") { Heading("People and words") }
    items(state.hits.size, { "hit $it" }) { index -> Hit(state.hits[index], go) }
}

@Composable
private fun Hit(
    hit: SearchHit,
    go: (Place) -> Unit,
) = Column {
    RowLink({ go(placeOf(hit)) }) {
        SignIcon(signOf(hit), tint = palette.quiet)
        Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(2.dp)) {
            ClippedText(hit.text)
            if (hit.label.isNotEmpty()) Hint(hit.label)
            if (hit.isStruck) {
                Tag("Struck through")
            } else if (hit.isCorrected) {
                Tag("Corrected")
            }
            hit.corrections.forEach {
                ClippedText(it.text)
                Hint("Corrected by ${it.authorName}, ${momentInWords(it.writtenAt)}")
            }
            if (hit.isSuggestion) Tag("Sounds like it")
            if (hit.about.isNotEmpty()) Hint(hit.about)
        }
    }
    if (hit.alsoIn.isNotEmpty()) AlsoHelps(hit, go)
}

@Composable
private fun AlsoHelps(
    hit: SearchHit,
    go: (Place) -> Unit,
) = Column(Modifier.padding(start = 52.dp, end = 14.dp, bottom = 8.dp)) {
    var all by rememberSaveable { mutableStateOf(false) }
    val named = if (all) hit.alsoIn else hit.alsoIn.take(ALSO_NAMED)
    Hint("Also helps")
    Buttons {
        named.forEach { other -> QuietButton(other.child, { go(personOrCase(other.case, hit.person)) }) }
        val more = hit.alsoIn.size - named.size
        if (more > 0) QuietButton("And $more more", { all = true })
    }
}

private fun placeOf(hit: SearchHit): Place {
    val (entry, task) = hit.entry to hit.task
    return when {
        entry != null -> Place.Case(hit.case, CaseTab.Timeline, entry)
        task != null -> Place.Task(hit.case, task)
        else -> personOrCase(hit.case, hit.person)
    }
}

private fun personOrCase(
    case: CaseId,
    person: PersonId?,
): Place = if (person != null) Place.Person(case, person) else Place.Case(case)

private fun signOf(hit: SearchHit): Sign {
    val kind = hit.entryKind
    return when {
        kind != null -> signOf(kind, null)
        hit.kind == SearchHitKind.TASK -> Sign.Tasks
        hit.kind == SearchHitKind.ENTRY -> Sign.Message
        else -> Sign.People
    }
}
