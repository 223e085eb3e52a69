package org.patchwork.app.screens.sync

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.Invented
import org.patchwork.client.FailedItem
import org.patchwork.client.LastHeard
import org.patchwork.client.PractitionerId
import org.patchwork.client.SyncState as Standing
import org.patchwork.client.SyncTry
import org.patchwork.client.SyncView
import org.patchwork.client.WaitingPlace

private val sync =
    SyncView(
        state = Standing.NEEDS_ATTENTION,
        label = "Needs attention",
        waiting = 3u,
        waitingLabel = "3 changes waiting",
        waitingWhere =
            listOf(
                WaitingPlace(Invented.case, "Ella Marsh", 2u, "2 notes", Invented.at),
                WaitingPlace(null, "", 1u, "your card", Invented.at),
            ),
        lastTry = SyncTry(Invented.at, "the relay did not answer"),
        lastAgreed = Invented.at,
        relayHeard = Invented.at,
        isSwitchedOff = true,
        trouble = "The relay does not answer at this address.",
        clockTrouble = "The clock of this phone is an hour behind.",
        failed =
            listOf(
                FailedItem(
                    child = "Ella Marsh",
                    case = Invented.case,
                    by = "Priya Nair",
                    explanation = "You are not on this team any more, so this note was not sent.",
                    isMine = true,
                    retry = "retry",
                    dismiss = "dismiss",
                    discard = "discard",
                ),
            ),
        lastHeard = listOf(LastHeard(PractitionerId("8".repeat(32)), "Tom Reed", Invented.at)),
    )

@PreviewOnPhones
@Composable
internal fun SyncPreview() = Previewed { SyncPage(SyncState(Shown.Read(sync)), {}, {}) }

@PreviewOnPhones
@Composable
internal fun UnsentPreview() =
    Previewed { SyncPage(SyncState(Shown.Read(sync), unsent = Unsent("discard", "Ella was in her uniform at noon.")), {}, {}) }
