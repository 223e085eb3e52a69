package org.patchwork.app.lock

import android.app.Application
import android.content.pm.PackageManager
import android.security.keystore.StrongBoxUnavailableException
import java.io.File
import java.security.ProviderException
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.junit.runner.RunWith
import org.patchwork.app.testing.TestKeystore
import org.patchwork.client.VaultException
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

@RunWith(RobolectricTestRunner::class)
class KeystoreVaultTest {
    private val app: Application get() = RuntimeEnvironment.getApplication()
    private val folder by lazy { File(app.noBackupFilesDir, "vault") }
    private val vault by lazy { KeystoreVault(app) }
    private val secret = ByteArray(32) { it.toByte() }

    @BeforeTest
    fun keystore() = TestKeystore.install()

    @Test
    fun `a secret comes back and none is none`() {
        assertNull(vault.load("database-key"))
        vault.store("database-key", secret)
        assertContentEquals(secret, vault.load("database-key"))
        assertContentEquals(secret, KeystoreVault(app).load("database-key"))
        vault.store("database-key", secret.reversedArray())
        assertContentEquals(secret.reversedArray(), vault.load("database-key"))
    }

    @Test
    fun `the key needs no finger so that the phone can sync in a pocket`() {
        vault.store("database-key", secret)
        val spec = assertNotNull(TestKeystore.specs["patchwork-vault"])
        assertFalse(spec.isUserAuthenticationRequired)
        assertEquals(256, spec.keySize)
    }

    private fun phoneHasStrongBox() = shadowOf(app.packageManager).setSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE, true)

    @Test
    fun `a phone with a secure chip keeps the key there, and one without in its other keystore`() {
        vault.store("database-key", secret)
        assertFalse(assertNotNull(TestKeystore.specs["patchwork-vault"]).isStrongBoxBacked)
        vault.delete("database-key")
        phoneHasStrongBox()
        vault.store("database-key", secret)
        assertTrue(assertNotNull(TestKeystore.specs["patchwork-vault"]).isStrongBoxBacked)
        assertContentEquals(secret, KeystoreVault(app).load("database-key"))
    }

    @Test
    fun `where the secure chip refuses the key is in the phone's other keystore`() {
        phoneHasStrongBox()
        for (refusal in listOf(StrongBoxUnavailableException("it is full"), ProviderException("unsupported"))) {
            TestKeystore.install()
            TestKeystore.strongBoxRefuses = refusal
            vault.store("database-key", secret)
            assertFalse(assertNotNull(TestKeystore.specs["patchwork-vault"]).isStrongBoxBacked, "$refusal")
            assertContentEquals(secret, KeystoreVault(app).load("database-key"))
            vault.delete("database-key")
        }
    }

    @Test
    fun `nothing of a secret is in the file and one file cannot stand for another`() {
        vault.store("database-key", secret)
        vault.store("installation", ByteArray(32) { 9 })
        val sealed = File(folder, "database-key").readBytes()
        assertFalse(sealed.toList().windowed(8).any { it == secret.take(8) })
        File(folder, "installation").copyTo(File(folder, "database-key"), overwrite = true)
        assertFailsWith<VaultException.Gone> { vault.load("database-key") }
    }

    @Test
    fun `a file without its key is gone and is not taken for a first start`() {
        vault.store("database-key", secret)
        TestKeystore.empty()
        assertFailsWith<VaultException.Gone> { vault.load("database-key") }
        File(folder, "database-key").writeBytes(ByteArray(4))
        assertFailsWith<VaultException.Gone> { KeystoreVault(app).load("database-key") }
    }

    @Test
    fun `what is deleted is gone and deleting what is not there does nothing`() {
        vault.store("database-key", secret)
        vault.delete("database-key")
        vault.delete("database-key")
        assertNull(vault.load("database-key"))
        assertFalse(File(folder, "database-key").exists())
    }

    @Test
    fun `a keystore that cannot be written says so`() {
        folder.parentFile?.mkdirs()
        folder.writeText("a file in the place of the folder")
        assertFailsWith<VaultException.Failed> { vault.store("database-key", secret) }
    }
}
