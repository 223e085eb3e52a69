package org.patchwork.app.screens.capture

import androidx.lifecycle.viewModelScope
import java.time.LocalDate
import java.time.LocalTime
import java.time.ZoneId
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt
import org.patchwork.app.client.value
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.ScreenModel
import org.patchwork.app.screens.Surroundings
import org.patchwork.client.Audience
import org.patchwork.client.CaseListing
import org.patchwork.client.ClientException
import org.patchwork.client.DraftView
import org.patchwork.client.EntryView
import org.patchwork.client.Notice
import org.patchwork.client.PersonView
import org.patchwork.client.clockTime
import org.patchwork.client.dayOf
import org.patchwork.client.today

/** When something happened, as somebody says it. */
enum class WhenChoice { Now, Today, Yesterday, Another }

/** What is being written, and what stands around it. */
data class CaptureState(
    /** The words and choices; none while they are read. */
    val draft: DraftView? = null,
    /** Why they cannot be read: nothing is begun over what may be there. */
    val unread: Notice? = null,
    /** Why what was typed last is not kept on this phone yet. */
    val unkept: Notice? = null,
    /** The child; empty where it is chosen later. */
    val child: String = "",
    /** The children to choose from, where none is chosen. */
    val children: List<CaseListing> = emptyList(),
    /** Who can be what it is about, and who can have been there. */
    val people: List<PersonView> = emptyList(),
    /** The entry that this one is about. */
    val target: EntryView? = null,
    val audience: Audience? = null,
    val day: WhenChoice = WhenChoice.Now,
    /** The day, where it is another. */
    val otherDay: LocalDate? = null,
    /** The time of day as typed; empty where only the day is known. */
    val time: String = "",
    val showsMore: Boolean = false,
    val asksToDiscard: Boolean = false,
    val isSaving: Boolean = false,
    val refused: Shown.Refused? = null,
) {
    /** What is wrong with a field, if it is this one. */
    fun wrong(field: String): String = refused?.of(field).orEmpty()

    /** With why it was not saved: what is to be put right is not folded away. */
    fun refusedBy(refused: Shown.Refused): CaptureState {
        val isFolded = listOf("happened", "happened_time").any { refused.of(it).isNotEmpty() }
        return copy(refused = refused, showsMore = showsMore || isFolded)
    }
}

/** What somebody does while they write. */
sealed interface CaptureEvent {
    /** Something in the draft changed. */
    data class Change(
        val draft: DraftView,
    ) : CaptureEvent

    data class ChooseWhen(
        val day: WhenChoice,
        val otherDay: LocalDate? = null,
    ) : CaptureEvent

    data class TypeTime(
        val time: String,
    ) : CaptureEvent

    /** Folds what can be left out, or unfolds it. */
    data object FoldMore : CaptureEvent

    /** Reads the draft again, where it could not be read. */
    data object ReadAgain : CaptureEvent

    /** Keeps the words again, where they could not be kept. */
    data object KeepNow : CaptureEvent

    data object Save : CaptureEvent

    data object Later : CaptureEvent

    data object Discard : CaptureEvent

    data object KeepWriting : CaptureEvent

    data object SurelyDiscard : CaptureEvent
}

/**
 * Keeps every word as it is typed, so that a phone that is put away, or a process that ends, loses
 * none.
 */
class CaptureModel(
    private val place: Place.Capture,
    private val around: Surroundings,
) : ScreenModel<CaptureState>(CaptureState()) {
    private val client = around.client
    private var keeping: Job? = null

    /** Whether the draft is in the database: what was thrown away does not come back by a late word. */
    private var isKept = false
    private var isDone = false

    init {
        viewModelScope.launch { begin() }
    }

    fun on(event: CaptureEvent) {
        when (event) {
            is CaptureEvent.Change -> changed(event.draft)
            is CaptureEvent.ChooseWhen -> {
                change { it.copy(day = event.day, otherDay = event.otherDay, refused = null) }
                keepWhen()
            }
            is CaptureEvent.TypeTime -> {
                change { it.copy(time = event.time, refused = null) }
                keepWhen()
            }
            CaptureEvent.FoldMore -> change { it.copy(showsMore = !it.showsMore) }
            CaptureEvent.ReadAgain -> viewModelScope.launch { begin() }
            CaptureEvent.KeepNow -> keepNow()
            CaptureEvent.Save -> save()
            CaptureEvent.Later -> later()
            CaptureEvent.Discard -> if (hasWords()) change { it.copy(asksToDiscard = true) } else discard()
            CaptureEvent.KeepWriting -> change { it.copy(asksToDiscard = false) }
            CaptureEvent.SurelyDiscard -> discard()
        }
    }

    /** Whether there are words that are nowhere but here. */
    fun holdsUnkept(): Boolean = now.unkept != null && !isDone && hasWords()

    /** The screen is not looked at any more: what was typed last is kept at once. */
    fun keepNow() {
        val draft = now.draft?.takeIf { !isDone && hasWords() } ?: return
        keeping?.cancel()
        // Longer than the screen: it may be on its way out.
        around.parts.scope.launch { keepOrSay(draft) }
    }

    private suspend fun begin() {
        change { it.copy(unread = null) }
        val draft =
            when (val begun = attempt { keptOrNew() }) {
                is Shown.Read -> begun.value
                is Shown.Refused -> return change { it.copy(unread = begun.notice) }
                Shown.Reading -> return
            }
        val at = draft.happenedAt
        val day = draft.happenedOn ?: at?.let(::dayOf)
        change {
            it.copy(
                draft = draft,
                day = day?.let(::choiceOf) ?: WhenChoice.Now,
                otherDay = day,
                time = at?.let(::clockTime).orEmpty(),
                showsMore = draft.about.isNotEmpty() || draft.with.isNotEmpty() || draft.known != null || day != null,
            )
        }
        surround(draft)
    }

    /** The draft; a new one only where there is none. */
    private suspend fun keptOrNew(): DraftView =
        try {
            client.draft(place.draft).also { isKept = true }
        } catch (_: ClientException.NotFound) {
            client.newDraft(place.case).copy(draft = place.draft)
        }

    /** Reads what stands around the words: the child, the people, who will see it. */
    private suspend fun surround(draft: DraftView) {
        val case = draft.case
        if (case == null) {
            val children = attempt { client.allCases() }.value.orEmpty()
            change { it.copy(children = children) }
        } else {
            val view = attempt { client.caseView(case) }.value
            val target = draft.target?.let { attempt { client.entry(case, it) }.value }
            change {
                it.copy(
                    child = view?.header?.child.orEmpty(),
                    people = view?.people.orEmpty().filter { person -> !person.isDeceased },
                    target = target,
                )
            }
        }
        val audience = attempt { client.audience(draft) }.value
        // Of the words as they are now: an answer that comes late is of others.
        if (now.draft?.case == case) change { it.copy(audience = audience ?: it.audience) }
    }

    private fun changed(draft: DraftView) {
        val before = now.draft ?: return
        // The audience of another child must not stand for a moment.
        val isOtherChild = before.case != draft.case
        change { it.copy(draft = draft, refused = null, audience = if (isOtherChild) null else it.audience) }
        keeping?.cancel()
        keeping =
            viewModelScope.launch {
                if (!isOtherChild) delay(KEEP_PAUSE_MS)
                keepOrSay(draft)
                surround(draft)
            }
    }

    /** Keeps the words, or says on the screen why they are only there. */
    private suspend fun keepOrSay(draft: DraftView) {
        val kept = attempt { keep(draft) }
        change { it.copy(unkept = (kept as? Shown.Refused)?.notice) }
    }

    private suspend fun keep(draft: DraftView) {
        if (isKept) client.updateDraft(draft) else client.keepDraft(draft)
        isKept = true
    }

    private fun save() {
        val draft = now.draft ?: return
        if (now.isSaving) return
        val dated = dated(draft) ?: return
        keeping?.cancel()
        change { it.copy(isSaving = true, refused = null) }
        act({ state, refused -> state.copy(isSaving = false).refusedBy(refused) }) {
            val saved = client.saveEntry(dated)
            isDone = true
            around.saved(saved)
            around.back()
        }
    }

    private fun later() {
        val draft = now.draft ?: return
        keeping?.cancel()
        act({ state, refused -> state.copy(refused = refused) }) {
            if (hasWords()) {
                keep(dated(draft) ?: draft)
            } else if (isKept) {
                client.discardDraft(draft.draft)
            }
            isDone = true
            around.back()
        }
    }

    private fun discard() {
        val draft = now.draft ?: return
        keeping?.cancel()
        act({ state, refused -> state.copy(refused = refused, asksToDiscard = false) }) {
            if (isKept) client.discardDraft(draft.draft)
            isDone = true
            around.back()
        }
    }

    private fun hasWords(): Boolean = now.draft?.let { it.text.isNotBlank() || it.detail.isNotBlank() || it.withWhom.isNotBlank() } ?: false

    /** Keeps the day and the time with the words: a draft that is taken up later must not be of now. */
    private fun keepWhen() {
        now.draft?.let { changed(it.happening(readTime(now.time))) }
    }

    /** The draft with its day and time; none where the time cannot be read, which is said then. */
    private fun dated(draft: DraftView): DraftView? {
        val time = readTime(now.time)
        if (now.day != WhenChoice.Now && now.time.isNotBlank() && time == null) {
            change { it.refusedBy(Shown.Refused(unreadableTime, "happened_time")) }
            return null
        }
        return draft.happening(time)
    }

    /** The draft as of the day that is chosen, at this time or, without one, of the day alone. */
    private fun DraftView.happening(time: LocalTime?): DraftView {
        val day =
            when (now.day) {
                WhenChoice.Now -> null
                WhenChoice.Today -> today()
                WhenChoice.Yesterday -> today().minusDays(1)
                WhenChoice.Another -> now.otherDay
            }
        return when {
            day == null -> copy(happenedOn = null, happenedAt = null)
            time == null -> copy(happenedOn = day, happenedAt = null)
            else -> copy(happenedOn = null, happenedAt = day.atTime(time).atZone(ZoneId.systemDefault()).toInstant())
        }
    }

    private fun choiceOf(day: LocalDate): WhenChoice =
        when (day) {
            today() -> WhenChoice.Today
            today().minusDays(1) -> WhenChoice.Yesterday
            else -> WhenChoice.Another
        }

    override fun onCleared() = keepNow()

    private companion object {
        const val KEEP_PAUSE_MS = 300L
        val unreadableTime =
            Notice("invalid", "", "Write the time as 15:30, or leave it empty where it is not known.", emptyList())
    }
}

/** "15:30", "15.30", "1530" or "9:05" as a time of day. */
internal fun readTime(typed: String): LocalTime? {
    val digits = typed.filter { it.isDigit() }
    if (digits.length !in 3..4 || typed.any { !it.isDigit() && it !in ":. " }) return null
    val (hour, minute) = digits.dropLast(2).toInt() to digits.takeLast(2).toInt()
    return if (hour < 24 && minute < 60) LocalTime.of(hour, minute) else null
}
