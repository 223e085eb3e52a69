package org.patchwork.app.screens.takenoff

import androidx.compose.runtime.Composable
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.Invented
import org.patchwork.client.TakenOffView

@PreviewOnPhones
@Composable
internal fun TakenOffPreview() =
    Previewed { TakenOffPeople(TakenOffState(), listOf(TakenOffView(Invented.lee.person, "Lee Marsh")), mayWrite = true) {} }
