package org.patchwork.app.screens.casepage.picture

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.flatMapLatest
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt
import org.patchwork.app.client.shown
import org.patchwork.app.client.value
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.CaseId
import org.patchwork.client.ClientInterface
import org.patchwork.client.EntryView
import org.patchwork.client.MeasuredText
import org.patchwork.client.PersonId
import org.patchwork.client.PersonView
import org.patchwork.client.PictureFocus
import org.patchwork.client.PictureNode
import org.patchwork.client.PictureRequest
import org.patchwork.client.PictureText
import org.patchwork.client.PictureView
import org.patchwork.client.Update
import org.patchwork.client.Viewport

/** What the picture shows, and the card over a face. */
data class PictureState(
    val picture: Shown<PictureView> = Shown.Reading,
    val focus: PictureFocus = PictureFocus.Whole,
    val showsPast: Boolean = false,
    val card: FaceCard? = null,
)

/** A person over the picture, with what was noticed last. */
data class FaceCard(
    val person: PersonView,
    val entries: List<EntryView>,
)

/** What somebody does with the picture. */
sealed interface PictureEvent {
    /** The room there is, when it is known or changes. */
    data class Room(
        val viewport: Viewport,
    ) : PictureEvent

    data class Tap(
        val node: PictureNode,
    ) : PictureEvent

    /** Opens the card of somebody who used to help, from their name beside the switch. */
    data class LookAt(
        val person: PersonId,
    ) : PictureEvent

    /** Shows everybody again. */
    data object Everyone : PictureEvent

    data object TogglePast : PictureEvent
}

/**
 * Asks for the picture of a case as it fits the room, with the widths of its texts as this phone
 * draws them.
 */
@OptIn(ExperimentalCoroutinesApi::class)
class PictureModel(
    private val client: ClientInterface,
    private val case: CaseId,
) : ScreenModel<PictureState>(PictureState()) {
    /** How wide texts run on this screen, in dp at the reader's text size. */
    fun interface Measure {
        fun widths(texts: List<PictureText>): List<MeasuredText>
    }

    private data class Wanted(
        val viewport: Viewport,
        val focus: PictureFocus = PictureFocus.Whole,
        val showsPast: Boolean = false,
    )

    private val wanted = MutableStateFlow<Wanted?>(null)
    private var measured: Map<PictureText, MeasuredText> = emptyMap()

    /** Set by the view before it tells of its room. */
    var measure: Measure? = null

    init {
        val pictures =
            wanted.filterNotNull().flatMapLatest { wanted ->
                client.shown({ it == Update.Case(case) }) { draw(wanted) }
            }
        show(pictures) { state, picture -> state.copy(picture = picture) }
    }

    fun on(event: PictureEvent) {
        when (event) {
            is PictureEvent.Room -> {
                if (wanted.value?.viewport?.textScale != event.viewport.textScale) measured = emptyMap()
                wanted.value = wanted.value?.copy(viewport = event.viewport) ?: Wanted(event.viewport)
            }
            is PictureEvent.Tap -> event.node.leadsTo?.let { lookAt(it, event.node.person) }
            is PictureEvent.LookAt -> lookAt(PictureFocus.Person(event.person.text), event.person)
            PictureEvent.Everyone -> lookAt(PictureFocus.Whole, null)
            PictureEvent.TogglePast -> {
                change { it.copy(showsPast = !it.showsPast) }
                wanted.value = wanted.value?.copy(showsPast = now.showsPast)
            }
        }
    }

    private fun lookAt(
        focus: PictureFocus,
        person: PersonId?,
    ) {
        change { it.copy(focus = focus, card = null) }
        wanted.value = wanted.value?.copy(focus = focus)
        if (focus !is PictureFocus.Person || person == null) return
        viewModelScope.launch {
            val found = attempt { client.caseView(case).people.firstOrNull { it.person == person } }.value ?: return@launch
            val entries = attempt { client.timelineOfPerson(case, person, null, CARD_ENTRIES).entries }.value.orEmpty()
            if (now.focus == focus) change { it.copy(card = FaceCard(found, entries)) }
        }
    }

    /** Draws with what was measured so far, and again where it had texts that were not. */
    private suspend fun draw(wanted: Wanted): PictureView {
        val drawn = client.picture(case, request(wanted))
        val missing = drawn.texts.filter { it !in measured }
        val measure = measure
        if (missing.isEmpty() || measure == null) return drawn
        measured = measured + missing.zip(measure.widths(missing))
        return client.picture(case, request(wanted))
    }

    private fun request(wanted: Wanted) = PictureRequest(wanted.viewport, wanted.focus, wanted.showsPast, measured.values.toList())

    private companion object {
        const val CARD_ENTRIES = 3u
    }
}
