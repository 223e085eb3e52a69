package org.patchwork.app.screens.casepage.timeline

import java.time.Instant
import java.time.LocalDate
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.flatMapLatest
import kotlinx.coroutines.flow.onStart
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt
import org.patchwork.app.client.shown
import org.patchwork.app.client.value
import org.patchwork.app.screens.ScreenModel
import org.patchwork.app.screens.Surroundings
import org.patchwork.client.CaseId
import org.patchwork.client.EntryId
import org.patchwork.client.EntryKind
import org.patchwork.client.EntryView
import org.patchwork.client.NewInCase
import org.patchwork.client.PatternView
import org.patchwork.client.TeamEventView
import org.patchwork.client.TimelineFilter
import org.patchwork.client.Update
import org.patchwork.client.dayHeading

/** A day of the timeline. */
data class Day(
    val day: LocalDate,
    val items: List<Item>,
) {
    val heading: String get() = dayHeading(day)
}

/** What stands on a day: what somebody wrote, or who came and went. */
sealed interface Item {
    val at: Instant

    data class Entry(
        val entry: EntryView,
    ) : Item {
        override val at: Instant get() = entry.happenedAt
    }

    data class Team(
        val event: TeamEventView,
    ) : Item {
        override val at: Instant get() = event.at
    }
}

/** What a timeline shows. */
data class TimelineState(
    val filter: TimelineFilter = TimelineFilter.ALL,
    val days: Shown<List<Day>> = Shown.Reading,
    val newly: NewInCase? = null,
    /** The strip of time above the entries, where the pattern is shown. */
    val pattern: PatternView? = null,
    val hasMore: Boolean = false,
    val refused: Shown.Refused? = null,
)

/** What somebody does on a timeline. */
sealed interface TimelineEvent {
    data class Show(
        val filter: TimelineFilter,
    ) : TimelineEvent

    data object Earlier : TimelineEvent

    data class SayRead(
        val entry: EntryId,
    ) : TimelineEvent

    data class Answer(
        val entry: EntryId,
        val kind: EntryKind,
    ) : TimelineEvent
}

/** Reads the timeline of a case page by page, and begins answers to what stands there. */
@OptIn(ExperimentalCoroutinesApi::class)
class TimelineModel(
    private val case: CaseId,
    private val around: Surroundings,
    /** Where the timeline is opened at an entry, as much is read as reaches down to it. */
    private val entry: EntryId?,
) : ScreenModel<TimelineState>(TimelineState()) {
    private data class Wanted(
        val filter: TimelineFilter = TimelineFilter.ALL,
        val entries: Int = PAGE,
    )

    private val client = around.client
    private val wanted = MutableStateFlow(Wanted())

    init {
        val pages =
            wanted.flatMapLatest { wanted ->
                client.shown({ it == Update.Case(case) }) { read(wanted) }
            }
        // Opening the timeline is the visit: what is new stays new until the next one.
        show(pages.onStart { attempt { client.markRead(case) } }) { state, page ->
            state.copy(
                days = if (page is Shown.Read) Shown.Read(page.value.days) else page as? Shown.Refused ?: Shown.Reading,
                newly = page.value?.newly ?: state.newly,
                pattern = page.value?.pattern,
                hasMore = page.value?.hasMore ?: false,
            )
        }
    }

    fun on(event: TimelineEvent) {
        when (event) {
            is TimelineEvent.Show -> {
                change { it.copy(filter = event.filter) }
                wanted.value = Wanted(event.filter)
            }
            TimelineEvent.Earlier -> wanted.value = wanted.value.copy(entries = wanted.value.entries + PAGE)
            is TimelineEvent.SayRead ->
                act({ state, refused -> state.copy(refused = refused) }) { around.saved(client.sayRead(case, event.entry)) }
            is TimelineEvent.Answer ->
                act({ state, refused -> state.copy(refused = refused) }) { around.beginAnswer(case, event.entry, event.kind) }
        }
    }

    private data class Page(
        val days: List<Day>,
        val newly: NewInCase,
        val pattern: PatternView?,
        val hasMore: Boolean,
    )

    private suspend fun read(wanted: Wanted): Page {
        val entries = mutableListOf<EntryView>()
        val events = mutableListOf<TeamEventView>()
        var next: String? = null
        do {
            val page = client.timeline(case, next, PAGE.toUInt(), wanted.filter)
            entries += page.entries
            events += page.teamEvents
            next = page.next
            val reaches = entry == null || entries.size >= FARTHEST || entries.any { it.holds(entry) }
        } while (next != null && (entries.size < wanted.entries || !reaches))
        val pattern = if (wanted.filter == TimelineFilter.PATTERN) client.pattern(case) else null
        return Page(daysOf(entries, events), client.newInCase(case), pattern, next != null)
    }

    private companion object {
        const val PAGE = 30
        const val FARTHEST = 3_000
    }
}

/** Whether an entry is this one, or has it in its thread. */
internal fun EntryView.holds(id: EntryId): Boolean = entry == id || thread.any { it.entry == id } || corrections.any { it.entry == id }

/** Entries and who came and went, the latest first, by day. */
internal fun daysOf(
    entries: List<EntryView>,
    events: List<TeamEventView>,
): List<Day> {
    val dated = entries.map { it.happenedDay to Item.Entry(it) } + events.map { it.day to Item.Team(it) }
    return dated
        .groupBy({ it.first }, { it.second })
        .map { (day, items) -> Day(day, items.sortedByDescending { it.at }) }
        .sortedByDescending { it.day }
}
