package org.patchwork.app.screens

import org.patchwork.app.AppParts
import org.patchwork.app.nav.Place
import org.patchwork.app.reach.Printing
import org.patchwork.app.reach.Reaching
import org.patchwork.client.ClientInterface
import org.patchwork.client.Saved

/** What a screen has around it: the client, the ways to other places, and the phone. */
class Surroundings(
    val client: ClientInterface,
    val parts: AppParts,
    val reaching: Reaching,
    val go: (Place) -> Unit,
    val replace: (Place) -> Unit,
    val back: () -> Unit,
    /** Prints on paper; without one this phone cannot. */
    val printing: Printing = Printing { _, _ -> false },
    /** Tells that an entry was saved, which can be undone for a few seconds. */
    val saved: (Saved) -> Unit = {},
    /** Back, as somebody asks for it who may have typed something here. */
    val leave: () -> Unit = back,
    /** Tells that one of two values was chosen; the other one can be kept instead as long as the page stays. */
    val chosen: (Chosen) -> Unit = {},
) {
    /** The same, with somebody who is told when an entry was saved or a value was chosen. */
    fun telling(
        saved: (Saved) -> Unit,
        chosen: (Chosen) -> Unit,
    ) = Surroundings(client, parts, reaching, go, replace, back, printing, saved, leave, chosen)
}
