package org.patchwork.app.screens.people

import android.content.ClipData
import android.content.ClipDescription
import android.content.ClipboardManager
import android.content.Context
import android.content.ContextWrapper
import android.os.Handler
import android.os.Looper
import androidx.test.core.app.ApplicationProvider
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.runner.RunWith
import org.patchwork.app.reach.SecretClipboard
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** A secret on the clipboard. */
@OptIn(ExperimentalCoroutinesApi::class)
@RunWith(RobolectricTestRunner::class)
@Config(application = android.app.Application::class)
class SecretClipboardTest {
    private val context = ApplicationProvider.getApplicationContext<Context>()
    private val clipboard = checkNotNull(context.getSystemService(ClipboardManager::class.java))

    @Test
    fun `a secret is marked as one and is taken off after a minute`() =
        runTest {
            SecretClipboard(context, backgroundScope).copy("abc-def")
            assertEquals("abc-def", clipboard.primaryClip?.getItemAt(0)?.text)
            assertTrue(clipboard.primaryClipDescription?.extras?.getBoolean(SecretClipboard.IS_SENSITIVE) == true)
            advanceTimeBy(59.seconds)
            assertTrue(clipboard.hasPrimaryClip())
            advanceTimeBy(2.seconds)
            runCurrent()
            assertFalse(clipboard.hasPrimaryClip())
        }

    @Test
    fun `what was copied after it stays`() =
        runTest {
            SecretClipboard(context, backgroundScope).copy("abc-def")
            clipboard.setPrimaryClip(ClipData.newPlainText("", "a shopping list"))
            advanceTimeBy(120.seconds)
            runCurrent()
            assertEquals("a shopping list", clipboard.primaryClip?.getItemAt(0)?.text)
        }

    /** Android hides the clipboard while another window has the focus, as the phone's question for a finger. */
    private class Hiding(
        context: Context,
    ) : ContextWrapper(context) {
        var isHidden = false
        private val real = checkNotNull(context.getSystemService(ClipboardManager::class.java))
        private val other =
            object : ClipboardManager(context, Handler(Looper.getMainLooper())) {
                override fun setPrimaryClip(clip: ClipData) = real.setPrimaryClip(clip)

                override fun getPrimaryClipDescription(): ClipDescription? = if (isHidden) null else real.primaryClipDescription

                override fun clearPrimaryClip() {
                    if (!isHidden) real.clearPrimaryClip()
                }
            }

        override fun getSystemService(name: String): Any? = if (name == CLIPBOARD_SERVICE) other else super.getSystemService(name)
    }

    @Test
    fun `where unlocking takes long it is taken off once the window is looked at, by another process too`() =
        runTest {
            val hiding = Hiding(context).apply { isHidden = true }
            val secrets = SecretClipboard(hiding, backgroundScope)
            secrets.copy("abc-def")
            advanceTimeBy(600.seconds)
            runCurrent()
            assertTrue(clipboard.hasPrimaryClip())
            secrets.takeOffIfDue()
            assertTrue(clipboard.hasPrimaryClip(), "it is still hidden")
            hiding.isHidden = false
            secrets.takeOffIfDue()
            assertFalse(clipboard.hasPrimaryClip())

            secrets.copy("ghi-jkl")
            secrets.takeOffIfDue()
            assertTrue(clipboard.hasPrimaryClip(), "it is not a minute old")
            SecretClipboard(context, backgroundScope).takeOffIfDue()
            assertFalse(clipboard.hasPrimaryClip(), "what a process before this one copied")
        }
}
