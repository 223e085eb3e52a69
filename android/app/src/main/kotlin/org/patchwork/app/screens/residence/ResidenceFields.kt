package org.patchwork.app.screens.residence

import androidx.compose.runtime.Composable
import org.patchwork.app.look.DateField
import org.patchwork.app.look.Field
import org.patchwork.app.screens.form.Saving

/** What withholding an address does. */
internal const val COVERED = "Then it is covered until tapped, never printed and never on a map. A safe place is always covered."

/** On which days, from and until when. */
@Composable
internal fun WhenFields(
    typed: TypedResidence,
    saving: Saving,
    untilHint: String,
    onType: (TypedResidence) -> Unit,
) {
    Field(
        "On which days",
        typed.pattern,
        { onType(typed.copy(pattern = it)) },
        hint = "If not all, such as Mon–Thu",
        wrong = saving.wrong("pattern"),
    )
    DateField("From", typed.from, { onType(typed.copy(from = it)) }, wrong = saving.wrong("from"))
    DateField(
        "Until",
        typed.until,
        { onType(typed.copy(until = it)) },
        hint = untilHint,
        wrong = saving.wrong("until"),
    )
}

internal fun <T> Set<T>.toggled(one: T): Set<T> = if (one in this) this - one else this + one
