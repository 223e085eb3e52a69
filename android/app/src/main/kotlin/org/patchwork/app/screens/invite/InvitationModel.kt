package org.patchwork.app.screens.invite

import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt
import org.patchwork.app.client.shown
import org.patchwork.app.client.value
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.ClientInterface
import org.patchwork.client.InvitationView
import org.patchwork.client.PendingDeviceView
import org.patchwork.client.PractitionerId
import org.patchwork.client.Update

/** What an invitation shows. */
data class InvitationState(
    val invitation: Shown<InvitationView> = Shown.Reading,
    val pending: List<PendingDeviceView> = emptyList(),
    /** Whether they have joined: then the invitation is used. */
    val hasJoined: Boolean = false,
    val isWorking: Boolean = false,
    /** Who was let in here. */
    val admitted: String = "",
    val refused: Shown.Refused? = null,
)

/**
 * Shows an invitation. Who scans it from this screen is let in by itself, so its short-lived secret
 * is renewed while somebody looks at it, and ends when they do not.
 */
class InvitationModel(
    private val client: ClientInterface,
    private val practitioner: PractitionerId,
    /** Outlives the screen: the secret ends though nobody looks any more. */
    private val lasting: CoroutineScope,
) : ScreenModel<InvitationState>(InvitationState()) {
    private var ending: Job? = null

    init {
        show(client.shown({ it == Update.Directory }) { pendingDevices() }) { state, found ->
            state.copy(pending = found.value?.inPlacesOf(state.pending) ?: state.pending)
        }
        show(client.shown({ it == Update.Directory }) { practitioner(practitioner).hasJoined }) { state, found ->
            state.copy(hasJoined = found.value ?: state.hasJoined)
        }
    }

    /** Shows it for as long as somebody looks at it. */
    suspend fun whileLookedAt() {
        ending?.join()
        try {
            while (true) {
                val shown = attempt { client.showInvitation(practitioner) }
                change { it.copy(invitation = shown) }
                delay(RENEW_EVERY)
            }
        } finally {
            change { state -> state.copy(invitation = state.invitation.withoutSecret()) }
            ending = lasting.launch { attempt { client.hideInvitation() } }
        }
    }

    /** Lets a device in whose words are the same. */
    fun admit(device: PendingDeviceView) {
        if (now.isWorking) return
        now.pending.whyNot(device)?.let { why -> return change { it.copy(refused = why) } }
        change { it.copy(isWorking = true, refused = null, admitted = "") }
        act({ state, refused -> state.copy(isWorking = false, refused = refused) }) {
            client.admit(device.device)
            change { it.copy(isWorking = false, admitted = device.name) }
        }
    }

    private companion object {
        val RENEW_EVERY = 30.seconds
    }
}

private fun Shown<InvitationView>.withoutSecret(): Shown<InvitationView> =
    if (this is Shown.Read) Shown.Read(value.copy(screenCode = null)) else this
