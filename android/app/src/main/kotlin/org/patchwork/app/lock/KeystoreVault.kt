package org.patchwork.app.lock

import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import android.os.UserManager
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.util.AtomicFile
import java.io.File
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.ProviderException
import java.security.UnrecoverableKeyException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import org.patchwork.client.KeyVault
import org.patchwork.client.VaultException

/**
 * Keeps the secrets of this installation, the database's key first, each sealed under a key that
 * never leaves the phone's keystore.
 *
 * That key asks for no finger and no face, because syncing in the background has to open the
 * database while nobody is there. What is sealed lies in the app's own storage, which Android
 * encrypts with the phone's lock and does not open before the first unlock after a start. Who may
 * look at the screen is asked by the [Gate].
 */
class KeystoreVault(
    private val context: Context,
    private val folder: File = File(context.noBackupFilesDir, "vault"),
) : KeyVault {
    override fun load(name: String): ByteArray? =
        refusing {
            val file = file(name)
            if (!file.baseFile.exists() && !backup(file).exists()) return null
            val sealed = file.readFully()
            // The file is there and its key is not: it was restored or the keystore was emptied.
            val key = key() ?: throw VaultException.Gone()
            open(key, name, sealed)
        }

    override fun store(
        name: String,
        secret: ByteArray,
    ) = refusing {
        val sealed = seal(key() ?: newKey(), name, secret)
        folder.mkdirs()
        val file = file(name)
        val stream = file.startWrite()
        try {
            stream.write(sealed)
            // Synced to the disk and put in place of what was there.
            file.finishWrite(stream)
        } catch (error: IOException) {
            file.failWrite(stream)
            throw error
        }
        // AtomicFile logs where it could not sync or rename; what cannot be read back is not kept.
        if (!file.readFully().contentEquals(sealed)) throw IOException("the secret was not kept")
    }

    override fun delete(name: String) =
        refusing {
            val file = file(name)
            file.delete()
            if (file.baseFile.exists()) throw IOException("the secret was not deleted")
            if (folder.list().isNullOrEmpty()) keystore().deleteEntry(ALIAS)
        }

    private fun file(name: String): AtomicFile {
        require(name.all { it.isLetterOrDigit() || it == '-' }) { "a name of letters, digits and hyphens" }
        return AtomicFile(File(folder, name))
    }

    /** Where older versions of AtomicFile keep what was there while they write. */
    private fun backup(file: AtomicFile) = File(file.baseFile.path + ".bak")

    /** Says what went wrong as the core knows it, without what the keystore says of keys. */
    private inline fun <T> refusing(work: () -> T): T =
        try {
            if (context.getSystemService(UserManager::class.java)?.isUserUnlocked == false) throw VaultException.NotYet()
            work()
        } catch (error: KeyPermanentlyInvalidatedException) {
            throw VaultException.Gone().apply { initCause(error) }
        } catch (error: UnrecoverableKeyException) {
            // Android says so of failures that pass, too: only what was thrown away is gone.
            if (error.cause is KeyPermanentlyInvalidatedException) throw VaultException.Gone().apply { initCause(error) }
            throw failed(error)
        } catch (error: javax.crypto.AEADBadTagException) {
            throw VaultException.Gone().apply { initCause(error) }
        } catch (error: GeneralSecurityException) {
            throw failed(error)
        } catch (error: ProviderException) {
            throw failed(error)
        } catch (error: IOException) {
            throw failed(error)
        }

    private fun failed(error: Exception) = VaultException.Failed(error.javaClass.simpleName).apply { initCause(error) }

    private fun keystore(): KeyStore = KeyStore.getInstance(KEYSTORE).apply { load(null) }

    private fun key(): SecretKey? = keystore().getKey(ALIAS, null) as? SecretKey

    private fun newKey(): SecretKey {
        val hasStrongBox =
            Build.VERSION.SDK_INT >= Build.VERSION_CODES.P &&
                context.packageManager.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE)
        if (hasStrongBox && Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
            try {
                return generate(spec().setIsStrongBoxBacked(true).build())
            } catch (_: ProviderException) {
                // It is full, or does not know this kind of key, or fails: the phone's other keystore does it.
            }
        }
        return generate(spec().build())
    }

    private fun spec() =
        KeyGenParameterSpec
            .Builder(ALIAS, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(KEY_BITS)

    private fun generate(spec: KeyGenParameterSpec): SecretKey =
        KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KEYSTORE).apply { init(spec) }.generateKey()

    private companion object {
        const val KEYSTORE = "AndroidKeyStore"
        const val ALIAS = "patchwork-vault"
        const val KEY_BITS = 256
        const val NONCE_BYTES = 12
        const val TAG_BITS = 128

        fun cipher(): Cipher = Cipher.getInstance("AES/GCM/NoPadding")

        /** The nonce, drawn by the keystore, and the sealed secret, bound to its name. */
        fun seal(
            key: SecretKey,
            name: String,
            secret: ByteArray,
        ): ByteArray =
            cipher().run {
                init(Cipher.ENCRYPT_MODE, key)
                updateAAD(name.toByteArray())
                iv + doFinal(secret)
            }

        fun open(
            key: SecretKey,
            name: String,
            sealed: ByteArray,
        ): ByteArray {
            if (sealed.size <= NONCE_BYTES) throw VaultException.Gone()
            return cipher().run {
                init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES))
                updateAAD(name.toByteArray())
                doFinal(sealed, NONCE_BYTES, sealed.size - NONCE_BYTES)
            }
        }
    }
}
