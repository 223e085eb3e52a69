package org.patchwork.app.screens.editperson

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.Invented

@PreviewOnPhones
@Composable
internal fun EditPersonPreview() =
    Previewed {
        val typed = TypedPerson("Dana Marsh", "Mother", contacts = listOf(TypedContact(Invented.mobile, Invented.mobile.value, "")))
        val about = AboutPerson(Invented.header, Invented.dana, emptyList())
        EditPersonView(EditPersonState(Shown.Read(about), typed), {}, {}, { true })
    }
