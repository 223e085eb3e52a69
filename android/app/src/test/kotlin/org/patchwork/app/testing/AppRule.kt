package org.patchwork.app.testing

import android.graphics.Bitmap
import androidx.compose.ui.graphics.asAndroidBitmap
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.ComposeTimeoutException
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.AndroidComposeTestRule
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextReplacement
import androidx.test.ext.junit.rules.ActivityScenarioRule
import java.io.File
import org.patchwork.app.MainActivity

typealias AppRule = AndroidComposeTestRule<ActivityScenarioRule<MainActivity>, MainActivity>

/** How long a test waits for something that comes about over threads, the relay or the disk. */
private const val PATIENCE_MS = 60_000L

/** Waits until something holds; a failure says what is on the screen. */
fun AppRule.await(
    failure: String,
    holds: () -> Boolean,
) = try {
    waitUntil(PATIENCE_MS) { holds() }
} catch (late: ComposeTimeoutException) {
    photograph("failure")
    throw AssertionError("$failure. On the screen: ${wordsOnTheScreen()}", late)
}

/** Waits until something with these words is on the screen. */
fun AppRule.see(words: String): SemanticsNodeInteraction {
    val matcher = hasText(words, substring = true) or hasContentDescription(words, substring = true)
    await("“$words” did not show") { onAllNodes(matcher).fetchSemanticsNodes().isNotEmpty() }
    return onAllNodes(matcher).onFirst()
}

/** Waits until nothing with these words is on the screen. */
fun AppRule.seeGone(words: String) =
    await("“$words” stays") { onAllNodes(hasText(words, substring = true)).fetchSemanticsNodes().isEmpty() }

/** Touches what bears these words and can be touched; a field is typed into and not touched. */
fun AppRule.touch(words: String) {
    val touchable = hasClickAction() and hasSetTextAction().not()
    val exact = (hasText(words) or hasContentDescription(words)) and touchable
    val part = (hasText(words, substring = true) or hasContentDescription(words, substring = true)) and touchable
    await("nothing to touch bears “$words”") { onAllNodes(part).fetchSemanticsNodes().isNotEmpty() }
    val found = if (onAllNodes(exact).fetchSemanticsNodes().isNotEmpty()) exact else part
    bringIntoSight(onAllNodes(found).onFirst()).performClick()
    waitForIdle()
}

private fun bringIntoSight(node: SemanticsNodeInteraction): SemanticsNodeInteraction =
    try {
        node.performScrollTo()
    } catch (_: AssertionError) {
        // It stands still.
        node
    }

/** Types into the field of this label. */
fun AppRule.type(
    label: String,
    words: String,
) {
    val matcher = hasContentDescription(label, substring = true) and hasSetTextAction()
    await("no field bears “$label”") { onAllNodes(matcher).fetchSemanticsNodes().isNotEmpty() }
    bringIntoSight(onAllNodes(matcher).onFirst()).performTextReplacement(words)
    waitForIdle()
}

/** What a person reads on the screen, for a failure's message. */
fun AppRule.wordsOnTheScreen(): String =
    onAllNodes(SemanticsMatcher("anything") { true }, useUnmergedTree = true)
        .fetchSemanticsNodes()
        .flatMap { node ->
            node.config
                .getOrElseNullable(SemanticsProperties.Text) { null }
                .orEmpty()
                .map { it.text } +
                node.config.getOrElseNullable(SemanticsProperties.ContentDescription) { null }.orEmpty()
        }.distinct()
        .joinToString(" | ")

/** Takes a picture of the screen, for people to look at. */
fun AppRule.photograph(name: String) {
    waitForIdle()
    val folder = File(checkNotNull(System.getProperty("patchwork.pictures"))).apply { mkdirs() }
    val bitmap = onRoot().captureToImage().asAndroidBitmap()
    File(folder, "$name.png").outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
}
