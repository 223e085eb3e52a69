package org.patchwork.app.screens.people

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
import org.patchwork.app.screens.address.MapPreview
import org.patchwork.app.screens.address.NoMapPreview
import org.patchwork.app.screens.address.WithheldPreview
import org.patchwork.app.screens.directory.DirectoryNobodyPreview
import org.patchwork.app.screens.directory.DirectoryPreview
import org.patchwork.app.screens.directory.PractitionerPreview
import org.patchwork.app.screens.invite.AdmitPreview
import org.patchwork.app.screens.invite.InvitationPreview
import org.patchwork.app.screens.invite.InviteAddAgencyPreview
import org.patchwork.app.screens.invite.InvitePreview
import org.patchwork.app.screens.mycard.MyCardPreview
import org.patchwork.app.screens.person.PersonPreview
import org.patchwork.app.screens.person.PersonTwoNumbersPreview
import org.patchwork.app.screens.sheet.SheetBeforePreview
import org.patchwork.app.screens.sheet.SheetChoicesPreview
import org.patchwork.app.screens.sheet.SheetPaperPreview
import org.patchwork.app.screens.sheet.SheetReaderPreview
import org.patchwork.app.screens.team.TeamAddPreview
import org.patchwork.app.screens.team.TeamPreview
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.photograph
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The screens of people as different readers have them, from invented people. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = TestApp::class, qualifiers = "w411dp-h891dp-xhdpi")
class PeoplePicturesTest {
    @get:Rule
    val app = createAndroidComposeRule<MainActivity>()

    private val previews: Map<String, @Composable () -> Unit> =
        mapOf(
            "person" to { PersonPreview() },
            "person-two-numbers" to { PersonTwoNumbersPreview() },
            "directory" to { DirectoryPreview() },
            "directory-nobody" to { DirectoryNobodyPreview() },
            "practitioner" to { PractitionerPreview() },
            "my-card" to { MyCardPreview() },
            "invite" to { InvitePreview() },
            "invite-add-agency" to { InviteAddAgencyPreview() },
            "admit" to { AdmitPreview() },
            "invitation" to { InvitationPreview() },
            "team" to { TeamPreview() },
            "team-add" to { TeamAddPreview() },
            "sheet-reader" to { SheetReaderPreview() },
            "sheet-choices" to { SheetChoicesPreview() },
            "sheet-before" to { SheetBeforePreview() },
            "sheet-paper" to { SheetPaperPreview() },
            "withheld" to { WithheldPreview() },
            "map" to { MapPreview() },
            "no-map" to { NoMapPreview() },
        )

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
        app.photograph("people-$name-$how")
        assertEveryControlCanBeTouchedAndRead("$name, $how")
    }

    /** Every control has a name and is no smaller than a finger. */
    private fun assertEveryControlCanBeTouchedAndRead(where: String) {
        val least = 48 * app.activity.resources.displayMetrics.density - 1
        app.onAllNodes(hasClickAction()).fetchSemanticsNodes().forEach { node ->
            val words =
                node.config
                    .getOrElseNullable(SemanticsProperties.Text) { null }
                    .orEmpty()
                    .map { it.text } +
                    node.config.getOrElseNullable(SemanticsProperties.ContentDescription) { null }.orEmpty()
            assertTrue(words.any { it.isNotBlank() }, "a control without a name in $where: $node")
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
}
