package org.patchwork.app.screens.invite

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.style.TextDirection
import androidx.compose.ui.unit.dp
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.compose.LocalLifecycleOwner
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.repeatOnLifecycle
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.Wrong
import org.patchwork.app.look.broughtIntoView
import org.patchwork.app.look.palette
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.screenModel
import org.patchwork.client.InvitationView
import org.patchwork.client.PendingDeviceView
import org.patchwork.client.momentInWords

@Composable
fun InvitationScreen(
    place: Place.Invitation,
    around: Surroundings,
) {
    val model = screenModel { InvitationModel(around.client, place.practitioner, around.parts.scope) }
    val state by model.state.collectAsStateWithLifecycle()
    val lifecycle = LocalLifecycleOwner.current.lifecycle
    LaunchedEffect(lifecycle, model) { lifecycle.repeatOnLifecycle(Lifecycle.State.STARTED) { model.whileLookedAt() } }
    InvitationShown(state, onAdmit = model::admit, onShare = around.reaching::share, onCopy = around.parts.clipboard::copy)
}

/** An invitation: to be scanned from this screen, or sent to somebody far away. */
@Composable
fun InvitationShown(
    state: InvitationState,
    onAdmit: (PendingDeviceView) -> Unit,
    onShare: (link: String) -> Boolean,
    onCopy: (code: String) -> Unit,
) = Column(
    Modifier.fillMaxSize().verticalScroll(rememberScrollState()).padding(start = 16.dp, end = 16.dp, bottom = 24.dp),
    verticalArrangement = Arrangement.spacedBy(14.dp),
) {
    (state.invitation as? Shown.Refused)?.let { NoticeCard(it.notice) }
    val invitation = state.invitation.value ?: return@Column
    Text("Invitation for ${invitation.name}", Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
    state.refused?.let { NoticeCard(it.notice, Modifier.broughtIntoView()) }
    Admitted(state.admitted)
    WaitingToBeAdmitted(state.pending, state.isWorking, onAdmit)
    if (state.hasJoined) {
        Empty("${invitation.name} has joined. The invitation is used, and lets nobody else in.")
        return@Column
    }
    OnThisScreen(invitation)
    FarAway(invitation, onShare, onCopy)
}

/** The code with the short-lived secret, for a phone beside this one. */
@Composable
private fun OnThisScreen(invitation: InvitationView) =
    Column(verticalArrangement = Arrangement.spacedBy(10.dp)) {
        var showsText by rememberSaveable { mutableStateOf(false) }
        Heading("On this screen")
        Text(
            "${invitation.name} scans this, or types the code below it, while this page is open. " +
                "They are then admitted by themselves.",
        )
        val code = invitation.screenCode ?: return@Column
        QrCode(code, says = "The invitation as a QR code", Modifier.align(Alignment.CenterHorizontally))
        QuietButton(
            "The same as text, good for a minute",
            { showsText = !showsText },
            Modifier.semantics { stateDescription = if (showsText) "Open" else "Closed" },
            sign = if (showsText) Sign.Close else Sign.Down,
        )
        if (showsText) Code(code)
    }

/** The code to send, which lets in nobody whose words were not compared. */
@Composable
private fun FarAway(
    invitation: InvitationView,
    onShare: (link: String) -> Boolean,
    onCopy: (code: String) -> Unit,
) = Column(verticalArrangement = Arrangement.spacedBy(10.dp)) {
    var isCopied by rememberSaveable { mutableStateOf(false) }
    var isRefused by rememberSaveable { mutableStateOf(false) }
    Heading("Or far away")
    Text(
        "Send this code by a way you trust. Whoever has it can ask to join as ${invitation.name}; " +
            "you then compare words by phone and admit.",
    )
    Code(invitation.code)
    Buttons {
        MainButton("Send the invitation", { isRefused = !onShare(linkOf(invitation.code)) }, sign = Sign.Mail)
        QuietButton(
            "Copy the code",
            {
                onCopy(invitation.code)
                isCopied = true
            },
            sign = Sign.Paper,
        )
    }
    if (isRefused) Wrong("This phone has no app for that.")
    if (isCopied) {
        Hint(
            "Copied. It is taken off the clipboard after a minute, or when you are back in Patchwork.",
            Modifier.semantics { liveRegion = LiveRegionMode.Polite },
        )
    }
    Hint("Holds until ${momentInWords(invitation.expires)}, and for one device.")
}

@Composable
private fun Code(code: String) =
    Text(
        code,
        Modifier
            .fillMaxWidth()
            .clip(MaterialTheme.shapes.small)
            .background(palette.sunk)
            .padding(12.dp),
        style = MaterialTheme.typography.bodyMedium.copy(textDirection = TextDirection.Ltr),
        fontFamily = FontFamily.Monospace,
    )

/** What opens Patchwork on their phone. The code is after the #, which no server sees. */
internal fun linkOf(code: String): String = "patchwork://join#$code"
