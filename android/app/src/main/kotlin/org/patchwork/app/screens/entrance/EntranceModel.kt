package org.patchwork.app.screens.entrance

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.launch
import org.patchwork.app.client.attempt
import org.patchwork.app.scan.invitationIn
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.AgencyKind
import org.patchwork.client.ClientException
import org.patchwork.client.ClientInterface
import org.patchwork.client.Founding
import org.patchwork.client.Notice
import org.patchwork.client.relayOfInvitation

/** Which page of the entrance shows. */
enum class EntrancePage { Welcome, Join, Scan, Found }

/** The questions that whoever starts a partnership answers, one a page. */
enum class FoundingQuestion { Relay, Partnership, Agency, Person }

/** What whoever is new has typed so far. */
data class EntranceState(
    val page: EntrancePage = EntrancePage.Welcome,
    val code: String = "",
    /** An invitation that was tapped while another code was being typed. */
    val tapped: String = "",
    /** Why there is no scanning; empty where there is, or nobody asked for it. */
    val whyNoScan: String = "",
    /** Whether the camera saw a code that is no invitation. */
    val sawAnother: Boolean = false,
    /** The relay that is about to be spoken to, while it is asked whether to. */
    val asksAbout: String = "",
    val question: FoundingQuestion = FoundingQuestion.Relay,
    val founding: FoundingWords = FoundingWords(),
    val isWorking: Boolean = false,
    val refused: Notice? = null,
)

/** The answers of whoever starts a partnership, as typed. */
data class FoundingWords(
    val relay: String = "",
    val relayToken: String = "",
    val partnership: String = "",
    val frontDoor: String = "",
    val agency: String = "",
    val agencyKind: AgencyKind? = null,
    val name: String = "",
    val role: String = "",
)

/** What somebody who is new does. */
sealed interface EntranceEvent {
    data class Show(
        val page: EntrancePage,
    ) : EntranceEvent

    data class TypeCode(
        val code: String,
    ) : EntranceEvent

    /** Goes on with the invitation that was tapped, instead of what was typed. */
    data object UseTapped : EntranceEvent

    data object KeepTyped : EntranceEvent

    /** Scans a code, where the phone lets Patchwork use the camera. */
    data class Scan(
        val isAllowed: Boolean,
    ) : EntranceEvent

    /** The camera saw a code with these words. It may be told on any thread. */
    data class Saw(
        val words: String,
    ) : EntranceEvent

    data object CameraFailed : EntranceEvent

    data object Join : EntranceEvent

    data object SurelyJoin : EntranceEvent

    data object NotNow : EntranceEvent

    data class Answer(
        val founding: FoundingWords,
    ) : EntranceEvent

    data object Next : EntranceEvent

    data object Back : EntranceEvent
}

/** Joins by a code, or starts a partnership question by question. */
class EntranceModel(
    private val client: ClientInterface,
) : ScreenModel<EntranceState>(EntranceState()) {
    init {
        // What was begun before the process ended is there to be sent again, under the same ids.
        viewModelScope.launch {
            attempt {
                client.foundingBegun()?.let { begun ->
                    change { it.copy(page = EntrancePage.Found, question = FoundingQuestion.Person, founding = begun.asWords()) }
                }
            }
        }
    }

    fun on(event: EntranceEvent) {
        when (event) {
            is EntranceEvent.Show -> change { it.copy(page = event.page, refused = null) }
            is EntranceEvent.TypeCode -> change { it.copy(code = event.code, asksAbout = "", whyNoScan = "", refused = null) }
            EntranceEvent.UseTapped -> change { it.copy(code = it.tapped, tapped = "", asksAbout = "", refused = null) }
            EntranceEvent.KeepTyped -> change { it.copy(tapped = "") }
            is EntranceEvent.Scan -> scan(event.isAllowed)
            is EntranceEvent.Saw -> viewModelScope.launch { saw(invitationIn(event.words)) }
            EntranceEvent.CameraFailed -> noScan("The camera cannot be used now. Paste the code here instead, or try again.")
            EntranceEvent.Join -> askToJoin()
            EntranceEvent.SurelyJoin -> join()
            EntranceEvent.NotNow -> change { it.copy(asksAbout = "") }
            is EntranceEvent.Answer -> change { it.copy(founding = event.founding, refused = null) }
            EntranceEvent.Next -> next()
            EntranceEvent.Back -> back()
        }
    }

    /** An invitation that somebody tapped: its code stands in the field, unless another one is being typed there. */
    fun invited(code: String) =
        change {
            val isFree = it.code.isBlank() || it.code == code
            it.copy(
                page = EntrancePage.Join,
                code = if (isFree) code else it.code,
                tapped = if (isFree) "" else code,
                asksAbout = "",
                refused = null,
            )
        }

    private fun scan(isAllowed: Boolean) {
        if (isAllowed) {
            change { it.copy(page = EntrancePage.Scan, whyNoScan = "", sawAnother = false, refused = null) }
        } else {
            noScan("Patchwork may not use the camera. Paste the code here instead, or allow the camera in the phone’s settings.")
        }
    }

    private fun noScan(why: String) = change { it.copy(page = EntrancePage.Join, whyNoScan = why) }

    /** The first invitation that the camera sees counts, and any other code is passed by. */
    private fun saw(code: String) {
        if (now.page != EntrancePage.Scan) return
        try {
            relayOfInvitation(code)
        } catch (_: ClientException) {
            return change { it.copy(sawAnother = true) }
        }
        invited(code)
        // Beside a code that is being typed it is asked first which of them counts.
        if (now.tapped.isEmpty()) askToJoin()
    }

    /** Nothing is sent before somebody has seen which relay it goes to. */
    private fun askToJoin() {
        if (now.isWorking) return
        val relay =
            try {
                relayOfInvitation(now.code)
            } catch (_: ClientException) {
                // Joining says what is wrong with the code, and asks nobody.
                return join()
            }
        change { it.copy(asksAbout = relay, refused = null) }
    }

    private fun join() {
        val code = now.code
        change { it.copy(asksAbout = "") }
        working { client.join(code) }
    }

    private fun next() {
        val questions = FoundingQuestion.entries
        val following = questions.getOrNull(now.question.ordinal + 1)
        val problem = now.founding.problemAt(now.question)
        when {
            problem != null -> change { it.copy(refused = problem) }
            following != null -> change { it.copy(question = following, refused = null) }
            else -> working { client.found(now.founding.complete()) }
        }
    }

    private fun back() {
        val before = FoundingQuestion.entries.getOrNull(now.question.ordinal - 1)
        if (now.page == EntrancePage.Found && before != null) {
            change { it.copy(question = before, refused = null) }
        } else if (now.page == EntrancePage.Scan) {
            change { it.copy(page = EntrancePage.Join) }
        } else {
            change { it.copy(page = EntrancePage.Welcome, asksAbout = "", whyNoScan = "", refused = null) }
        }
    }

    private fun working(work: suspend () -> Unit) {
        if (now.isWorking) return
        change { it.copy(isWorking = true, refused = null) }
        act({ state, refused -> state.copy(isWorking = false, refused = refused.notice) }) {
            work()
            // The screen goes by itself, once the client stands elsewhere.
            change { it.copy(isWorking = false) }
        }
    }
}

private fun FoundingWords.problemAt(question: FoundingQuestion): Notice? =
    when {
        question == FoundingQuestion.Agency && agencyKind == null ->
            Notice(code = "invalid", title = "", body = "Choose what your agency is.", actions = emptyList())
        else -> null
    }

private fun FoundingWords.complete(): Founding =
    Founding(
        relay = relay,
        relayToken = relayToken.ifBlank { null },
        partnership = partnership,
        frontDoor = frontDoor,
        agency = agency,
        agencyKind = agencyKind ?: AgencyKind.OTHER,
        name = name,
        role = role,
    )

private fun Founding.asWords(): FoundingWords =
    FoundingWords(relay, relayToken.orEmpty(), partnership, frontDoor, agency, agencyKind, name, role)
