package org.patchwork.app.screens.directory

import org.patchwork.app.client.Shown
import org.patchwork.app.client.shown
import org.patchwork.app.client.value
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.ClientInterface
import org.patchwork.client.PractitionerId
import org.patchwork.client.PractitionerView
import org.patchwork.client.Update

/** What the card of a practitioner shows. */
data class PractitionerState(
    val practitioner: Shown<PractitionerView> = Shown.Reading,
    /** Whether it is the person who uses this phone. */
    val isMe: Boolean = false,
)

/** Reads the card of a practitioner. */
class PractitionerModel(
    client: ClientInterface,
    practitioner: PractitionerId,
) : ScreenModel<PractitionerState>(PractitionerState()) {
    init {
        show(client.shown({ it == Update.Directory }) { practitioner(practitioner) }) { state, found -> state.copy(practitioner = found) }
        show(client.shown({ it == Update.Directory }) { me().practitioner == practitioner }) { state, isMe ->
            state.copy(isMe = isMe.value ?: state.isMe)
        }
    }
}
