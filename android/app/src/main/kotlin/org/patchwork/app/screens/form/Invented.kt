package org.patchwork.app.screens.form

import java.time.Instant
import java.time.LocalDate
import org.patchwork.app.client.Shown
import org.patchwork.client.CaseCounts
import org.patchwork.client.CaseHeader
import org.patchwork.client.CaseId
import org.patchwork.client.CaseView
import org.patchwork.client.ChildView
import org.patchwork.client.ContactDetailId
import org.patchwork.client.ContactDetailView
import org.patchwork.client.ContactKind
import org.patchwork.client.Duplicate
import org.patchwork.client.InvalidField
import org.patchwork.client.MarkerId
import org.patchwork.client.MarkerView
import org.patchwork.client.Notice
import org.patchwork.client.PersonId
import org.patchwork.client.PersonView
import org.patchwork.client.RelationshipId
import org.patchwork.client.RelationshipKind
import org.patchwork.client.TieView

/** An invented case, for previews. Nobody in it exists. */
internal object Invented {
    val case = CaseId("1".repeat(64))
    val at: Instant = Instant.parse("2026-03-12T10:15:00Z")
    val day: LocalDate = LocalDate.of(2026, 3, 12)

    val mobile =
        ContactDetailView(
            detail = ContactDetailId("3".repeat(32)),
            kind = ContactKind.MOBILE,
            kindLabel = "Mobile",
            value = "07700 900111",
            link = "tel:+447700900111",
            textLink = "sms:+447700900111",
            whyNot = "",
            recordedAt = at,
            recordedBy = "Tom Reed",
            others = emptyList(),
        )

    val parent =
        TieView(
            relationship = RelationshipId("4".repeat(32)),
            kind = RelationshipKind.PARENT_OF,
            label = "parent of",
            other = CHILD,
            otherName = "Ella Marsh",
            recordedAt = at,
            recordedBy = "Tom Reed",
        )

    val dana = person("2", "Dana Marsh", "Mother", "", isFamily = true).copy(contacts = listOf(mobile), ties = listOf(parent))
    val lee = person("5", "Lee Marsh", "Uncle", "", isFamily = true)
    val joan = person("6", "Joan Okafor", "Health visitor", "Millbrook surgery", isFamily = false)

    val marker =
        MarkerView(
            marker = MarkerId("7".repeat(32)),
            texts = listOf("A large dog, loose in the yard"),
            review = LocalDate.of(2026, 6, 1),
            recordedBy = "Priya Nair",
            recordedAt = at,
        )

    val header =
        CaseHeader(
            case = case,
            child = "Ella Marsh",
            fullName = "",
            born = "12 March 2019",
            age = "7 years",
            family = "Marsh",
            statuses = emptyList(),
            markers = listOf(marker),
            chips = emptyList(),
            lastSeen = at,
            lastSeenBy = "Priya Nair",
            lastSpoken = null,
            lastSpokenBy = "",
            counts = CaseCounts(0u, 1u, 0u, 0u, 3u, 2u, 2u),
            mayChangeTeam = true,
            mayWrite = true,
            notice = "",
            shown = "",
        )

    val child =
        ChildView(
            given = "Ella",
            family = "Marsh",
            preferred = "",
            born = LocalDate.of(2019, 3, 12),
            bornIsApproximate = false,
            expected = null,
            nhsNumber = "943 476 5919",
            familyLabel = "",
            recordedAt = at,
            recordedBy = "Priya Nair",
        )

    val view =
        CaseView(
            header = header,
            child = child,
            people = listOf(dana, lee, joan),
            takenOff = emptyList(),
            relationships = emptyList(),
            residences = emptyList(),
            involvements = emptyList(),
            tasks = emptyList(),
            conflicts = emptyList(),
        )

    /** What somebody typed cannot be taken: one field after another. */
    fun refused(vararg wrong: Pair<String, String>): Saving {
        val (field, reason) = wrong.first()
        val others = wrong.drop(1).map { (field, reason) -> InvalidField(field, reason) }
        return Saving(refused = Shown.Refused(Notice("invalid", "Something needs changing", reason, emptyList()), field, others))
    }

    fun same(
        name: String,
        knownAs: String,
        why: String,
    ) = listOf(Duplicate(case, null, name, knownAs, why))

    private fun person(
        digit: String,
        name: String,
        role: String,
        agency: String,
        isFamily: Boolean,
    ) = PersonView(
        person = PersonId(digit.repeat(32)),
        practitioner = null,
        name = name,
        role = role,
        relation = null,
        agency = agency,
        isFamily = isFamily,
        isCurrent = true,
        isDeceased = false,
        since = null,
        contacts = emptyList(),
        lastContact = null,
        lastContactBy = "",
        note = "",
        away = "",
        ties = emptyList(),
    )
}
