package org.patchwork.app.screens.team

import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flatMapLatest
import org.patchwork.app.client.Shown
import org.patchwork.app.client.shown
import org.patchwork.app.client.value
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.ScreenModel
import org.patchwork.app.screens.Surroundings
import org.patchwork.client.AccessRole
import org.patchwork.client.CaseId
import org.patchwork.client.DraftId
import org.patchwork.client.EntryKind
import org.patchwork.client.EntryView
import org.patchwork.client.LookedView
import org.patchwork.client.PractitionerId
import org.patchwork.client.PractitionerPage
import org.patchwork.client.TeamView
import org.patchwork.client.TimelineFilter
import org.patchwork.client.Update
import org.patchwork.client.choices
import org.patchwork.client.drawId

/** Who can see a case, with what was decided about sharing and who has looked. */
data class TeamAround(
    val team: TeamView,
    val mayWrite: Boolean,
    /** Whether this person may invite colleagues. */
    val invites: Boolean,
    val looked: List<LookedView>,
)

/** What *Team and sharing* shows. */
data class TeamState(
    val team: Shown<TeamAround> = Shown.Reading,
    /** The latest decisions to share and not to share. */
    val decisions: List<EntryView> = emptyList(),
    val hasMoreDecisions: Boolean = false,
    /** What is typed to find who is to be added. */
    val search: String = "",
    /** Whom it finds, the first of them. */
    val mayBeAdded: PractitionerPage? = null,
    val chosen: PractitionerId? = null,
    val access: AccessRole = choices().accessRoles.first().value,
    val isAdding: Boolean = false,
    /** Why nobody could be added. */
    val refused: Shown.Refused? = null,
    /** Why no decision could be begun. */
    val refusedToDecide: Shown.Refused? = null,
)

/** What somebody does on *Team and sharing*. */
sealed interface TeamEvent {
    data object MoreDecisions : TeamEvent

    /** Begins to write down a decision about sharing. */
    data object Decide : TeamEvent

    data class Search(
        val words: String,
    ) : TeamEvent

    data class Choose(
        val practitioner: PractitionerId,
    ) : TeamEvent

    data class ChooseAccess(
        val access: AccessRole,
    ) : TeamEvent

    data object Add : TeamEvent
}

/** Reads who can see a case, and adds practitioners to its team. */
@OptIn(ExperimentalCoroutinesApi::class)
class TeamModel(
    private val case: CaseId,
    private val around: Surroundings,
) : ScreenModel<TeamState>(TeamState()) {
    private val client = around.client
    private val search = MutableStateFlow("")
    private val wanted = MutableStateFlow(PAGE)

    init {
        show(client.shown(::isOfTheTeam) { read() }) { state, team -> state.copy(team = team) }
        val decisions = wanted.flatMapLatest { wanted -> client.shown({ it == Update.Case(case) }) { readDecisions(wanted) } }
        show(decisions) { state, found ->
            val (entries, hasMore) = found.value ?: return@show state
            state.copy(decisions = entries, hasMoreDecisions = hasMore)
        }
        val found =
            search.flatMapLatest { words ->
                client.shown(::isOfTheTeam) { if (team(case).mayChange) mayBeAdded(case, words, null, FOUND) else null }
            }
        show(found) { state, page -> state.copy(mayBeAdded = page.value ?: state.mayBeAdded) }
    }

    fun on(event: TeamEvent) {
        when (event) {
            TeamEvent.MoreDecisions -> wanted.value += PAGE
            TeamEvent.Decide -> act({ state, refused -> state.copy(refusedToDecide = refused) }) { decide() }
            is TeamEvent.Search -> {
                change { it.copy(search = event.words, chosen = null) }
                search.value = event.words.trim()
            }
            is TeamEvent.Choose -> change { it.copy(chosen = event.practitioner, refused = null) }
            is TeamEvent.ChooseAccess -> change { it.copy(access = event.access) }
            TeamEvent.Add -> add()
        }
    }

    private fun add() {
        val chosen = now.chosen ?: return
        if (now.isAdding) return
        change { it.copy(isAdding = true, refused = null) }
        act({ state, refused -> state.copy(isAdding = false, refused = refused) }) {
            client.addToTeam(case, chosen, now.access)
            change { it.copy(isAdding = false, chosen = null, search = "", access = TeamState().access) }
            search.value = ""
        }
    }

    private suspend fun decide() {
        val draft = client.newDraft(case).copy(draft = DraftId(drawId()), kind = EntryKind.SHARING_DECISION)
        client.keepDraft(draft)
        around.go(Place.Capture(draft.draft, case))
    }

    private suspend fun read() =
        TeamAround(
            team = client.team(case),
            mayWrite = client.caseView(case).header.mayWrite,
            invites = client.me().isAdministrator,
            looked = client.whoLooked(case),
        )

    private suspend fun readDecisions(atLeast: Int): Pair<List<EntryView>, Boolean> {
        val entries = mutableListOf<EntryView>()
        var next: String? = null
        do {
            val page = client.timeline(case, next, PAGE.toUInt(), TimelineFilter.SHARING)
            entries += page.entries
            next = page.next
        } while (next != null && entries.size < atLeast)
        return entries to (next != null)
    }

    private fun isOfTheTeam(update: Update): Boolean = update == Update.Case(case) || update == Update.Directory

    private companion object {
        const val PAGE = 20
        const val FOUND = 8u
    }
}
