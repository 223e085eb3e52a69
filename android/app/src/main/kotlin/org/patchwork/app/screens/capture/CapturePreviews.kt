package org.patchwork.app.screens.capture

import androidx.compose.runtime.Composable
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.Invented
import org.patchwork.client.Audience
import org.patchwork.client.DraftId
import org.patchwork.client.DraftView
import org.patchwork.client.EntryKind
import org.patchwork.client.Notice
import org.patchwork.client.ReferralNotice

@PreviewOnPhones
@Composable
internal fun CapturePreview() = Previewed { CaptureView(writing, {}) }

@PreviewOnPhones
@Composable
internal fun CaptureMorePreview() =
    Previewed {
        val people = Invented.view.people
        CaptureView(writing.copy(showsMore = true, people = people, day = WhenChoice.Yesterday, time = "15:30", audience = team), {})
    }

@PreviewOnPhones
@Composable
internal fun CaptureFoldedPreview() = Previewed { CaptureView(writing.copy(audience = team), {}) }

@PreviewOnPhones
@Composable
internal fun CaptureUnkeptPreview() = Previewed { CaptureView(writing.copy(unkept = full), {}) }

@PreviewOnPhones
@Composable
internal fun CaptureUnreadPreview() = Previewed { CaptureView(CaptureState(unread = full), {}) }

private val full =
    Notice(
        "phone-full",
        "This device is full",
        "This device is full, so nothing new can be saved. Free some space and try again.",
        emptyList(),
    )

private val team =
    Audience(
        label = "9 people in 5 agencies will see this",
        people = 9u,
        agencies = 5u,
        nudge = "",
        referral = ReferralNotice("This is not a referral. If a child may be at risk now, call 999 or ", "01632 960100", "", "."),
        folded = "yesterday 15:30 · Was told · about Dana Marsh · with Tom Reed",
    )

private val writing =
    CaptureState(
        draft =
            DraftView(
                draft = DraftId("1".repeat(32)),
                case = Invented.case,
                kind = EntryKind.NOTE,
                text = "Ella very quiet; same clothes as Monday.",
                detail = "",
                withWhom = "",
                mode = null,
                outcome = null,
                known = null,
                response = null,
                sharing = null,
                about = emptyList(),
                with = emptyList(),
                happenedAt = null,
                happenedIsApproximate = false,
                happenedOn = null,
                target = null,
            ),
        child = "Ella Marsh",
    )
