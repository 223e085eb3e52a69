package org.patchwork.app.screens.person

import java.time.Instant
import java.time.LocalDate
import org.patchwork.client.CaseCounts
import org.patchwork.client.CaseHeader
import org.patchwork.client.CaseId
import org.patchwork.client.ConflictValue
import org.patchwork.client.ContactDetailId
import org.patchwork.client.ContactDetailView
import org.patchwork.client.ContactKind
import org.patchwork.client.DeviceId
import org.patchwork.client.EntryId
import org.patchwork.client.EntryKind
import org.patchwork.client.EntryState
import org.patchwork.client.EntryView
import org.patchwork.client.MarkerId
import org.patchwork.client.MarkerView
import org.patchwork.client.Me
import org.patchwork.client.PendingDeviceView
import org.patchwork.client.PersonId
import org.patchwork.client.PersonView
import org.patchwork.client.PractitionerId
import org.patchwork.client.PractitionerView
import org.patchwork.client.Reach
import org.patchwork.client.RelationshipId
import org.patchwork.client.RelationshipKind
import org.patchwork.client.ResidenceId
import org.patchwork.client.ResidenceKind
import org.patchwork.client.ResidenceView
import org.patchwork.client.TieView

// Everybody here is invented: what previews of screens show, and what those are photographed with.

private val noon: Instant = Instant.parse("2026-03-12T12:00:00Z")
private val ellasCase = CaseId("e".repeat(64))

internal val inventedHeader =
    CaseHeader(
        case = ellasCase,
        child = "Ella",
        fullName = "Ella Marsh",
        born = "12 March 2019",
        age = "7",
        family = "Marsh",
        statuses = emptyList(),
        markers = listOf(MarkerView(MarkerId("1".repeat(32)), listOf("A large dog, loose in the yard"), null, "Priya Nair", noon)),
        chips = emptyList(),
        lastSeen = noon,
        lastSeenBy = "Priya Nair",
        lastSpoken = noon,
        lastSpokenBy = "Priya Nair",
        counts = CaseCounts(0u, 0u, 0u, 0u, 3u, 2u, 2u),
        mayChangeTeam = true,
        mayWrite = true,
        notice = "",
        shown = "",
    )

internal val inventedMobile =
    ContactDetailView(
        detail = ContactDetailId("2".repeat(32)),
        kind = ContactKind.MOBILE,
        kindLabel = "Mobile",
        value = "07700 900111",
        link = "tel:+447700900111",
        textLink = "sms:+447700900111",
        whyNot = "",
        recordedAt = noon,
        recordedBy = "Joan Ward",
        others = emptyList(),
    )

internal val inventedMother =
    PersonView(
        person = PersonId("3".repeat(32)),
        practitioner = null,
        name = "Dana Marsh",
        role = "Mother",
        relation = null,
        agency = "",
        isFamily = true,
        isCurrent = true,
        isDeceased = false,
        since = null,
        contacts =
            listOf(
                inventedMobile,
                inventedMobile.copy(
                    detail = ContactDetailId("4".repeat(32)),
                    kind = ContactKind.EMAIL,
                    kindLabel = "Email",
                    value = "dana@example.org",
                    link = "mailto:dana@example.org",
                    textLink = "",
                ),
            ),
        lastContact = noon,
        lastContactBy = "Priya Nair",
        note = "Text first: she works nights",
        away = "",
        ties =
            listOf(
                TieView(
                    relationship = RelationshipId("5".repeat(32)),
                    kind = RelationshipKind.PARENT_OF,
                    label = "parent of",
                    other = PersonId("0".repeat(32)),
                    otherName = "Ella",
                    recordedAt = noon,
                    recordedBy = "Joan Ward",
                ),
            ),
    )

internal val inventedResidence =
    ResidenceView(
        residence = ResidenceId("6".repeat(32)),
        person = inventedMother.person,
        name = inventedMother.name,
        kind = ResidenceKind.HOME,
        kindLabel = "Home",
        addresses = listOf(ConflictValue("", "4 Mill Lane, Northtown", "Priya Nair", noon)),
        pattern = "",
        from = LocalDate.of(2024, 9, 1),
        until = null,
        isWithheld = false,
        withheldFrom = "",
        withheldPeople = emptyList(),
        hasEnded = false,
        mayBeMapped = true,
    )

internal val inventedTom =
    PractitionerView(
        practitioner = PractitionerId("7".repeat(32)),
        name = "Tom Reed",
        role = "Pastoral lead",
        agency = "Hillside Primary",
        phones = listOf("01632 960456"),
        emails = listOf("tom@hillside.example"),
        reach =
            listOf(
                Reach("01632 960456", "tel:+441632960456", "", ""),
                Reach("tom@hillside.example", "mailto:tom@hillside.example", "", ""),
            ),
        bestReached = "After three, by phone",
        awayUntil = LocalDate.of(2026, 4, 7),
        coveredBy = "Amina Yusuf",
        hasJoined = true,
        isAdministrator = false,
    )

internal val inventedPriya =
    inventedTom.copy(
        practitioner = PractitionerId("8".repeat(32)),
        name = "Priya Nair",
        role = "Social worker",
        agency = "Children’s social care",
        awayUntil = null,
        coveredBy = "",
        isAdministrator = true,
    )

internal val inventedMe =
    Me(inventedPriya.practitioner, inventedPriya.name, inventedPriya.role, inventedPriya.agency, "Northtown", isAdministrator = true)

/** What Tom wrote about Ella's mother. */
internal val inventedEntry =
    EntryView(
        entry = EntryId("9".repeat(32)),
        case = ellasCase,
        kind = EntryKind.NOTE,
        label = "Note",
        text = "Dana was early, and asked for a meeting.",
        isOfNewer = false,
        detail = "",
        mode = null,
        outcome = null,
        response = null,
        sharing = null,
        withWhom = "",
        why = "",
        outcomeLabel = "",
        known = null,
        knownLabel = "",
        author = inventedTom.practitioner,
        authorName = inventedTom.name,
        authorRole = inventedTom.role,
        authorAgency = inventedTom.agency,
        isMine = false,
        happenedAt = noon,
        happenedIsApproximate = false,
        happenedOnDay = false,
        happenedDay = LocalDate.of(2026, 3, 12),
        writtenAt = noon,
        about = listOf("Dana Marsh"),
        with = emptyList(),
        target = null,
        struck = null,
        corrections = emptyList(),
        thread = emptyList(),
        readBy = emptyList(),
        isUnanswered = false,
        mayAnswer = listOf(EntryKind.REPLY, EntryKind.QUESTION),
        maySayRead = true,
        isNew = true,
        state = EntryState.ON_RELAY,
        stateLabel = "On the relay",
    )

internal val inventedDevice =
    PendingDeviceView(
        device = DeviceId("a".repeat(32)),
        practitioner = inventedTom.practitioner,
        name = inventedTom.name,
        role = inventedTom.role,
        agency = inventedTom.agency,
        words = listOf("orbit", "velvet", "canyon", "maple"),
        askedAt = noon,
    )

/** When everything that is invented here came about. */
internal val inventedMoment: Instant = noon
