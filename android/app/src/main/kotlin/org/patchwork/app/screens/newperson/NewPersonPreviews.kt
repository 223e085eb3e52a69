package org.patchwork.app.screens.newperson

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.Invented

@PreviewOnPhones
@Composable
internal fun NewPersonPreview() = Previewed { NewPersonView(NewPersonState(Shown.Read(Invented.view)), {}, {}, {}) }

@PreviewOnPhones
@Composable
internal fun NewPersonSamePreview() =
    Previewed {
        val same = Invented.same("Joan Okafor", "Health visitor, Millbrook surgery", "same name")
        NewPersonView(NewPersonState(Shown.Read(Invented.view), TypedNewPerson("Joan Okafor"), same), {}, {}, {})
    }
