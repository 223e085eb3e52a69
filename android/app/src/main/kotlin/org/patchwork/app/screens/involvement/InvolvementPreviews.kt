package org.patchwork.app.screens.involvement

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.Invented
import org.patchwork.client.Basis
import org.patchwork.client.InvolvementId
import org.patchwork.client.InvolvementView

private val joansPart =
    InvolvementView(
        involvement = InvolvementId("d".repeat(32)),
        person = Invented.joan.person,
        name = "Joan Okafor",
        role = "Lead practitioner",
        agency = "Millbrook surgery",
        ownRole = "Lead practitioner",
        ownAgency = "",
        from = Invented.day,
        until = null,
        hasEnded = false,
        basis = Basis.AGREEMENT,
        basisLabel = "The family agreed",
        review = null,
        recordedAt = Invented.at,
        recordedBy = "Priya Nair",
    )

@PreviewOnPhones
@Composable
internal fun NewInvolvementPreview() =
    Previewed {
        val about = AboutInvolvement(Invented.header, null, listOf(Invented.joan))
        InvolvementFormView(InvolvementState(Shown.Read(about)), {}, {}, {})
    }

@PreviewOnPhones
@Composable
internal fun InvolvementPreview() =
    Previewed {
        val about = AboutInvolvement(Invented.header, joansPart, listOf(Invented.joan))
        val typed = TypedInvolvement(Invented.joan.person, "Lead practitioner", from = "12/3/2026", basis = Basis.AGREEMENT)
        InvolvementFormView(InvolvementState(Shown.Read(about), typed), {}, {}, {})
    }
