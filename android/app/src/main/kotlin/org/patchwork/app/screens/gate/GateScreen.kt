package org.patchwork.app.screens.gate

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import kotlinx.coroutines.launch
import org.patchwork.app.lock.Gate
import org.patchwork.app.lock.GateState
import org.patchwork.app.lock.UnlockPrompt
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.palette

/** What stands before the app. The phone asks at once; the button asks again. */
@Composable
fun GateScreen(
    state: GateState,
    gate: Gate,
    prompt: UnlockPrompt,
) {
    val scope = rememberCoroutineScope()
    LaunchedEffect(Unit) { gate.askInTurn(prompt) }
    GateView(
        state,
        onUnlock = { scope.launch { gate.ask(prompt) } },
        onDeviceLock = { scope.launch { gate.askForDeviceLock(prompt) } },
    )
}

@Composable
fun GateView(
    state: GateState,
    onUnlock: () -> Unit,
    onDeviceLock: () -> Unit,
) = Column(
    Modifier
        .fillMaxSize()
        .safeDrawingPadding()
        .verticalScroll(rememberScrollState())
        .padding(24.dp)
        .widthIn(max = 480.dp),
    verticalArrangement = Arrangement.spacedBy(16.dp, alignment = androidx.compose.ui.Alignment.CenterVertically),
) {
    Text("Patchwork is locked", Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
    Text(words(state), style = MaterialTheme.typography.bodyLarge, color = palette.quiet)
    when (state) {
        GateState.NoDeviceLock -> MainButton("I have set one", onUnlock)
        GateState.NeedsDeviceLock -> MainButton("Use the phone’s lock", onDeviceLock, sign = Sign.Lock)
        GateState.Closed, GateState.Open -> {
            MainButton("Unlock", onUnlock, sign = Sign.Lock)
            QuietButton("Use the phone’s lock", onDeviceLock)
        }
    }
}

private fun words(state: GateState): String =
    when (state) {
        GateState.Closed, GateState.Open -> "It opens where you left it."
        GateState.NeedsDeviceLock ->
            "This phone’s PIN, pattern or password opens Patchwork this time: Patchwork is new on it, or a finger or a face " +
                "was added or taken away. After that a finger or a face opens it, where one is set up."
        GateState.NoDeviceLock ->
            "This phone has no lock of its own, so anyone who picks it up could read about children. " +
                "Set a PIN, a pattern or a password in the phone’s settings, then come back."
    }
