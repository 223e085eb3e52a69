package org.patchwork.app.screens.invite

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.person.inventedDevice
import org.patchwork.app.screens.person.inventedMoment
import org.patchwork.app.screens.person.inventedTom
import org.patchwork.client.AgencyId
import org.patchwork.client.AgencyKind
import org.patchwork.client.AgencyView
import org.patchwork.client.InvitationView
import org.patchwork.client.Notice

private val agencies =
    listOf(
        AgencyView(AgencyId("c".repeat(32)), "Children’s social care", AgencyKind.SOCIAL_CARE, "Children’s social care", false, 2u),
        AgencyView(AgencyId("d".repeat(32)), "Hillside Primary", AgencyKind.SCHOOL, "School", false, 1u),
    )

private val invitation =
    InvitationView(
        practitioner = inventedTom.practitioner,
        name = inventedTom.name,
        code = "0AB1-CD2E-F3GH-4JKM-5NPQ-6RST-7VWX-8YZ9-0ABC-D1EF-GH2J-KM3N",
        screenCode = "0AB1-CD2E-F3GH-4JKM-5NPQ-6RST-7VWX-8YZ9-0ABC-D1EF-GH2J-KM3N-PQRS-TVWX",
        expires = inventedMoment,
    )

@PreviewOnPhones
@Composable
internal fun InvitePreview() =
    Previewed { InviteView(InviteState(agencies = agencies, invitee = InviteeWords("Tom Reed", "Pastoral lead")), on = {}) }

@PreviewOnPhones
@Composable
internal fun InviteAddAgencyPreview() =
    Previewed {
        val wrong = Shown.Refused(Notice("invalid", "", "Choose what the agency is.", emptyList()), "agency_kind")
        InviteView(InviteState(agencies = agencies, addsAgency = true, refused = wrong), on = {})
    }

@PreviewOnPhones
@Composable
internal fun AdmitPreview() = Previewed { InviteView(InviteState(agencies = agencies, pending = listOf(inventedDevice)), on = {}) }

@PreviewOnPhones
@Composable
internal fun InvitationPreview() =
    Previewed { InvitationShown(InvitationState(Shown.Read(invitation)), onAdmit = {}, onShare = { true }, onCopy = {}) }
