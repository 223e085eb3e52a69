package org.patchwork.app.screens.facts

import android.content.res.Configuration
import androidx.activity.compose.setContent
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.platform.LocalConfiguration
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.LocalLayoutDirection
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.junit4.createAndroidComposeRule
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.LayoutDirection
import kotlin.test.Test
import kotlin.test.assertEquals
import org.junit.Rule
import org.junit.runner.RunWith
import org.patchwork.app.MainActivity
import org.patchwork.app.screens.address.WithheldAgainPreview
import org.patchwork.app.screens.capture.CaptureFoldedPreview
import org.patchwork.app.screens.capture.CaptureMorePreview
import org.patchwork.app.screens.capture.CapturePreview
import org.patchwork.app.screens.capture.CaptureUnkeptPreview
import org.patchwork.app.screens.capture.CaptureUnreadPreview
import org.patchwork.app.screens.child.ChildPreview
import org.patchwork.app.screens.editperson.EditPersonPreview
import org.patchwork.app.screens.entrance.FoundPreview
import org.patchwork.app.screens.entrance.JoinAsksPreview
import org.patchwork.app.screens.entrance.JoinNoScanPreview
import org.patchwork.app.screens.entrance.JoinTappedPreview
import org.patchwork.app.screens.entrance.RefusedToOpenPreview
import org.patchwork.app.screens.entrance.RemovedPreview
import org.patchwork.app.screens.entrance.ScanPreview
import org.patchwork.app.screens.entrance.WaitingPreview
import org.patchwork.app.screens.entrance.WelcomePreview
import org.patchwork.app.screens.gate.GateOfThePhonePreview
import org.patchwork.app.screens.gate.GatePreview
import org.patchwork.app.screens.gate.NoDeviceLockPreview
import org.patchwork.app.screens.involvement.InvolvementPreview
import org.patchwork.app.screens.involvement.NewInvolvementPreview
import org.patchwork.app.screens.marker.MarkerInConflictPreview
import org.patchwork.app.screens.marker.MarkerPreview
import org.patchwork.app.screens.newchild.NewChildPreview
import org.patchwork.app.screens.newchild.NewChildRefusedPreview
import org.patchwork.app.screens.newchild.NewChildSamePreview
import org.patchwork.app.screens.newperson.NewPersonPreview
import org.patchwork.app.screens.newperson.NewPersonSamePreview
import org.patchwork.app.screens.residence.ResidencePreview
import org.patchwork.app.screens.residence.WherePreview
import org.patchwork.app.screens.residence.WhoLivesTherePreview
import org.patchwork.app.screens.residence.WithheldResidencePreview
import org.patchwork.app.screens.settings.ErasePreview
import org.patchwork.app.screens.settings.SettingsPreview
import org.patchwork.app.screens.status.PlanCategoryPreview
import org.patchwork.app.screens.status.StatusPreview
import org.patchwork.app.screens.status.StatusSincePreview
import org.patchwork.app.screens.takenoff.TakenOffPreview
import org.patchwork.app.screens.tasks.DoneTaskPreview
import org.patchwork.app.screens.tasks.MyTasksPreview
import org.patchwork.app.screens.tasks.NewTaskPreview
import org.patchwork.app.screens.tasks.NoTasksPreview
import org.patchwork.app.screens.ties.NewTiePreview
import org.patchwork.app.screens.ties.TiesPreview
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.photograph
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The forms as different people have them: by night, with large text, and from right to left. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = TestApp::class, qualifiers = "w411dp-h891dp-xhdpi")
class FormsForEverybodyTest {
    @get:Rule
    val app = createAndroidComposeRule<MainActivity>()

    private val previews: Map<String, @Composable () -> Unit> =
        mapOf(
            "new-child" to { NewChildPreview() },
            "new-child-refused" to { NewChildRefusedPreview() },
            "new-child-same" to { NewChildSamePreview() },
            "my-tasks" to { MyTasksPreview() },
            "no-tasks" to { NoTasksPreview() },
            "new-task" to { NewTaskPreview() },
            "done-task" to { DoneTaskPreview() },
            "new-person" to { NewPersonPreview() },
            "new-person-same" to { NewPersonSamePreview() },
            "edit-person" to { EditPersonPreview() },
            "ties" to { TiesPreview() },
            "new-tie" to { NewTiePreview() },
            "child" to { ChildPreview() },
            "status" to { StatusPreview() },
            "plan-category" to { PlanCategoryPreview() },
            "status-since" to { StatusSincePreview() },
            "marker" to { MarkerPreview() },
            "marker-in-conflict" to { MarkerInConflictPreview() },
            "who-lives-there" to { WhoLivesTherePreview() },
            "where" to { WherePreview() },
            "residence" to { ResidencePreview() },
            "withheld-residence" to { WithheldResidencePreview() },
            "new-involvement" to { NewInvolvementPreview() },
            "involvement" to { InvolvementPreview() },
            "taken-off" to { TakenOffPreview() },
            "gate" to { GatePreview() },
            "gate-of-the-phone" to { GateOfThePhonePreview() },
            "no-device-lock" to { NoDeviceLockPreview() },
            "welcome" to { WelcomePreview() },
            "join-asks" to { JoinAsksPreview() },
            "join-tapped" to { JoinTappedPreview() },
            "join-no-scan" to { JoinNoScanPreview() },
            "scan" to { ScanPreview() },
            "found" to { FoundPreview() },
            "waiting" to { WaitingPreview() },
            "removed" to { RemovedPreview() },
            "refused-to-open" to { RefusedToOpenPreview() },
            "capture" to { CapturePreview() },
            "capture-more" to { CaptureMorePreview() },
            "capture-folded" to { CaptureFoldedPreview() },
            "capture-unkept" to { CaptureUnkeptPreview() },
            "capture-unread" to { CaptureUnreadPreview() },
            "settings" to { SettingsPreview() },
            "erase" to { ErasePreview() },
            "withheld-again" to { WithheldAgainPreview() },
        )

    private fun show(
        isDark: Boolean = false,
        fontScale: Float = 1f,
        direction: LayoutDirection = LayoutDirection.Ltr,
        preview: @Composable () -> Unit,
    ) {
        app.runOnUiThread {
            app.activity.setContent {
                val night = if (isDark) Configuration.UI_MODE_NIGHT_YES else Configuration.UI_MODE_NIGHT_NO
                val configuration = Configuration(LocalConfiguration.current).apply { uiMode = night }
                CompositionLocalProvider(
                    LocalConfiguration provides configuration,
                    LocalDensity provides Density(LocalDensity.current.density, fontScale),
                    LocalLayoutDirection provides direction,
                ) { preview() }
            }
        }
        app.waitForIdle()
    }

    @Test
    fun `the forms are photographed by day, by night, with large text and from right to left`() {
        previews.forEach { (name, preview) ->
            show(preview = preview)
            app.photograph("form-$name")
            show(isDark = true, preview = preview)
            app.photograph("form-$name-dark")
            show(fontScale = 2f, preview = preview)
            app.photograph("form-$name-large")
            show(direction = LayoutDirection.Rtl, preview = preview)
            app.photograph("form-$name-rtl")
        }
    }

    @Test
    fun `whatever takes a touch has a name and is large enough`() {
        val wrong =
            previews.flatMap { (name, preview) ->
                show(preview = preview)
                app.onAllNodes(hasClickAction()).fetchSemanticsNodes().mapNotNull { node ->
                    val height = node.size.height / node.layoutInfo.density.density
                    val isNamed = namesOf(node).any { it.isNotBlank() }
                    if (isNamed && height >= LEAST_DP) null else "$name: ${namesOf(node)} is ${height}dp high"
                }
            }
        assertEquals(emptyList(), wrong)
    }

    private fun namesOf(node: SemanticsNode): List<String> =
        node.config
            .getOrElseNullable(SemanticsProperties.Text) { null }
            .orEmpty()
            .map { it.text } +
            node.config.getOrElseNullable(SemanticsProperties.ContentDescription) { null }.orEmpty() +
            listOfNotNull(node.config.getOrElseNullable(SemanticsActions.OnClick) { null }?.label)

    private companion object {
        const val LEAST_DP = 47.9f
    }
}
