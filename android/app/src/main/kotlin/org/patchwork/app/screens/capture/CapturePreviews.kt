package org.patchwork.app.screens.capture

import androidx.compose.runtime.Composable
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.Invented
import org.patchwork.client.DraftId
import org.patchwork.client.DraftView
import org.patchwork.client.EntryKind
import org.patchwork.client.Notice

@PreviewOnPhones
@Composable
internal fun CapturePreview() = Previewed { CaptureView(writing, {}) }

@PreviewOnPhones
@Composable
internal fun CaptureMorePreview() =
    Previewed { CaptureView(writing.copy(showsMore = true, people = Invented.view.people, day = WhenChoice.Yesterday, time = "15:30"), {}) }

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
