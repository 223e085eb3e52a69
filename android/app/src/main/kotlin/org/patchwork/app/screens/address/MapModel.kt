package org.patchwork.app.screens.address

import org.patchwork.app.client.Shown
import org.patchwork.app.client.shown
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.CaseHeader
import org.patchwork.client.ClientException
import org.patchwork.client.ClientInterface
import org.patchwork.client.Update

/** What stands before a map. */
data class MapState(
    val found: Shown<BeforeMap> = Shown.Reading,
)

/** The address that a map would learn, and what to know before going there. */
data class BeforeMap(
    val header: CaseHeader,
    /** None where no map may learn it. */
    val address: String?,
)

/** Reads the address that a map would learn. */
class MapModel(
    client: ClientInterface,
    place: Place.Map,
) : ScreenModel<MapState>(MapState()) {
    init {
        val found =
            client.shown({ it == Update.Case(place.case) }) {
                val view = caseView(place.case)
                val residence = view.residences.firstOrNull { it.residence == place.residence } ?: throw ClientException.NotFound()
                val address = if (residence.mayBeMapped) residence.addresses.firstOrNull() else null
                BeforeMap(view.header, address?.value)
            }
        show(found) { state, before -> state.copy(found = before) }
    }
}
