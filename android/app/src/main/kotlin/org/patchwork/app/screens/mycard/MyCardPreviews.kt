package org.patchwork.app.screens.mycard

import androidx.compose.runtime.Composable
import java.time.LocalDate
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.person.inventedMe
import org.patchwork.app.screens.person.inventedTom

@PreviewOnPhones
@Composable
internal fun MyCardPreview() =
    Previewed {
        val typed =
            CardWords(
                phones = listOf("07700 900999", ""),
                emails = listOf("priya@northtown.example", ""),
                bestReached = "By text, before ten",
                awayUntil = LocalDate.of(2026, 4, 7),
                cover = inventedTom,
            )
        MyCardView(MyCardState(me = inventedMe, typed = typed), on = {})
    }
