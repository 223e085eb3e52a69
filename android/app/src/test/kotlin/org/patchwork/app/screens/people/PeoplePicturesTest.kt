package org.patchwork.app.screens.people

import androidx.compose.runtime.Composable
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
import org.patchwork.app.testing.PreviewsForEverybody

/** The screens of people as different readers have them, from invented people. */
class PeoplePicturesTest : PreviewsForEverybody("people") {
    override val previews: Map<String, @Composable () -> Unit> =
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
}
