package org.patchwork.app

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.ui.Modifier
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewmodel.compose.LocalViewModelStoreOwner
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.lock.GateState
import org.patchwork.app.lock.UnlockPrompt
import org.patchwork.app.look.onlyOurSelectionActions
import org.patchwork.app.look.palette
import org.patchwork.app.nav.BackStack
import org.patchwork.app.nav.Place
import org.patchwork.app.reach.Printing
import org.patchwork.app.reach.Reaching
import org.patchwork.app.screens.Screens
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.entrance.Entrance
import org.patchwork.app.screens.entrance.RefusedToOpen
import org.patchwork.app.screens.gate.GateScreen
import org.patchwork.app.screens.screenModel
import org.patchwork.client.DraftId
import org.patchwork.client.Standing
import org.patchwork.client.drawId

/** The whole app: before the gate, before joining, and inside. */
@Composable
fun App(
    parts: AppParts,
    prompt: UnlockPrompt,
    inside: Inside,
    backStack: BackStack,
    reaching: Reaching,
    printing: Printing,
) = Box(Modifier.fillMaxSize().background(palette.ground).onlyOurSelectionActions()) {
    val gate by parts.gate.state.collectAsStateWithLifecycle()
    if (gate != GateState.Open) {
        GateScreen(gate, parts.gate, prompt)
    } else {
        // While the phone asked for a finger, its window was looked at and not this one.
        LaunchedEffect(Unit) { parts.clipboard.takeOffIfDue() }
        val life = inside.life
        // Nothing that a screen remembers goes over an erasure.
        key(life) {
            CompositionLocalProvider(LocalViewModelStoreOwner provides life) { Opened(parts, backStack, reaching, printing) }
        }
    }
}

@Composable
private fun Opened(
    parts: AppParts,
    backStack: BackStack,
    reaching: Reaching,
    printing: Printing,
) {
    val asked = parts.asked
    val opening = screenModel { OpeningModel(parts) }
    val opened by opening.state.collectAsStateWithLifecycle()
    val client = opened.client.value
    val standing = opened.standing.value
    val refused = opened.client as? Shown.Refused ?: opened.standing as? Shown.Refused
    when {
        refused != null ->
            RefusedToOpen(refused.notice, onTryAgain = opening::open, onErase = opening::erase)
        client == null || standing == null -> Unit
        else -> {
            val surroundings =
                Surroundings(
                    client,
                    parts,
                    reaching,
                    go = backStack::go,
                    replace = backStack::replace,
                    back = backStack::back,
                    printing = printing,
                    leave = backStack::askBack,
                )
            if (standing == Standing.Member) {
                Answer(asked, backStack)
                Screens(surroundings, backStack)
            } else {
                Entrance(standing, surroundings, asked)
            }
        }
    }
}

/** Does what was asked for from outside, once the app is open. */
@Composable
private fun Answer(
    asked: AskedFor,
    backStack: BackStack,
) {
    val request by asked.request.collectAsStateWithLifecycle()
    LaunchedEffect(request) {
        when (request) {
            AskedFor.Request.Write -> {
                asked.answered()
                backStack.go(Place.Capture(DraftId(drawId())))
            }
            // An invitation is of no use to somebody who is in.
            is AskedFor.Request.Join -> asked.answered()
            null -> Unit
        }
    }
}
