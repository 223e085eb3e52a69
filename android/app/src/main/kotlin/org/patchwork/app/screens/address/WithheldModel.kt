package org.patchwork.app.screens.address

import kotlinx.coroutines.Job
import org.patchwork.app.client.Shown
import org.patchwork.app.client.shown
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.CaseHeader
import org.patchwork.client.ClientInterface
import org.patchwork.client.ResidenceView
import org.patchwork.client.Update

/** What a withheld address shows: never the address without what to know before going there. */
data class WithheldState(
    val header: Shown<CaseHeader> = Shown.Reading,
    val residence: Shown<ResidenceView> = Shown.Reading,
    /** Whether it was shown, and nobody looked at it for a while. */
    val isCoveredAgain: Boolean = false,
)

/** Reads where somebody lives. The client notes that somebody looked before it shows it. */
class WithheldModel(
    private val client: ClientInterface,
    private val place: Place.Withheld,
) : ScreenModel<WithheldState>(WithheldState()) {
    private var looking: Job? = null

    init {
        show(client.shown({ it == Update.Case(place.case) }) { caseView(place.case).header }) { state, header ->
            state.copy(header = header)
        }
        look()
    }

    /** Once for each time that somebody asks, and not whenever the case changes: each call is a look, which is noted. */
    fun look() {
        change { it.copy(residence = Shown.Reading, isCoveredAgain = false) }
        looking?.cancel()
        looking =
            act({ state, refused -> state.copy(residence = refused) }) {
                val residence = client.withheldAddress(place.case, place.residence)
                change { it.copy(residence = Shown.Read(residence)) }
            }
    }

    /** Nobody looks any more: who looks later is noted again. */
    fun cover() {
        looking?.cancel()
        change { it.copy(residence = Shown.Reading, isCoveredAgain = true) }
    }
}
