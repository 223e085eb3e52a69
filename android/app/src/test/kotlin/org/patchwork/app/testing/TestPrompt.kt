package org.patchwork.app.testing

import javax.crypto.Cipher
import org.patchwork.app.lock.Asked
import org.patchwork.app.lock.UnlockPrompt

/** Somebody at the phone, who answers its prompts as a test says. */
class TestPrompt : UnlockPrompt {
    override var hasDeviceLock = true
    var biometric = Asked.Unlocked
    var deviceLock = Asked.Unlocked

    /** Which prompts were shown, in order. */
    val shown = mutableListOf<String>()

    override suspend fun askForBiometric(cipher: Cipher): Asked {
        shown += "biometric"
        return biometric
    }

    override suspend fun askForDeviceLock(): Asked {
        shown += "device lock"
        return deviceLock
    }
}
