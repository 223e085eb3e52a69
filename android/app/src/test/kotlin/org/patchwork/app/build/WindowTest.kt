package org.patchwork.app.build

import android.view.WindowManager
import androidx.compose.ui.test.junit4.createAndroidComposeRule
import kotlin.test.Test
import kotlin.test.assertTrue
import org.junit.Rule
import org.junit.runner.RunWith
import org.patchwork.app.MainActivity
import org.patchwork.app.testing.TestApp
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** What the one window lets out of it. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = TestApp::class, qualifiers = "w411dp-h891dp-xhdpi")
class WindowTest {
    @get:Rule
    val app = createAndroidComposeRule<MainActivity>()

    @Test
    fun `the window is not photographed and only aids to people read it`() {
        val window = app.activity.window
        assertTrue(window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0)
        assertTrue(window.decorView.isAccessibilityDataSensitive)
    }
}
