package org.patchwork.app.screens.newchild

import androidx.compose.runtime.Composable
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.child.TypedChild
import org.patchwork.app.screens.form.Invented

private val ella = TypedChild(given = "Ella", family = "Marsh", born = "12/3/2019")

@PreviewOnPhones
@Composable
internal fun NewChildPreview() = Previewed { NewChildView(NewChildState(typed = ella), {}, {}, {}) }

@PreviewOnPhones
@Composable
internal fun NewChildRefusedPreview() =
    Previewed {
        val wrong = "“31/2/2019” is not a date. Type it as day/month/year, such as 27/3/2026."
        NewChildView(NewChildState(typed = ella.copy(born = "31/2/2019"), saving = Invented.refused("born" to wrong)), {}, {}, {})
    }

@PreviewOnPhones
@Composable
internal fun NewChildSamePreview() =
    Previewed {
        val same = Invented.same("Ella Marsh", "7 years, born 12 March 2019", "same name and birthday")
        NewChildView(NewChildState(typed = ella, same = same), {}, {}, {})
    }
