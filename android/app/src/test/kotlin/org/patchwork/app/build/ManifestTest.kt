package org.patchwork.app.build

import android.Manifest
import android.app.Application
import android.content.pm.ApplicationInfo
import android.content.pm.PackageManager
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

/** What the app asks of the phone, and what it leaves on it. */
@RunWith(RobolectricTestRunner::class)
class ManifestTest {
    private val app: Application get() = RuntimeEnvironment.getApplication()

    private fun info(flags: Int) = app.packageManager.getPackageInfo(app.packageName, flags)

    @Test
    fun `it asks for the network a lock a notice and to run after a restart and for nothing else`() {
        val asked = info(PackageManager.GET_PERMISSIONS).requestedPermissions.orEmpty().toSet()
        val expected =
            setOf(
                Manifest.permission.INTERNET,
                Manifest.permission.ACCESS_NETWORK_STATE,
                Manifest.permission.USE_BIOMETRIC,
                Manifest.permission.POST_NOTIFICATIONS,
                Manifest.permission.RECEIVE_BOOT_COMPLETED,
                Manifest.permission.WAKE_LOCK,
            )
        assertEquals(expected, asked)
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
    fun `it asks to see no app that takes selected words`() {
        // Without a question in the manifest Android shows an app no other that would process its text.
        val manifest = File("src/main/AndroidManifest.xml").readText()
        assertFalse("<queries" in manifest || "PROCESS_TEXT" in manifest)
    }

    @Test
    fun `other apps reach the window the tap on an invitation and the tile alone`() {
        val flags =
            PackageManager.GET_ACTIVITIES or PackageManager.GET_SERVICES or PackageManager.GET_RECEIVERS or PackageManager.GET_PROVIDERS
        val info = info(flags)
        val ours = listOf(info.activities, info.services, info.receivers, info.providers).flatMap { it.orEmpty().toList() }
        val exported = ours.filter { it.exported }.map { it.name }.toSet()
        val expected = setOf("org.patchwork.app.MainActivity", "org.patchwork.app.JoinLink", "org.patchwork.app.capture.CaptureTile")
        assertEquals(expected, exported)
        val tile = info.services.orEmpty().single { it.exported }
        assertEquals(Manifest.permission.BIND_QUICK_SETTINGS_TILE, tile.permission)
        assertTrue(ours.isNotEmpty())
    }
}
