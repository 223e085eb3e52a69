package org.patchwork.app.lock

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** Why the gate is as it is, for the screen that stands before it. */
enum class GateState {
    /** Whoever is at the phone may look. */
    Open,

    /** A finger, a face or the phone's own lock opens it. */
    Closed,

    /** A finger or a face was added: only the phone's own lock opens it this time. */
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

    /** Asks by the best means that the phone has, and opens where the answer is right. */
    suspend fun ask(prompt: UnlockPrompt) {
        if (current.value == GateState.Open) return
        if (!prompt.hasDeviceLock) {
            current.value = GateState.NoDeviceLock
            return
        }
        if (current.value == GateState.NoDeviceLock) current.value = GateState.Closed
        if (current.value == GateState.NeedsDeviceLock) return askForDeviceLock(prompt)
        when (val use = key.use()) {
            is GateKey.Use.Ready -> askForBiometric(prompt, use)
            GateKey.Use.Invalidated -> {
                current.value = GateState.NeedsDeviceLock
                askForDeviceLock(prompt)
            }
            GateKey.Use.Unavailable -> askForDeviceLock(prompt)
        }
    }

    /** Asks for the phone's own lock, where a finger or a face does not work. */
    suspend fun askForDeviceLock(prompt: UnlockPrompt) {
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
            Asked.Unavailable -> askForDeviceLock(prompt)
        }
    }
}
