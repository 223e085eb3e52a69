package org.patchwork.app.screens.residence

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.CHILD
import org.patchwork.app.screens.form.Invented
import org.patchwork.app.screens.form.Named
import org.patchwork.client.ConflictValue
import org.patchwork.client.ResidenceId
import org.patchwork.client.ResidenceKind
import org.patchwork.client.ResidenceView

private val home =
    ResidenceView(
        residence = ResidenceId("c".repeat(32)),
        person = CHILD,
        name = "Ella Marsh",
        kind = ResidenceKind.HOME,
        kindLabel = "Home",
        addresses = listOf(ConflictValue("", "4 Mill Lane, Northtown", "Tom Reed", Invented.at)),
        pattern = "Mon–Thu",
        from = Invented.day,
        until = null,
        isWithheld = false,
        withheldFrom = "",
        withheldPeople = emptyList(),
        hasEnded = false,
        mayBeMapped = true,
    )

private val people = listOf(Named(Invented.dana.person, "Dana Marsh"), Named(Invented.lee.person, "Lee Marsh"))

@PreviewOnPhones
@Composable
internal fun WhoLivesTherePreview() = Previewed { NewResidenceView(NewResidenceState(Shown.Read(Invented.view)), {}) }

@PreviewOnPhones
@Composable
internal fun WherePreview() =
    Previewed {
        val saving = Invented.refused("address" to "Write the address.", "kind" to "Choose what sort of place it is.")
        NewResidenceView(NewResidenceState(Shown.Read(Invented.view), ResidenceStep.Where, TypedResidence(CHILD), saving), {})
    }

@PreviewOnPhones
@Composable
internal fun ResidencePreview() =
    Previewed {
        val typed = TypedResidence(CHILD, "4 Mill Lane, Northtown", ResidenceKind.HOME, "Mon–Thu", "12/3/2026")
        KnownResidenceView(KnownResidenceState(Shown.Read(AboutResidence(Invented.header, home, people)), typed), {}, {}, {})
    }

@PreviewOnPhones
@Composable
internal fun WithheldResidencePreview() =
    Previewed {
        val withheld = home.copy(addresses = home.addresses.map { it.copy(value = "") }, isWithheld = true, withheldFrom = "Lee Marsh")
        KnownResidenceView(
            KnownResidenceState(Shown.Read(AboutResidence(Invented.header, withheld, people)), isCovered = true),
            {},
            {},
            {},
        )
    }
