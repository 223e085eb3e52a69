package org.patchwork.app.lock

import javax.crypto.Cipher

/** What came of asking the person at the phone. */
enum class Asked {
    /** They are who the phone knows. */
    Unlocked,

    /** They turned it away, or were not recognised. */
    Refused,

    /** The phone cannot ask like this now: too many tries, nothing set up, no sensor. */
    Unavailable,
}

/** Asks the person at the phone to show that it is theirs. */
interface UnlockPrompt {
    /** Whether the phone has a lock of its own: a PIN, a pattern or a password. */
    val hasDeviceLock: Boolean

    /** Asks for a finger or a face; this use of a key is unlocked by it. */
    suspend fun askForBiometric(cipher: Cipher): Asked

    /** Asks for the phone's own lock. */
    suspend fun askForDeviceLock(): Asked
}
