package org.patchwork.app.screens.address

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
)

/** Reads where somebody lives. The client notes that somebody looked before it shows it. */
class WithheldModel(
    client: ClientInterface,
    place: Place.Withheld,
) : ScreenModel<WithheldState>(WithheldState()) {
    init {
        show(client.shown({ it == Update.Case(place.case) }) { caseView(place.case).header }) { state, header ->
            state.copy(header = header)
        }
        // Once, and not whenever the case changes: each call is a look, which is noted.
        act({ state, refused -> state.copy(residence = refused) }) {
            val residence = client.withheldAddress(place.case, place.residence)
            change { it.copy(residence = Shown.Read(residence)) }
        }
    }
}
