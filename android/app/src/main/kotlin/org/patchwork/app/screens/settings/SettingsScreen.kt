package org.patchwork.app.screens.settings

import androidx.compose.foundation.layout.Column
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.font.FontWeight
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.Card
import org.patchwork.app.look.ChooseOne
import org.patchwork.app.look.Face
import org.patchwork.app.look.FaceKind
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.OnOff
import org.patchwork.app.look.Option
import org.patchwork.app.look.Page
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.RowLink
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.screenModel
import org.patchwork.client.PartnershipView

@Composable
fun SettingsScreen(around: Surroundings) {
    val model = screenModel { SettingsModel(around.client, around.parts) }
    val state by model.state.collectAsStateWithLifecycle()
    SettingsPage(
        state,
        model::on,
        around.go,
        onCall = { around.reaching.open(it) },
    )
}

@Composable
fun SettingsPage(
    state: SettingsState,
    on: (SettingsEvent) -> Unit,
    go: (Place) -> Unit,
    onCall: (link: String) -> Unit = {},
) = Page("Settings") {
    state.refused?.let { NoticeCard(it.notice) }
    Heading("You")
    state.me?.let { me ->
        RowLink({ go(Place.MyCard) }) {
            Face(me.name, FaceKind.Professional)
            Column(Modifier.weight(1f)) {
                Text(me.name, fontWeight = FontWeight.SemiBold)
                Hint("${me.role}, ${me.agency}" + if (me.isAdministrator) ". Administrator" else "")
            }
            SignIcon(Sign.Pencil, says = "Change my card")
        }
    }
    Heading("Connection")
    Connection(state, on, go)
    Heading(state.partnership?.name?.ifEmpty { null } ?: "The partnership")
    state.partnership?.let { FrontDoor(it, onCall) }
    if (state.me?.isAdministrator == true) Leads("Change name or front door", "", Sign.Pencil) { go(Place.Partnership) }
    Heading("Lock")
    Lock(state, on)
    Heading("Notices")
    Notices(state, on, go)
    Heading("Privacy and help")
    Leads("What the server can see", "and what it cannot", Sign.EyeOff) { go(Place.Server) }
    Leads("Check and report", "check what is kept here, or get help", Sign.Shield) { go(Place.Support) }
    Leads("Erase this phone", "when you hand it on, or leave", Sign.Close) { go(Place.Erase) }
}

@Composable
private fun Connection(
    state: SettingsState,
    on: (SettingsEvent) -> Unit,
    go: (Place) -> Unit,
) {
    val isOff = state.chip?.isSwitchedOff ?: false
    Card {
        OnOff(
            "Sync",
            !isOff,
            { on(SettingsEvent.SwitchOff(!it)) },
            hint =
                if (isOff) {
                    "Off. Everything is saved on this phone and waits."
                } else {
                    "On. What is saved goes to the relay when there is signal."
                },
        )
    }
    Leads("What waits", state.chip?.label.orEmpty(), Sign.Waiting) { go(Place.Sync) }
    Leads("The relay’s address", "if the relay has moved", Sign.Directory) { go(Place.RelayAddress) }
}

/** For which cases the phone tells of new entries. Each is turned on in the case itself. */
@Composable
private fun Notices(
    state: SettingsState,
    on: (SettingsEvent) -> Unit,
    go: (Place) -> Unit,
) {
    Hint(
        "New entries are told of for the cases where you turned it on: open a case, unfold its top, and turn on " +
            "“Tell me of new entries”. A notice says “Patchwork has an update”, and nothing of what or of whom.",
    )
    if (state.toldOf.isEmpty()) {
        Text("Off for every case.")
        return
    }
    state.toldOf.forEach { case -> Leads(case.child, "tells of new entries", Sign.Check) { go(Place.Case(case.case)) } }
    QuietButton("Turn off for every case", { on(SettingsEvent.TellOfNone) }, sign = Sign.Close)
}

@Composable
private fun FrontDoor(
    partnership: PartnershipView,
    onCall: (link: String) -> Unit,
) = Card {
    Text("Front door", fontWeight = FontWeight.SemiBold)
    when {
        partnership.frontDoor.isEmpty() -> Hint("No number is known here.")
        partnership.frontDoorLink.isEmpty() -> {
            Text(partnership.frontDoor)
            Hint(partnership.frontDoorWhyNot)
        }
        else -> QuietButton("Call ${partnership.frontDoor}", { onCall(partnership.frontDoorLink) }, sign = Sign.Phone)
    }
    if (partnership.frontDoorHours.isNotEmpty()) Hint(partnership.frontDoorHours)
}

@Composable
private fun Lock(
    state: SettingsState,
    on: (SettingsEvent) -> Unit,
) = Card {
    Text("Your face, your finger or this phone’s own lock opens Patchwork.")
    ChooseOne(
        "Lock when I have been away for",
        CLOSES_AFTER.map { (millis, words) -> Option(millis, words) },
        state.closesAfter,
        { on(SettingsEvent.CloseAfter(it)) },
    )
    MainButton("Lock now", { on(SettingsEvent.LockNow) }, sign = Sign.Lock)
}

@Composable
private fun Leads(
    name: String,
    hint: String,
    sign: Sign,
    onClick: () -> Unit,
) = RowLink(onClick) {
    SignIcon(sign)
    Column(Modifier.weight(1f)) {
        Text(name, fontWeight = FontWeight.SemiBold)
        if (hint.isNotEmpty()) Hint(hint)
    }
    SignIcon(Sign.Next)
}
