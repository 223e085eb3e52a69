package org.patchwork.app.screens.invite

import org.patchwork.app.client.Shown
import org.patchwork.app.client.shown
import org.patchwork.app.client.value
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.ScreenModel
import org.patchwork.app.screens.form.Typing
import org.patchwork.client.AgencyId
import org.patchwork.client.AgencyKind
import org.patchwork.client.AgencyView
import org.patchwork.client.ClientInterface
import org.patchwork.client.Invitee
import org.patchwork.client.NewAgency
import org.patchwork.client.Notice
import org.patchwork.client.PendingDeviceView
import org.patchwork.client.PractitionerId
import org.patchwork.client.Update
import org.patchwork.client.drawId

/** Who is invited, as it is typed. */
data class InviteeWords(
    val name: String = "",
    val role: String = "",
    val agency: AgencyId? = null,
)

/** An agency that is not in the list yet, as it is typed. */
data class AgencyWords(
    val name: String = "",
    val kind: AgencyKind? = null,
)

/** What *Invite a colleague* shows. */
data class InviteState(
    val pending: List<PendingDeviceView> = emptyList(),
    val agencies: List<AgencyView> = emptyList(),
    /** What is typed to narrow a long list of agencies. */
    val search: String = "",
    val invitee: InviteeWords = InviteeWords(),
    val addsAgency: Boolean = false,
    val agency: AgencyWords = AgencyWords(),
    val isWorking: Boolean = false,
    /** Who was let in here last. */
    val admitted: String = "",
    val refused: Shown.Refused? = null,
) {
    /** The agency that is chosen; the only one there is, without asking. */
    val chosenAgency: AgencyId? get() = invitee.agency ?: agencies.singleOrNull()?.agency

    /** What is wrong with a field, if it is this one. */
    fun wrong(field: String): String = refused?.of(field).orEmpty()
}

/** What an administrator does to let colleagues in. */
sealed interface InviteEvent {
    data class Type(
        val invitee: InviteeWords,
    ) : InviteEvent

    data class SearchAgency(
        val words: String,
    ) : InviteEvent

    data object Invite : InviteEvent

    data object FoldAgency : InviteEvent

    data class TypeAgency(
        val agency: AgencyWords,
    ) : InviteEvent

    data object AddAgency : InviteEvent

    data class Admit(
        val device: PendingDeviceView,
    ) : InviteEvent
}

/** Invites a colleague, adds their agency where it is missing, and admits who asks. */
class InviteModel(
    private val client: ClientInterface,
    private val go: (Place) -> Unit,
) : ScreenModel<InviteState>(InviteState()) {
    /** Drawn once for a form, so that what is sent twice is one. */
    private var inviteeId = PractitionerId(drawId())
    private var agencyId = AgencyId(drawId())
    private var typing = Typing()

    init {
        show(client.shown({ it == Update.Directory }) { pendingDevices() }) { state, found ->
            state.copy(pending = found.value?.inPlacesOf(state.pending) ?: state.pending)
        }
        show(client.shown({ it == Update.Directory }) { agencies() }) { state, found ->
            if (found is Shown.Refused) state.copy(refused = found) else state.copy(agencies = found.value ?: state.agencies)
        }
    }

    fun on(event: InviteEvent) {
        when (event) {
            is InviteEvent.Type -> type { it.copy(invitee = event.invitee, refused = null) }
            is InviteEvent.SearchAgency -> change { it.copy(search = event.words) }
            InviteEvent.Invite -> invite()
            InviteEvent.FoldAgency -> change { it.copy(addsAgency = !it.addsAgency, refused = null) }
            is InviteEvent.TypeAgency -> type { it.copy(agency = event.agency, refused = null) }
            InviteEvent.AddAgency -> addAgency()
            is InviteEvent.Admit -> admit(event.device)
        }
    }

    private fun type(by: (InviteState) -> InviteState) {
        typing.begins(words())
        change(by)
    }

    private fun words() = now.invitee to now.agency

    /** Whether something was typed that is not sent. */
    fun hasWords(): Boolean = typing.holds(words())

    private fun admit(device: PendingDeviceView) {
        now.pending.whyNot(device)?.let { why -> return change { it.copy(refused = why) } }
        working {
            client.admit(device.device)
            change { it.copy(admitted = device.name) }
        }
    }

    private fun invite() {
        val invitee = now.invitee
        val agency = now.chosenAgency ?: return wrong("agency", "Choose the agency they work for.")
        working {
            val invitation = client.invite(Invitee(inviteeId, invitee.name, invitee.role, agency))
            // The next one who is invited here is somebody else.
            inviteeId = PractitionerId(drawId())
            typing = Typing()
            change { it.copy(invitee = InviteeWords(), search = "") }
            go(Place.Invitation(invitation.practitioner))
        }
    }

    private fun addAgency() {
        val typed = now.agency
        val kind = typed.kind ?: return wrong("agency_kind", "Choose what the agency is.")
        working(calling = mapOf("name" to "agency_name")) {
            val added = client.addAgency(NewAgency(agencyId, typed.name, kind))
            val agencies = client.agencies()
            agencyId = AgencyId(drawId())
            change {
                it.copy(
                    agencies = agencies,
                    invitee = it.invitee.copy(agency = added),
                    agency = AgencyWords(),
                    addsAgency = false,
                    search = "",
                )
            }
        }
    }

    private fun wrong(
        field: String,
        words: String,
    ) = change { it.copy(refused = Shown.Refused(Notice("invalid", "", words, emptyList()), field)) }

    /** [calling] says what this form calls a field that the client calls otherwise. */
    private fun working(
        calling: Map<String, String> = emptyMap(),
        work: suspend () -> Unit,
    ) {
        if (now.isWorking) return
        change { it.copy(isWorking = true, refused = null, admitted = "") }
        val refuse = { state: InviteState, refused: Shown.Refused ->
            state.copy(isWorking = false, refused = refused.copy(field = calling[refused.field] ?: refused.field))
        }
        act(refuse) {
            work()
            change { it.copy(isWorking = false) }
        }
    }
}
