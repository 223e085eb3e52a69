package org.patchwork.app.screens.team

import androidx.compose.runtime.Composable
import java.time.LocalDate
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.person.inventedEntry
import org.patchwork.app.screens.person.inventedHeader
import org.patchwork.app.screens.person.inventedPriya
import org.patchwork.app.screens.person.inventedTom
import org.patchwork.client.AccessRole
import org.patchwork.client.EntryKind
import org.patchwork.client.LookedView
import org.patchwork.client.PractitionerPage
import org.patchwork.client.SharingChoice
import org.patchwork.client.TeamMemberView
import org.patchwork.client.TeamView
import org.patchwork.client.WithheldLook

private val member =
    TeamMemberView(
        practitioner = inventedPriya.practitioner,
        name = inventedPriya.name,
        role = inventedPriya.role,
        agency = inventedPriya.agency,
        access = AccessRole.MANAGER,
        accessLabel = "Manager: may also change the team",
        isPending = false,
    )

private val team =
    TeamView(
        case = inventedHeader.case,
        child = "Ella",
        members =
            listOf(
                member,
                member.copy(
                    practitioner = inventedTom.practitioner,
                    name = inventedTom.name,
                    role = inventedTom.role,
                    agency = inventedTom.agency,
                    access = AccessRole.MEMBER,
                    accessLabel = "Member: reads and writes",
                    isPending = true,
                ),
            ),
        agencies = 2u,
        mayChange = true,
    )

private val looked =
    listOf(
        LookedView(inventedPriya.practitioner, inventedPriya.name, true, false, LocalDate.of(2026, 3, 12), emptyList()),
        LookedView(
            inventedTom.practitioner,
            inventedTom.name,
            false,
            false,
            LocalDate.of(2026, 3, 11),
            listOf(WithheldLook("Ella", LocalDate.of(2026, 3, 11))),
        ),
    )

private val decision =
    inventedEntry.copy(
        kind = EntryKind.SHARING_DECISION,
        label = "Sharing decision",
        text = "That Dana sees her GP",
        outcomeLabel = "Not shared",
        sharing = SharingChoice.DO_NOT_SHARE,
        withWhom = "Hillside Primary",
        why = "She asked us not to.",
    )

@PreviewOnPhones
@Composable
internal fun TeamPreview() =
    Previewed {
        val around = TeamAround(team, mayWrite = true, invites = true, looked = looked)
        TeamAndSharing(TeamState(Shown.Read(around), listOf(decision), hasMoreDecisions = true), on = {}, go = {})
    }

@PreviewOnPhones
@Composable
internal fun TeamAddPreview() =
    Previewed {
        val alone = team.copy(members = listOf(member), agencies = 1u)
        val around = TeamAround(alone, mayWrite = true, invites = true, looked = emptyList())
        val found = PractitionerPage(listOf(inventedTom), null)
        val state = TeamState(Shown.Read(around), mayBeAdded = found, chosen = inventedTom.practitioner)
        TeamAndSharing(state, on = {}, go = {})
    }
