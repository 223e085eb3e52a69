package org.patchwork.app.screens.cases

import androidx.compose.runtime.Composable
import org.patchwork.app.screens.casepage.CaseCardPreview
import org.patchwork.app.screens.casepage.CaseChoosePreview
import org.patchwork.app.screens.casepage.CaseEmptyTimelinePreview
import org.patchwork.app.screens.casepage.CaseListPreview
import org.patchwork.app.screens.casepage.CasePatternPreview
import org.patchwork.app.screens.casepage.CasePicturePreview
import org.patchwork.app.screens.casepage.CaseTasksPreview
import org.patchwork.app.screens.casepage.CaseTimelinePreview
import org.patchwork.app.screens.casepage.CaseUnfoldedPreview
import org.patchwork.app.screens.casepage.picture.inventedPicture
import org.patchwork.app.screens.settings.PartnershipPreview
import org.patchwork.app.screens.settings.RelayAddressPreview
import org.patchwork.app.screens.settings.ServerPreview
import org.patchwork.app.screens.settings.SupportPreview
import org.patchwork.app.screens.sync.SyncPreview
import org.patchwork.app.screens.sync.UnsentPreview
import org.patchwork.app.screens.tasks.MadeTaskPreview
import org.patchwork.app.testing.PreviewsForEverybody

/** *My cases*, a case, *Sync* and the pages behind *Settings* as different readers have them. */
class CasePicturesTest : PreviewsForEverybody("case") {
    override val previews: Map<String, @Composable () -> Unit> =
        mapOf(
            "my-cases" to { CasesPreview() },
            "my-cases-search" to { CasesSearchPreview() },
            "my-cases-none" to { NoCasesPreview() },
            "picture" to { CasePicturePreview() },
            "card" to { CaseCardPreview() },
            "list" to { CaseListPreview() },
            "unfolded" to { CaseUnfoldedPreview() },
            "choose" to { CaseChoosePreview() },
            "timeline" to { CaseTimelinePreview() },
            "timeline-none" to { CaseEmptyTimelinePreview() },
            "pattern" to { CasePatternPreview() },
            "tasks" to { CaseTasksPreview() },
            "task-made" to { MadeTaskPreview() },
            "sync" to { SyncPreview() },
            "sync-unsent" to { UnsentPreview() },
            "relay-address" to { RelayAddressPreview() },
            "partnership" to { PartnershipPreview() },
            "server" to { ServerPreview() },
            "support" to { SupportPreview() },
        )

    private val inThePicture = inventedPicture.nodes.map { it.description }

    /**
     * What takes a touch in the picture is 44 dp, as core/picture lays it out for every platform: that
     * is what WCAG 2.5.5 asks for, and more than 2.5.8 does, and larger ones would take the room of names.
     */
    override fun leastOf(words: List<String>): Int = if (words.any { it in inThePicture }) IN_PICTURES_DP else super.leastOf(words)

    private companion object {
        const val IN_PICTURES_DP = 44
    }
}
