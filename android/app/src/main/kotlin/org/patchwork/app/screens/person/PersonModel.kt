package org.patchwork.app.screens.person

import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.flatMapLatest
import org.patchwork.app.client.Shown
import org.patchwork.app.client.shown
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.ConflictEvent
import org.patchwork.app.screens.ScreenModel
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.casepage.timeline.beginAnswer
import org.patchwork.app.screens.choose
import org.patchwork.client.CaseHeader
import org.patchwork.client.ClientException
import org.patchwork.client.ConflictView
import org.patchwork.client.DraftId
import org.patchwork.client.EntryId
import org.patchwork.client.EntryKind
import org.patchwork.client.EntryView
import org.patchwork.client.InvolvementView
import org.patchwork.client.LookedAt
import org.patchwork.client.PersonView
import org.patchwork.client.ResidenceView
import org.patchwork.client.Update
import org.patchwork.client.drawId

/** Somebody in a child's life, with what is known of them. */
data class PersonInCase(
    val header: CaseHeader,
    val person: PersonView,
    val residences: List<ResidenceView>,
    val involvements: List<InvolvementView>,
    val conflicts: List<ConflictView>,
)

/** What the page of a person shows. */
data class PersonState(
    val found: Shown<PersonInCase> = Shown.Reading,
    /** What is about them or with them, the latest first. */
    val entries: Shown<List<EntryView>> = Shown.Reading,
    val hasMore: Boolean = false,
    val refused: Shown.Refused? = null,
)

/** What somebody does on the page of a person. */
sealed interface PersonEvent {
    data object ShowMore : PersonEvent

    /** Begins to write about this person. */
    data object Write : PersonEvent

    data class SayRead(
        val entry: EntryId,
    ) : PersonEvent

    data class Answer(
        val entry: EntryId,
        val kind: EntryKind,
    ) : PersonEvent

    data class Choose(
        val event: ConflictEvent,
    ) : PersonEvent
}

/** Reads a person of a case with what was written about them, and notes that they were looked at. */
@OptIn(ExperimentalCoroutinesApi::class)
class PersonModel(
    private val place: Place.Person,
    private val around: Surroundings,
) : ScreenModel<PersonState>(PersonState()) {
    private val client = around.client
    private val case = place.case
    private val person = place.person
    private val wanted = MutableStateFlow(FIRST)

    init {
        show(client.shown({ it == Update.Case(case) || it == Update.Directory }) { find() }) { state, found -> state.copy(found = found) }
        val entries = wanted.flatMapLatest { wanted -> client.shown({ it == Update.Case(case) }) { readEntries(wanted) } }
        show(entries) { state, found ->
            when (found) {
                is Shown.Read -> state.copy(entries = Shown.Read(found.value.first), hasMore = found.value.second)
                is Shown.Refused -> state.copy(entries = found)
                Shown.Reading -> state
            }
        }
        // A colleague's card is for everyone to read.
        act({ state, _ -> state }) { if (find().person.practitioner == null) client.lookedAt(case, LookedAt.Person(person)) }
    }

    fun on(event: PersonEvent) {
        when (event) {
            PersonEvent.ShowMore -> wanted.value += MORE
            PersonEvent.Write -> working { write() }
            is PersonEvent.SayRead -> working { around.saved(client.sayRead(case, event.entry)) }
            is PersonEvent.Answer -> working { around.beginAnswer(case, event.entry, event.kind) }
            is PersonEvent.Choose -> working { around.choose(event.event) }
        }
    }

    private fun working(work: suspend () -> Unit) {
        change { it.copy(refused = null) }
        act({ state, refused -> state.copy(refused = refused) }, work)
    }

    private suspend fun write() {
        val draft = client.newDraft(case).copy(draft = DraftId(drawId()), about = listOf(person))
        client.keepDraft(draft)
        around.go(Place.Capture(draft.draft, case))
    }

    private suspend fun find(): PersonInCase {
        val view = client.caseView(case)
        return PersonInCase(
            header = view.header,
            person = view.people.firstOrNull { it.person == person } ?: throw ClientException.NotFound(),
            residences = view.residences.filter { it.person == person },
            involvements = view.involvements.filter { it.person == person },
            conflicts = view.conflicts.filter { it.person == person },
        )
    }

    private suspend fun readEntries(atLeast: Int): Pair<List<EntryView>, Boolean> {
        val entries = mutableListOf<EntryView>()
        var next: String? = null
        do {
            val page = client.timelineOfPerson(case, person, next, FIRST.toUInt())
            entries += page.entries
            next = page.next
        } while (next != null && entries.size < atLeast)
        return entries to (next != null)
    }

    private companion object {
        const val FIRST = 10
        const val MORE = 40
    }
}
