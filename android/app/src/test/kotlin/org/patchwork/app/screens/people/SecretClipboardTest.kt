package org.patchwork.app.screens.people

import android.content.ClipData
import android.content.ClipboardManager
import android.content.Context
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
            SecretClipboard(context, backgroundScope, untilLookedAt = {}).copy("abc-def")
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
            SecretClipboard(context, backgroundScope, untilLookedAt = {}).copy("abc-def")
            clipboard.setPrimaryClip(ClipData.newPlainText("", "a shopping list"))
            advanceTimeBy(120.seconds)
            runCurrent()
            assertEquals("a shopping list", clipboard.primaryClip?.getItemAt(0)?.text)
        }
}
