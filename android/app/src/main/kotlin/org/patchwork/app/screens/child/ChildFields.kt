package org.patchwork.app.screens.child

import androidx.compose.runtime.Composable
import org.patchwork.app.look.DateField
import org.patchwork.app.look.Field
import org.patchwork.app.look.OnOff
import org.patchwork.app.look.Typed
import org.patchwork.app.look.writeDay
import org.patchwork.app.screens.form.Days
import org.patchwork.app.screens.form.Saving
import org.patchwork.app.screens.form.readDays
import org.patchwork.client.ChildView
import org.patchwork.client.today

/** What somebody typed about a child. */
data class TypedChild(
    val given: String = "",
    val family: String = "",
    val preferred: String = "",
    val born: String = "",
    val bornIsApproximate: Boolean = false,
    val expected: String = "",
    val nhsNumber: String = "",
    val familyLabel: String = "",
) {
    val days: Days get() = readDays("born" to born, "expected" to expected)
}

/** What is known of a child, as it stands in the form. */
fun ChildView.typed() =
    TypedChild(
        given = given,
        family = family,
        preferred = preferred,
        born = writeDay(born),
        bornIsApproximate = bornIsApproximate,
        expected = writeDay(expected),
        nhsNumber = nhsNumber,
        familyLabel = familyLabel,
    )

/** The fields that a new child and a known one have in common. */
@Composable
fun ChildFields(
    typed: TypedChild,
    saving: Saving,
    expectedHint: String,
    nhsHint: String,
    onType: (TypedChild) -> Unit,
) {
    Field(
        "Given name",
        typed.given,
        { onType(typed.copy(given = it)) },
        typed = Typed.Name,
        hint = "As the family writes it",
        wrong = saving.wrong("given"),
    )
    Field("Family name", typed.family, { onType(typed.copy(family = it)) }, typed = Typed.Name, wrong = saving.wrong("family"))
    Field(
        "Name the child goes by",
        typed.preferred,
        { onType(typed.copy(preferred = it)) },
        typed = Typed.Name,
        hint = "If it differs",
        wrong = saving.wrong("preferred"),
    )
    DateField(
        "Born",
        typed.born,
        { onType(typed.copy(born = it)) },
        hint = "leave empty if not known",
        wrong = saving.wrong("born"),
        latest = today(),
    )
    OnOff("This date is a guess", typed.bornIsApproximate, { onType(typed.copy(bornIsApproximate = it)) })
    DateField(
        "Expected",
        typed.expected,
        { onType(typed.copy(expected = it)) },
        hint = expectedHint,
        wrong = saving.wrong("expected"),
    )
    Field(
        "NHS number",
        typed.nhsNumber,
        { onType(typed.copy(nhsNumber = it)) },
        typed = Typed.Number,
        hint = nhsHint,
        wrong = saving.wrong("nhs_number"),
    )
}
