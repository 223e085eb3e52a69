package org.patchwork.app.testing

import androidx.activity.compose.setContent
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.LocalLayoutDirection
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.junit4.createAndroidComposeRule
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.LayoutDirection
import kotlin.test.Test
import kotlin.test.assertTrue
import org.junit.Rule
import org.junit.runner.RunWith
import org.patchwork.app.MainActivity
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Screens as different readers have them, from invented states: photographed, and their controls measured. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = TestApp::class, qualifiers = "w411dp-h891dp-xhdpi")
abstract class PreviewsForEverybody(
    /** What the names of the photographs begin with. */
    private val what: String,
) {
    @get:Rule
    val app = createAndroidComposeRule<MainActivity>()

    /** By name. */
    protected abstract val previews: Map<String, @Composable () -> Unit>

    /** How high and wide a control of these words has to be, in dp. */
    protected open fun leastOf(words: List<String>): Int = LEAST_DP

    private fun photographAll(
        how: String,
        fontScale: Float = 1f,
        direction: LayoutDirection = LayoutDirection.Ltr,
    ) = previews.forEach { (name, preview) ->
        app.activity.setContent {
            val density = LocalDensity.current.density
            CompositionLocalProvider(
                LocalDensity provides Density(density, fontScale),
                LocalLayoutDirection provides direction,
            ) { preview() }
        }
        app.photograph("$what-$name-$how")
        assertEveryControlCanBeTouchedAndRead("$name, $how")
    }

    /** Every control has a name and is no smaller than a finger. */
    private fun assertEveryControlCanBeTouchedAndRead(where: String) {
        val density = app.activity.resources.displayMetrics.density
        app.onAllNodes(hasClickAction()).fetchSemanticsNodes().forEach { node ->
            val words =
                node.config
                    .getOrElseNullable(SemanticsProperties.Text) { null }
                    .orEmpty()
                    .map { it.text } +
                    node.config.getOrElseNullable(SemanticsProperties.ContentDescription) { null }.orEmpty()
            assertTrue(words.any { it.isNotBlank() }, "a control without a name in $where: $node")
            val least = leastOf(words) * density - 1
            assertTrue(node.size.height >= least && node.size.width >= least, "“$words” is too small in $where: ${node.size}")
        }
    }

    @Test
    fun `by day`() = photographAll("light")

    @Test
    @Config(qualifiers = "+night")
    fun `by night`() = photographAll("dark")

    @Test
    fun `with text of twice the size`() = photographAll("large", fontScale = 2f)

    @Test
    @Config(qualifiers = "+ar-ldrtl")
    fun `from right to left`() = photographAll("rtl", direction = LayoutDirection.Rtl)

    private companion object {
        const val LEAST_DP = 48
    }
}
