package org.patchwork.app.lock

import android.app.KeyguardManager
import android.hardware.biometrics.BiometricManager.Authenticators
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.CancellationSignal
import androidx.activity.ComponentActivity
import androidx.activity.result.ActivityResultLauncher
import androidx.activity.result.contract.ActivityResultContracts.StartActivityForResult
import androidx.annotation.RequiresApi
import javax.crypto.Cipher
import kotlin.coroutines.resume
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.suspendCancellableCoroutine

/** Android's own prompts, over this activity. It is made while the activity is being created. */
class PhonePrompt(
    private val activity: ComponentActivity,
) : UnlockPrompt {
    private val keyguard = checkNotNull(activity.getSystemService(KeyguardManager::class.java))
    private var waiting: CancellableContinuation<Asked>? = null
    private val confirmation: ActivityResultLauncher<android.content.Intent> =
        activity.registerForActivityResult(StartActivityForResult()) { result ->
            waiting?.resume(if (result.resultCode == android.app.Activity.RESULT_OK) Asked.Unlocked else Asked.Refused)
            waiting = null
        }

    override val hasDeviceLock: Boolean
        get() = keyguard.isDeviceSecure

    override suspend fun askForBiometric(cipher: Cipher): Asked =
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) biometric(cipher) else Asked.Unavailable

    override suspend fun askForDeviceLock(): Asked =
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            asked { builder -> builder.setAllowedAuthenticators(Authenticators.DEVICE_CREDENTIAL) to null }
        } else {
            confirmedByKeyguard()
        }

    @RequiresApi(Build.VERSION_CODES.P)
    private suspend fun biometric(cipher: Cipher): Asked =
        asked { builder ->
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
                builder.setAllowedAuthenticators(Authenticators.BIOMETRIC_STRONG)
            }
            builder.setNegativeButton("Use the phone’s lock", activity.mainExecutor) { _, _ ->
                waiting?.resume(Asked.Unavailable)
                waiting = null
            } to BiometricPrompt.CryptoObject(cipher)
        }

    @RequiresApi(Build.VERSION_CODES.P)
    private suspend fun asked(by: (BiometricPrompt.Builder) -> Pair<BiometricPrompt.Builder, BiometricPrompt.CryptoObject?>): Asked =
        suspendCancellableCoroutine { answer ->
            waiting = answer
            val (builder, crypto) = by(BiometricPrompt.Builder(activity).setTitle("Open Patchwork"))
            val cancelled = CancellationSignal()
            answer.invokeOnCancellation { cancelled.cancel() }
            val heard =
                object : BiometricPrompt.AuthenticationCallback() {
                    override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) = end(Asked.Unlocked)

                    override fun onAuthenticationError(
                        code: Int,
                        words: CharSequence,
                    ) = end(meaning(code))

                    private fun end(asked: Asked) {
                        if (answer.isActive) answer.resume(asked)
                        waiting = null
                    }
                }
            val prompt = builder.build()
            if (crypto == null) {
                prompt.authenticate(cancelled, activity.mainExecutor, heard)
            } else {
                prompt.authenticate(crypto, cancelled, activity.mainExecutor, heard)
            }
        }

    private fun meaning(code: Int): Asked =
        when (code) {
            BiometricPrompt.BIOMETRIC_ERROR_CANCELED,
            BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED,
            BiometricPrompt.BIOMETRIC_ERROR_TIMEOUT,
            -> Asked.Refused
            else -> Asked.Unavailable
        }

    @Suppress("DEPRECATION") // What Android 10 and earlier have.
    private suspend fun confirmedByKeyguard(): Asked {
        val intent = keyguard.createConfirmDeviceCredentialIntent("Open Patchwork", null) ?: return Asked.Unavailable
        return suspendCancellableCoroutine { answer ->
            waiting = answer
            confirmation.launch(intent)
        }
    }
}
