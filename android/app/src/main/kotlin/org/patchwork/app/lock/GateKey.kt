package org.patchwork.app.lock

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.ProviderException
import java.security.UnrecoverableKeyException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey

/**
 * The key by which the phone proves that a finger or a face was recognised. Nothing is kept under
 * it. Android throws it away when a finger or a face is added, so that whoever adds their own to
 * somebody's phone does not get in by it.
 */
class GateKey {
    /** What asking the keystore for a use of the key gives. */
    sealed interface Use {
        /** To be unlocked by a finger or a face: it works only afterwards. */
        class Ready(
            val cipher: Cipher,
        ) : Use

        /** There is no key: none was made yet, no finger was set up when it would have been, or it was taken away. */
        data object Missing : Use

        /** A finger or a face was added or removed since the key was made. */
        data object Invalidated : Use

        /** The phone's keystore fails. */
        data object Unavailable : Use
    }

    /**
     * Asks for a use of the key. None is made here: it would trust every finger and face that is set
     * up now. A key that is missing and one that is invalid are alike, so there is nothing to
     * remember beside the keystore: without a key only the phone's own lock opens the gate.
     */
    fun use(): Use =
        try {
            existing()?.let { key ->
                val cipher = Cipher.getInstance("AES/GCM/NoPadding")
                cipher.init(Cipher.ENCRYPT_MODE, key)
                Use.Ready(cipher)
            } ?: Use.Missing
        } catch (_: KeyPermanentlyInvalidatedException) {
            Use.Invalidated
        } catch (_: UnrecoverableKeyException) {
            Use.Invalidated
        } catch (_: GeneralSecurityException) {
            Use.Unavailable
        } catch (_: IllegalStateException) {
            Use.Unavailable
        } catch (_: ProviderException) {
            Use.Unavailable
        }

    /** Whether this use of the key was unlocked: the keystore refuses it otherwise. */
    fun proves(cipher: Cipher): Boolean =
        try {
            cipher.doFinal(ByteArray(PROOF_BYTES)).isNotEmpty()
        } catch (_: GeneralSecurityException) {
            false
        }

    /**
     * Makes the key anew, for the fingers and faces that are set up now. Only for after the phone's
     * own lock was opened: whoever knows it vouches for them.
     */
    fun renew() {
        forget()
        // Where no finger and no face is set up none is made: the phone's own lock opens the gate the next time too.
        trying { make() }
    }

    /** Forgets the key. One that the keystore will not give up opens nothing by itself. */
    fun forget() = trying { keystore().deleteEntry(ALIAS) }

    private fun trying(work: () -> Unit) {
        try {
            work()
        } catch (_: GeneralSecurityException) {
            return
        } catch (_: IllegalStateException) {
            return
        } catch (_: ProviderException) {
            return
        }
    }

    private fun keystore(): KeyStore = KeyStore.getInstance(KEYSTORE).apply { load(null) }

    private fun existing(): SecretKey? = keystore().getKey(ALIAS, null) as? SecretKey

    private fun make(): SecretKey {
        val spec =
            KeyGenParameterSpec
                .Builder(ALIAS, KeyProperties.PURPOSE_ENCRYPT)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .setUserAuthenticationRequired(true)
                .setInvalidatedByBiometricEnrollment(true)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            spec.setUserAuthenticationParameters(0, KeyProperties.AUTH_BIOMETRIC_STRONG)
        }
        return KeyGenerator
            .getInstance(KeyProperties.KEY_ALGORITHM_AES, KEYSTORE)
            .apply { init(spec.build()) }
            .generateKey()
    }

    private companion object {
        const val KEYSTORE = "AndroidKeyStore"
        const val ALIAS = "patchwork-gate"
        const val PROOF_BYTES = 16
    }
}
