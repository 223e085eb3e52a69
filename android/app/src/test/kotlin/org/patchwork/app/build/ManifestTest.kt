package org.patchwork.app.build

import android.Manifest
import android.app.Application
import android.content.pm.ActivityInfo
import android.content.pm.ApplicationInfo
import android.content.pm.ComponentInfo
import android.content.pm.FeatureInfo
import android.content.pm.PackageManager
import android.content.pm.PermissionInfo
import android.content.pm.ProviderInfo
import android.content.pm.ServiceInfo
import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import org.junit.runner.RunWith
import org.patchwork.app.R
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.xmlpull.v1.XmlPullParser

/**
 * What the app asks of the phone, what it leaves on it, and who reaches it: with what its libraries
 * add, because the manifest that is read here is the merged one.
 */
@RunWith(RobolectricTestRunner::class)
class ManifestTest {
    private val app: Application get() = RuntimeEnvironment.getApplication()

    private val manifest = File("target/linked/AndroidManifest.xml").readText()

    private fun info(flags: Int) = app.packageManager.getPackageInfo(app.packageName, flags)

    @Test
    fun `it asks for the network a lock a notice a camera for codes and to run after a restart and for nothing else`() {
        val asked = info(PackageManager.GET_PERMISSIONS).requestedPermissions.orEmpty().toSet()
        val expected =
            setOf(
                Manifest.permission.INTERNET,
                Manifest.permission.ACCESS_NETWORK_STATE,
                Manifest.permission.USE_BIOMETRIC,
                Manifest.permission.POST_NOTIFICATIONS,
                // To scan the code of an invitation; asked for then and not before.
                Manifest.permission.CAMERA,
                Manifest.permission.RECEIVE_BOOT_COMPLETED,
                Manifest.permission.WAKE_LOCK,
                // The app's own, which no other holds: AndroidX guards with it what listens inside the app.
                "org.patchwork.app.DYNAMIC_RECEIVER_NOT_EXPORTED_PERMISSION",
            )
        assertEquals(expected, asked)
        val own = info(PackageManager.GET_PERMISSIONS).permissions.orEmpty().associate { it.name to it.protection }
        assertEquals(mapOf("org.patchwork.app.DYNAMIC_RECEIVER_NOT_EXPORTED_PERMISSION" to PermissionInfo.PROTECTION_SIGNATURE), own)
    }

    @Test
    fun `a phone without a camera can have it`() {
        val features = info(PackageManager.GET_CONFIGURATIONS).reqFeatures.orEmpty()
        assertEquals(
            setOf("android.hardware.camera", "android.hardware.camera.autofocus"),
            features.map { it.name }.toSet(),
        )
        assertTrue(features.none { it.flags and FeatureInfo.FLAG_REQUIRED != 0 })
    }

    @Test
    fun `nothing of it goes into a backup and nothing goes out in clear text`() {
        val flags = app.applicationInfo.flags
        assertFalse(flags and ApplicationInfo.FLAG_ALLOW_BACKUP != 0)
        assertFalse(flags and ApplicationInfo.FLAG_USES_CLEARTEXT_TRAFFIC != 0)
        val rules = app.resources.getXml(R.xml.data_extraction_rules)
        val excluded = mutableMapOf<String, Int>()
        var within = ""
        while (rules.next() != XmlPullParser.END_DOCUMENT) {
            if (rules.eventType != XmlPullParser.START_TAG) continue
            if (rules.name == "exclude") excluded.merge(within, 1, Int::plus) else within = rules.name
        }
        assertEquals(mapOf("cloud-backup" to 5, "device-transfer" to 5), excluded)
    }

    @Test
    fun `no address is excepted from what may not go out in clear text, and no certificate is added`() {
        assertTrue("android:networkSecurityConfig=" in manifest)
        val rules = app.resources.getXml(R.xml.network_security_config)
        val found = mutableListOf<String>()
        while (rules.next() != XmlPullParser.END_DOCUMENT) {
            if (rules.eventType != XmlPullParser.START_TAG) continue
            val said = (0 until rules.attributeCount).map { "${rules.getAttributeName(it)}=${rules.getAttributeValue(it)}" }
            found += (listOf(rules.name) + said).joinToString(" ")
        }
        assertEquals(listOf("network-security-config", "base-config cleartextTrafficPermitted=false"), found)
    }

    @Test
    fun `it asks to see no app that takes selected words`() {
        // Without a question in the manifest Android shows an app no other that would process its text.
        assertFalse("<queries" in manifest || "PROCESS_TEXT" in manifest)
        assertTrue("androidx.work" in manifest, "the libraries' manifests are merged in")
    }

    @Test
    fun `other apps reach the window the tap on an invitation the tile and the work that the system starts and nothing else`() {
        val exported = components().filter { it.exported }.associate { it.name to guardOf(it) }
        val expected =
            mapOf(
                "org.patchwork.app.MainActivity" to null,
                "org.patchwork.app.JoinLink" to null,
                "org.patchwork.app.capture.CaptureTile" to Manifest.permission.BIND_QUICK_SETTINGS_TILE,
                "androidx.work.impl.background.systemjob.SystemJobService" to "android.permission.BIND_JOB_SERVICE",
            )
        assertEquals(expected, exported)
    }

    @Test
    fun `no library brings a part that is not known here`() {
        val expected =
            setOf(
                "androidx.room.MultiInstanceInvalidationService",
                "androidx.startup.InitializationProvider",
                "androidx.work.impl.background.systemalarm.RescheduleReceiver",
                "androidx.work.impl.background.systemjob.SystemJobService",
                "androidx.work.impl.utils.ForceStopRunnable\$BroadcastReceiver",
            )
        assertEquals(expected, components().map { it.name }.filterNot { it.startsWith("org.patchwork.app.") }.toSet())
        val begins = Regex("android:name=\"([^\"]*)\"\\s+android:value=\"androidx.startup\"").findAll(manifest)
        val initializers =
            setOf(
                "androidx.emoji2.text.EmojiCompatInitializer",
                "androidx.lifecycle.ProcessLifecycleInitializer",
                "androidx.profileinstaller.ProfileInstallerInitializer",
            )
        assertEquals(initializers, begins.map { it.groupValues[1] }.toSet())
    }

    private fun components(): List<ComponentInfo> {
        // Also what is switched off: the app or a library may switch it on.
        val kinds =
            PackageManager.GET_ACTIVITIES or PackageManager.GET_SERVICES or PackageManager.GET_RECEIVERS or PackageManager.GET_PROVIDERS
        val info = info(kinds or PackageManager.MATCH_DISABLED_COMPONENTS)
        return listOf(info.activities, info.services, info.receivers, info.providers).flatMap { it.orEmpty().toList() }
    }

    private fun guardOf(part: ComponentInfo): String? =
        when (part) {
            is ActivityInfo -> part.permission
            is ServiceInfo -> part.permission
            is ProviderInfo -> part.readPermission
            else -> error("$part")
        }
}
