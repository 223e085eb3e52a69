package org.patchwork.app.lock

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** Why the gate is as it is, for the screen that stands before it. */
enum class GateState {
    /** Whoever is at the phone may look. */
    Open,

    /** A finger, a face or the phone's own lock opens it. */
    Closed,

    /** A finger or a face was added, or none was ever vouched for: only the phone's own lock opens it this time. */
    NeedsDeviceLock,

    /** The phone has no lock of its own, so nothing here would be safe. */
    NoDeviceLock,
}

/**
 * Decides whether the person at the phone may look. It holds no key to any data: that the database
 * can be opened without it is what lets the phone sync in a pocket.
 *
 * @param millis the time since the phone started, which nobody can set back.
 */
class Gate(
    private val key: GateKey,
    private val millis: () -> Long,
    private val closesAfter: () -> Long,
) {
    private val current = MutableStateFlow(GateState.Closed)
    private var leftAt: Long? = null

    /** One prompt at a time. */
    private val turn = Mutex()

    val state: StateFlow<GateState> = current.asStateFlow()

    /** Closes at once. */
    fun close() {
        leftAt = null
        if (current.value == GateState.Open) current.value = GateState.Closed
    }

    /** Nobody looks at the app any more. */
    fun left() {
        if (closesAfter() == 0L) close() else leftAt = millis()
    }

    /** Somebody looks at the app again. */
    fun cameBack() {
        val since = leftAt ?: return
        leftAt = null
        if (millis() - since >= closesAfter()) close()
    }

    /** Asks by the best means that the phone has, and opens where the answer is right. Asked meanwhile, it asks no second time. */
    suspend fun ask(prompt: UnlockPrompt) = unlessItAsks { askBestOf(prompt) }

    /** Asks for the phone's own lock, where a finger or a face does not work. */
    suspend fun askForDeviceLock(prompt: UnlockPrompt) = unlessItAsks { askDeviceLockOf(prompt) }

    /** As [ask], once the prompt of a screen that is going away is gone. */
    suspend fun askInTurn(prompt: UnlockPrompt) = turn.withLock { askBestOf(prompt) }

    private suspend fun unlessItAsks(asks: suspend () -> Unit) {
        if (!turn.tryLock()) return
        try {
            asks()
        } finally {
            turn.unlock()
        }
    }

    private suspend fun askBestOf(prompt: UnlockPrompt) {
        if (current.value == GateState.Open) return
        if (!prompt.hasDeviceLock) {
            current.value = GateState.NoDeviceLock
            return
        }
        if (current.value == GateState.NoDeviceLock) current.value = GateState.Closed
        if (current.value == GateState.NeedsDeviceLock) return askDeviceLockOf(prompt)
        when (val use = key.use()) {
            is GateKey.Use.Ready -> askForBiometric(prompt, use)
            // Whatever fingers are set up now, nobody who knows the phone's lock has vouched for them.
            GateKey.Use.Missing, GateKey.Use.Invalidated -> {
                current.value = GateState.NeedsDeviceLock
                askDeviceLockOf(prompt)
            }
            GateKey.Use.Unavailable -> askDeviceLockOf(prompt)
        }
    }

    private suspend fun askDeviceLockOf(prompt: UnlockPrompt) {
        if (prompt.askForDeviceLock() != Asked.Unlocked) return
        // Whoever knows the phone's lock also vouches for the fingers and faces that are set up.
        if (current.value == GateState.NeedsDeviceLock) key.renew()
        current.value = GateState.Open
    }

    private suspend fun askForBiometric(
        prompt: UnlockPrompt,
        use: GateKey.Use.Ready,
    ) {
        when (prompt.askForBiometric(use.cipher)) {
            Asked.Unlocked -> if (key.proves(use.cipher)) current.value = GateState.Open
            Asked.Refused -> Unit
            Asked.Unavailable -> askDeviceLockOf(prompt)
        }
    }
}
