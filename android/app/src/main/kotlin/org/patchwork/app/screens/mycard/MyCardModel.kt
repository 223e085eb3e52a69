package org.patchwork.app.screens.mycard

import java.time.LocalDate
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.flatMapLatest
import org.patchwork.app.client.Shown
import org.patchwork.app.client.shown
import org.patchwork.app.client.value
import org.patchwork.app.screens.ScreenModel
import org.patchwork.app.screens.form.Typing
import org.patchwork.client.ClientInterface
import org.patchwork.client.Me
import org.patchwork.client.MyCard
import org.patchwork.client.PractitionerPage
import org.patchwork.client.PractitionerView
import org.patchwork.client.Reach
import org.patchwork.client.Update

/** One's own card, as it is typed. */
data class CardWords(
    /** The last one is empty, for another. */
    val phones: List<String> = listOf(""),
    val emails: List<String> = listOf(""),
    val bestReached: String = "",
    val awayUntil: LocalDate? = null,
    val cover: PractitionerView? = null,
)

/** What *My card* shows. */
data class MyCardState(
    val me: Me? = null,
    /** None while the card is read. */
    val typed: CardWords? = null,
    /** What stands on the card, each as one can call or write there. */
    val reach: List<Reach> = emptyList(),
    /** What is typed to find who covers. */
    val search: String = "",
    val colleagues: List<PractitionerView> = emptyList(),
    /** Whether more colleagues follow than were read. */
    val hasMore: Boolean = false,
    val isSaving: Boolean = false,
    val refused: Shown.Refused? = null,
) {
    /** What is wrong with a field, if it is this one. */
    fun wrong(field: String): String = refused?.of(field).orEmpty()

    /** Why nobody can be called or written to at this number or address, as far as it was saved. */
    fun whyNot(value: String): String = reach.firstOrNull { it.value == value }?.whyNot.orEmpty()
}

/** What somebody does with their own card. */
sealed interface MyCardEvent {
    data class Type(
        val typed: CardWords,
    ) : MyCardEvent

    data class Search(
        val words: String,
    ) : MyCardEvent

    data object Save : MyCardEvent
}

/** Changes how colleagues reach whoever uses this phone. */
@OptIn(ExperimentalCoroutinesApi::class)
class MyCardModel(
    private val client: ClientInterface,
    private val back: () -> Unit,
) : ScreenModel<MyCardState>(MyCardState()) {
    private val search = MutableStateFlow("")
    private val typing = Typing()

    init {
        act({ state, refused -> state.copy(refused = refused) }) {
            val me = client.me()
            val card = client.practitioner(me.practitioner)
            val typed =
                CardWords(
                    phones = card.phones + "",
                    emails = card.emails + "",
                    bestReached = card.bestReached,
                    awayUntil = card.awayUntil,
                    cover = findByName(card.coveredBy),
                )
            change { it.copy(me = me, typed = typed, reach = card.reach) }
        }
        val colleagues =
            search.flatMapLatest { words -> client.shown({ it == Update.Directory }) { directory(words, null, FOUND).without(me()) } }
        show(colleagues) { state, found ->
            val page = found.value
            if (page == null) state else state.copy(colleagues = page.practitioners, hasMore = page.next != null)
        }
    }

    /** Whether something was typed that is not saved. */
    fun hasWords(): Boolean = typing.holds(now.typed)

    fun on(event: MyCardEvent) {
        when (event) {
            is MyCardEvent.Type -> {
                typing.begins(now.typed)
                change { it.copy(typed = event.typed.withRoomForMore(), refused = null) }
            }
            is MyCardEvent.Search -> {
                change { it.copy(search = event.words) }
                search.value = event.words.trim()
            }
            MyCardEvent.Save -> save()
        }
    }

    private fun save() {
        val typed = now.typed ?: return
        if (now.isSaving) return
        change { it.copy(isSaving = true, refused = null) }
        act({ state, refused -> state.copy(isSaving = false, refused = refused) }) {
            client.changeMyCard(
                MyCard(
                    phones = typed.phones.filter { it.isNotBlank() },
                    emails = typed.emails.filter { it.isNotBlank() },
                    bestReached = typed.bestReached,
                    awayUntil = typed.awayUntil,
                    coveredBy = typed.cover?.practitioner,
                ),
            )
            back()
        }
    }

    /** Who covers stands on a card by name. */
    private suspend fun findByName(name: String): PractitionerView? {
        var next: String? = null
        if (name.isEmpty()) return null
        do {
            val page = client.directory(name, next, MOST)
            page.practitioners.firstOrNull { it.name == name }?.let { return it }
            next = page.next
        } while (next != null)
        return null
    }

    private companion object {
        const val FOUND = 8u
        const val MOST = 200u
    }
}

private fun PractitionerPage.without(me: Me) = copy(practitioners = practitioners.filter { it.practitioner != me.practitioner })

private fun CardWords.withRoomForMore() = copy(phones = phones.withRoomForMore(), emails = emails.withRoomForMore())

private fun List<String>.withRoomForMore() = if (last().isEmpty()) this else this + ""
