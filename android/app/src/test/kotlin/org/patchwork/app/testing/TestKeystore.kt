package org.patchwork.app.testing

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import java.io.InputStream
import java.io.OutputStream
import java.security.InvalidAlgorithmParameterException
import java.security.InvalidKeyException
import java.security.Key
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.ProviderException
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey
import javax.crypto.spec.SecretKeySpec

/**
 * The phone's keystore, which Robolectric does not have: keys in memory, made as the app asks for
 * them, so that the app's own way to the keystore is what runs.
 */
object TestKeystore {
    private val keys = HashMap<String, SecretKey>()
    private val asked = HashMap<String, KeyGenParameterSpec>()
    private val invalid = HashSet<String>()

    /** How each key was asked for. */
    val specs: Map<String, KeyGenParameterSpec> get() = asked

    /** A phone without a finger or a face makes no key that asks for one. */
    var makesNone = false

    /** What a phone's secure chip says to each key that is asked of it; none makes them. */
    var strongBoxRefuses: ProviderException? = null

    /** Forgets how keys were asked for so far. */
    fun forgetSpecs() = asked.clear()

    fun install() {
        makesNone = false
        strongBoxRefuses = null
        // One that tests in another sandbox left behind answers with classes of that sandbox.
        Security.removeProvider(NAME)
        Security.addProvider(TestProvider())
        keys.clear()
        asked.clear()
        invalid.clear()
    }

    /** A finger was added: Android refuses the key from now on. */
    fun invalidate(alias: String) {
        invalid += alias
    }

    /** What a phone that was reset, or restored from a backup, has left. */
    fun empty() = keys.clear()

    private const val NAME = "AndroidKeyStore"

    private class TestProvider : Provider(NAME, "1.0", "a keystore in memory") {
        init {
            put("KeyStore.$NAME", Store::class.java.name)
            put("KeyGenerator.AES", Generator::class.java.name)
        }
    }

    /** Makes AES keys as the app asks for them. */
    class Generator : KeyGeneratorSpi() {
        private lateinit var spec: KeyGenParameterSpec

        override fun engineInit(random: SecureRandom?) = throw InvalidKeyException("a specification is needed")

        override fun engineInit(
            bits: Int,
            random: SecureRandom?,
        ) = throw InvalidKeyException("a specification is needed")

        override fun engineInit(
            parameters: AlgorithmParameterSpec,
            random: SecureRandom?,
        ) {
            spec = parameters as KeyGenParameterSpec
            if (makesNone && spec.isUserAuthenticationRequired) throw InvalidAlgorithmParameterException("no finger is set up")
            check("GCM" in spec.blockModes) { "keys are for GCM alone" }
        }

        override fun engineGenerateKey(): SecretKey {
            if (spec.isStrongBoxBacked) strongBoxRefuses?.let { throw it }
            val bytes = ByteArray(32).also { SecureRandom().nextBytes(it) }
            asked[spec.keystoreAlias] = spec
            invalid -= spec.keystoreAlias
            return SecretKeySpec(bytes, "AES").also { keys[spec.keystoreAlias] = it }
        }
    }

    /** Finds and forgets them. */
    class Store : KeyStoreSpi() {
        override fun engineGetKey(
            alias: String,
            password: CharArray?,
        ): Key? {
            if (alias in invalid) throw invalidatedKey()
            return keys[alias]
        }

        override fun engineContainsAlias(alias: String) = alias in keys

        override fun engineDeleteEntry(alias: String) {
            keys.remove(alias)
            invalid.remove(alias)
        }

        override fun engineAliases(): Enumeration<String> = Collections.enumeration(keys.keys)

        override fun engineIsKeyEntry(alias: String) = alias in keys

        override fun engineSize() = keys.size

        override fun engineLoad(
            stream: InputStream?,
            password: CharArray?,
        ) = Unit

        override fun engineStore(
            stream: OutputStream?,
            password: CharArray?,
        ) = Unit

        override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null

        override fun engineGetCertificate(alias: String): Certificate? = null

        override fun engineGetCreationDate(alias: String) = Date(0)

        override fun engineSetKeyEntry(
            alias: String,
            key: Key,
            password: CharArray?,
            chain: Array<out Certificate>?,
        ) = Unit

        override fun engineSetKeyEntry(
            alias: String,
            key: ByteArray,
            chain: Array<out Certificate>?,
        ) = Unit

        override fun engineSetCertificateEntry(
            alias: String,
            certificate: Certificate?,
        ) = Unit

        override fun engineIsCertificateEntry(alias: String) = false

        override fun engineGetCertificateAlias(certificate: Certificate?): String? = null
    }
}

/** Android throws this from the keystore itself or from the cipher; the app treats both alike. */
private fun invalidatedKey() =
    java.security.UnrecoverableKeyException("a finger was added").apply { initCause(KeyPermanentlyInvalidatedException()) }
