package org.patchwork.app.screens.directory

import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.flatMapLatest
import org.patchwork.app.client.Shown
import org.patchwork.app.client.shown
import org.patchwork.app.client.value
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.ClientInterface
import org.patchwork.client.Me
import org.patchwork.client.PractitionerPage
import org.patchwork.client.PractitionerView
import org.patchwork.client.Update

/** What the directory shows. */
data class DirectoryState(
    val me: Me? = null,
    val search: String = "",
    val people: Shown<List<PractitionerView>> = Shown.Reading,
    /** Whether more practitioners follow than were read. */
    val hasMore: Boolean = false,
    /** How many devices wait to be admitted, for an administrator. */
    val pending: Int = 0,
)

/** What somebody does in the directory. */
sealed interface DirectoryEvent {
    data class Search(
        val words: String,
    ) : DirectoryEvent

    data object ShowMore : DirectoryEvent
}

/** Reads who is who in the partnership, page by page. */
@OptIn(ExperimentalCoroutinesApi::class)
class DirectoryModel(
    private val client: ClientInterface,
) : ScreenModel<DirectoryState>(DirectoryState()) {
    /** How much is read: the words searched for, and how many practitioners. */
    private data class Wanted(
        val search: String = "",
        val people: Int = PAGE,
    )

    private val wanted = MutableStateFlow(Wanted())

    init {
        show(client.shown({ it == Update.Directory }) { me() }) { state, me -> state.copy(me = me.value ?: state.me) }
        val pending = client.shown({ it == Update.Directory }) { if (me().isAdministrator) pendingDevices().size else 0 }
        show(pending) { state, found -> state.copy(pending = found.value ?: state.pending) }
        val people = wanted.flatMapLatest { wanted -> client.shown({ it == Update.Directory }) { read(wanted) } }
        show(people) { state, found ->
            when (found) {
                is Shown.Read -> state.copy(people = Shown.Read(found.value.practitioners), hasMore = found.value.next != null)
                is Shown.Refused -> state.copy(people = found)
                Shown.Reading -> state
            }
        }
    }

    fun on(event: DirectoryEvent) {
        when (event) {
            is DirectoryEvent.Search -> {
                change { it.copy(search = event.words) }
                wanted.value = Wanted(search = event.words.trim())
            }
            DirectoryEvent.ShowMore -> wanted.value = wanted.value.copy(people = wanted.value.people + PAGE)
        }
    }

    private suspend fun read(wanted: Wanted): PractitionerPage {
        val people = mutableListOf<PractitionerView>()
        var next: String? = null
        do {
            val page = client.directory(wanted.search, next, PAGE.toUInt())
            people += page.practitioners
            next = page.next
        } while (next != null && people.size < wanted.people)
        return PractitionerPage(people, next)
    }

    private companion object {
        const val PAGE = 50
    }
}
