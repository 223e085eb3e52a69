package org.patchwork.app.screens.cases

import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.flatMapLatest
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt
import org.patchwork.app.client.shown
import org.patchwork.app.client.value
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.CaseFamily
import org.patchwork.client.ClientInterface
import org.patchwork.client.ForYouGroup
import org.patchwork.client.Notice
import org.patchwork.client.SearchHit
import org.patchwork.client.UnfinishedDraft
import org.patchwork.client.Update

/** What *My cases* shows. */
data class CasesState(
    val search: String = "",
    val forYou: List<ForYouGroup> = emptyList(),
    val drafts: List<UnfinishedDraft> = emptyList(),
    val families: Shown<List<CaseFamily>> = Shown.Reading,
    /** People and words that a search found. */
    val hits: List<SearchHit> = emptyList(),
    /** Whether more cases follow than were read. */
    val hasMore: Boolean = false,
    val notices: List<Notice> = emptyList(),
) {
    val isSearching: Boolean get() = search.isNotBlank()
}

/** What somebody does on *My cases*. */
sealed interface CasesEvent {
    data class Search(
        val words: String,
    ) : CasesEvent

    data object ShowMore : CasesEvent

    data class Act(
        val handle: String,
    ) : CasesEvent
}

/** Reads the list, what is for this person, and what a search finds. */
@OptIn(ExperimentalCoroutinesApi::class)
class CasesModel(
    private val client: ClientInterface,
) : ScreenModel<CasesState>(CasesState()) {
    /** How much is read: the words searched for, and how many cases. */
    private data class Wanted(
        val search: String = "",
        val cases: Int = PAGE,
    )

    private val wanted = MutableStateFlow(Wanted())

    init {
        show(client.shown(::isOfTheList) { forYou() }) { state, found -> state.copy(forYou = found.value ?: state.forYou) }
        show(client.shown({ it == Update.Drafts || it is Update.Case }) { unfinishedDrafts() }) { state, found ->
            state.copy(drafts = found.value ?: state.drafts)
        }
        show(client.shown({ it == Update.Sync }) { notices() }) { state, found ->
            state.copy(notices = found.value ?: state.notices)
        }
        val list =
            wanted.flatMapLatest { wanted ->
                client.shown(::isOfTheList) { readList(wanted.search, wanted.cases) }
            }
        show(list) { state, found ->
            state.copy(
                families = if (found is Shown.Read) Shown.Read(found.value.first) else found.refused(),
                hasMore = found.value?.second ?: false,
            )
        }
        val hits =
            wanted.map { it.search }.distinctUntilChanged().flatMapLatest { search ->
                flow {
                    if (search.isBlank()) return@flow emit(emptyList())
                    // Whoever types on is not kept waiting by what they no longer look for.
                    delay(SEARCH_PAUSE_MS)
                    emit(attempt { client.search(search) }.value.orEmpty())
                }
            }
        show(hits) { state, found -> state.copy(hits = found) }
    }

    fun on(event: CasesEvent) {
        when (event) {
            is CasesEvent.Search -> {
                change { it.copy(search = event.words) }
                wanted.value = Wanted(search = event.words.trim())
            }
            CasesEvent.ShowMore -> wanted.value = wanted.value.copy(cases = wanted.value.cases + PAGE)
            is CasesEvent.Act -> act({ state, _ -> state }) { client.act(event.handle) }
        }
    }

    /** The first cases, page by page, and whether more follow. */
    private suspend fun readList(
        search: String,
        atLeast: Int,
    ): Pair<List<CaseFamily>, Boolean> {
        val families = mutableListOf<CaseFamily>()
        var next: String? = null
        do {
            val page = client.cases(search, next, PAGE.toUInt())
            page.families.forEach { family ->
                // A family that goes on over a page's end is one family.
                if (next != null && families.lastOrNull()?.name == family.name) {
                    families[families.lastIndex] = families.last().copy(cases = families.last().cases + family.cases)
                } else {
                    families += family
                }
            }
            next = page.next
        } while (next != null && families.sumOf { it.cases.size } < atLeast)
        return families to (next != null)
    }

    private fun isOfTheList(update: Update): Boolean =
        update is Update.Case || update == Update.Cases || update == Update.Tasks || update == Update.Directory

    private companion object {
        const val PAGE = 50
        const val SEARCH_PAUSE_MS = 150L
    }
}

/** A refusal, whatever would have been read. */
private fun Shown<*>.refused(): Shown<Nothing> = this as? Shown.Refused ?: Shown.Reading
