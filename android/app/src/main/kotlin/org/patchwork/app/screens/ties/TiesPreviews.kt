package org.patchwork.app.screens.ties

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.CHILD
import org.patchwork.app.screens.form.Invented
import org.patchwork.app.screens.form.Named

private val about =
    AboutTies(
        Invented.dana,
        listOf(Named(CHILD, "Ella Marsh"), Named(Invented.lee.person, "Lee Marsh"), Named(Invented.joan.person, "Joan Okafor")),
    )

@PreviewOnPhones
@Composable
internal fun TiesPreview() = Previewed { TiesView(TiesState(Shown.Read(about)), {}, {}) }

@PreviewOnPhones
@Composable
internal fun NewTiePreview() =
    Previewed { TiesView(TiesState(Shown.Read(about), step = TieStep.Kind, other = Invented.lee.person), {}, {}) }
