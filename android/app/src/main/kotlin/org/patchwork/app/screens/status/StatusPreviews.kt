package org.patchwork.app.screens.status

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.Invented
import org.patchwork.client.StatusKind

@PreviewOnPhones
@Composable
internal fun StatusPreview() = Previewed { StatusView(StatusState(Shown.Read(Invented.header)), {}, {}) }

@PreviewOnPhones
@Composable
internal fun PlanCategoryPreview() =
    Previewed {
        val typed = TypedStatus(kind = StatusKind.PROTECTION_PLAN)
        StatusView(StatusState(Shown.Read(Invented.header), StatusStep.Category, typed), {}, {})
    }

@PreviewOnPhones
@Composable
internal fun StatusSincePreview() =
    Previewed {
        val typed = TypedStatus(kind = StatusKind.CHILD_IN_NEED, from = "1/3/2026", source = "Conference chair")
        StatusView(StatusState(Shown.Read(Invented.header), StatusStep.Since, typed), {}, {})
    }
