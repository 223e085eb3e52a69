package org.patchwork.app.screens.casepage

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import java.time.LocalDate
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.nav.CaseTab
import org.patchwork.app.reach.Reaching
import org.patchwork.app.screens.casepage.picture.FaceCard
import org.patchwork.app.screens.casepage.picture.FaceCardView
import org.patchwork.app.screens.casepage.picture.PictureState
import org.patchwork.app.screens.casepage.picture.PictureTabView
import org.patchwork.app.screens.casepage.picture.inventedPicture
import org.patchwork.app.screens.casepage.timeline.TimelineState
import org.patchwork.app.screens.casepage.timeline.TimelineView
import org.patchwork.app.screens.casepage.timeline.daysOf
import org.patchwork.app.screens.form.Invented
import org.patchwork.app.screens.person.inventedEntry
import org.patchwork.app.screens.person.inventedMother
import org.patchwork.app.screens.person.inventedResidence
import org.patchwork.app.screens.takenoff.TakenOffPeople
import org.patchwork.app.screens.takenoff.TakenOffState
import org.patchwork.client.AnswerView
import org.patchwork.client.Basis
import org.patchwork.client.ConflictValue
import org.patchwork.client.ConflictView
import org.patchwork.client.EntryId
import org.patchwork.client.EntryKind
import org.patchwork.client.EntryState
import org.patchwork.client.HeaderChip
import org.patchwork.client.HeaderChipKind
import org.patchwork.client.InvolvementId
import org.patchwork.client.InvolvementView
import org.patchwork.client.NewEntryView
import org.patchwork.client.NewInCase
import org.patchwork.client.PatternDay
import org.patchwork.client.PatternLane
import org.patchwork.client.PatternMark
import org.patchwork.client.PatternSign
import org.patchwork.client.PatternView
import org.patchwork.client.PictureFocus
import org.patchwork.client.PractitionerId
import org.patchwork.client.TakenOffView
import org.patchwork.client.TaskId
import org.patchwork.client.TaskView
import org.patchwork.client.TeamEventView
import org.patchwork.client.TimelineFilter

private val task =
    TaskView(
        task = TaskId("e".repeat(32)),
        case = Invented.case,
        child = "Ella Marsh",
        title = "Ring the school nurse on Monday",
        assignee = PractitionerId("8".repeat(32)),
        assigneeName = "Priya Nair",
        due = LocalDate.of(2026, 3, 16),
        doneAt = null,
        doneBy = "",
    )

private val answer =
    AnswerView(
        entry = EntryId("e".repeat(32)),
        kind = EntryKind.RESPONSE,
        label = "Made a task",
        text = "Ring the school nurse",
        author = PractitionerId("8".repeat(32)),
        authorName = "Priya Nair",
        authorRole = "Social worker",
        authorAgency = "Children’s social care",
        isMine = true,
        writtenAt = Invented.at,
        struck = null,
        corrections = emptyList(),
        mayAnswer = listOf(EntryKind.AMENDMENT, EntryKind.STRIKE_THROUGH),
        isNew = false,
        state = EntryState.SAVED_HERE,
        stateLabel = "Saved on this phone",
        task = task,
    )

private val worry =
    inventedEntry.copy(
        entry = EntryId("f".repeat(32)),
        kind = EntryKind.WORRY,
        label = "Worry",
        text = "Ella limped, and would not say why.",
        isUnanswered = true,
        mayAnswer = listOf(EntryKind.RESPONSE, EntryKind.QUESTION),
        thread = listOf(answer),
    )

private val involvement =
    InvolvementView(
        involvement = InvolvementId("1".repeat(32)),
        person = Invented.joan.person,
        name = Invented.joan.name,
        role = Invented.joan.role,
        agency = Invented.joan.agency,
        ownRole = "",
        ownAgency = "",
        from = Invented.day,
        until = null,
        hasEnded = false,
        basis = null as Basis?,
        basisLabel = "Consent",
        review = LocalDate.of(2026, 9, 1),
        recordedAt = Invented.at,
        recordedBy = "Priya Nair",
    )

private val conflict =
    ConflictView(
        case = Invented.case,
        field = "field",
        label = "Dana’s mobile",
        person = Invented.dana.person,
        isAddress = false,
        values =
            listOf(
                ConflictValue("a", "07700 900222", "Priya Nair", Invented.at),
                ConflictValue("b", "07700 900333", "Tom Reed", Invented.at),
            ),
        whyNot = "",
    )

private val view =
    Invented.view.copy(
        header =
            Invented.header.copy(
                chips =
                    listOf(
                        HeaderChip(HeaderChipKind.STATUS, "Child protection plan"),
                        HeaderChip(HeaderChipKind.MARKER, "A large dog, loose in the yard"),
                    ),
            ),
        people =
            listOf(
                inventedMother,
                Invented.lee.copy(isDeceased = true),
                Invented.joan.copy(lastContact = Invented.at, lastContactBy = Invented.joan.name, away = "Away until 7 April"),
            ),
        residences = listOf(inventedResidence),
        involvements = listOf(involvement),
        takenOff = listOf(TakenOffView(Invented.lee.person, "Lena Fox")),
        tasks =
            listOf(
                task,
                task.copy(task = TaskId("f".repeat(32)), title = "Book the next visit", doneAt = Invented.at, doneBy = "Tom Reed"),
            ),
    )

private val newly =
    NewInCase(Invented.at, listOf(NewEntryView(worry.entry, worry.entry, "Worry", "Tom Reed", worry.text)))

private val arrival =
    TeamEventView(
        Invented.case,
        Invented.at,
        Invented.day,
        emptyList(),
        "Tom Reed came to the team",
        "Let in by Priya Nair",
        isArrival = true,
    )

private val pattern =
    PatternView(
        days = listOf(PatternDay(0.0, "19 Jan"), PatternDay(1.0, "12 Mar")),
        lanes =
            listOf(
                PatternLane("Worries", listOf(PatternMark(worry.entry, Invented.day, 0.3, PatternSign.WORRY))),
                PatternLane("Strengths", listOf(PatternMark(worry.entry, Invented.day, 0.6, PatternSign.STRENGTH))),
                PatternLane("Visits and calls", listOf(PatternMark(worry.entry, Invented.day, 0.9, PatternSign.CHILD_SEEN))),
            ),
        spoken = "Worries, strengths, visits and calls of the last 12 weeks: 1 worry, 1 strength, 1 visit",
    )

private val timeline =
    TimelineState(days = Shown.Read(daysOf(listOf(worry, inventedEntry), listOf(arrival))), newly = newly, hasMore = true)

private object NobodyIsReached : Reaching {
    override fun open(link: String): Boolean = false

    override fun showOnMap(address: String): Boolean = false

    override fun share(words: String): Boolean = false
}

@Composable
private fun InACase(
    tab: CaseTab,
    state: CaseState = CaseState(),
    conflicts: List<ConflictView> = emptyList(),
    content: @Composable () -> Unit,
) = Previewed {
    Column(Modifier.fillMaxSize()) {
        CaseTop(state, view.copy(conflicts = conflicts), tab, {}, {}, {}, { true })
        Box(Modifier.weight(1f)) { content() }
    }
}

@Composable
private fun People() = PeopleTab(view, {}, NobodyIsReached) { TakenOffPeople(TakenOffState(), view.takenOff, mayWrite = true) {} }

@PreviewOnPhones
@Composable
internal fun CasePicturePreview() = InACase(CaseTab.Picture) { PictureTabView(PictureState(Shown.Read(inventedPicture)), {}) }

@PreviewOnPhones
@Composable
internal fun CaseCardPreview() =
    InACase(CaseTab.Picture) {
        val card = FaceCard(view.people.last(), listOf(inventedEntry))
        val focus = PictureFocus.Person(inventedPicture.nodes.last().id)
        PictureTabView(PictureState(Shown.Read(inventedPicture), focus, showsPast = true, card = card), {}) {
            FaceCardView(it, Invented.case, {}, NobodyIsReached, {})
        }
    }

@PreviewOnPhones
@Composable
internal fun CaseListPreview() = InACase(CaseTab.People) { People() }

@PreviewOnPhones
@Composable
internal fun CaseUnfoldedPreview() = InACase(CaseTab.People, CaseState(isUnfolded = true, isToldOf = true), listOf(conflict)) { People() }

@PreviewOnPhones
@Composable
internal fun CaseChoosePreview() = InACase(CaseTab.People, conflicts = listOf(conflict)) { People() }

@PreviewOnPhones
@Composable
internal fun CaseTimelinePreview() = InACase(CaseTab.Timeline) { TimelineView(timeline, mayWrite = true, {}, {}, {}) }

@PreviewOnPhones
@Composable
internal fun CasePatternPreview() =
    InACase(CaseTab.Timeline) {
        TimelineView(timeline.copy(filter = TimelineFilter.PATTERN, newly = null, pattern = pattern), mayWrite = true, {}, {}, {})
    }

@PreviewOnPhones
@Composable
internal fun CaseEmptyTimelinePreview() =
    InACase(CaseTab.Timeline) { TimelineView(TimelineState(days = Shown.Read(emptyList())), mayWrite = true, {}, {}, {}) }

@PreviewOnPhones
@Composable
internal fun CaseTasksPreview() = InACase(CaseTab.Tasks) { TasksTab(view, {}, {}) }
