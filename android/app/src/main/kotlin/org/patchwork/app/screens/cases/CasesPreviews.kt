package org.patchwork.app.screens.cases

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.Invented
import org.patchwork.client.CaseCounts
import org.patchwork.client.CaseFamily
import org.patchwork.client.CaseId
import org.patchwork.client.CaseListing
import org.patchwork.client.DraftId
import org.patchwork.client.EntryKind
import org.patchwork.client.ForYouGroup
import org.patchwork.client.ForYouKind
import org.patchwork.client.ForYouLine
import org.patchwork.client.FoundIn
import org.patchwork.client.Notice
import org.patchwork.client.PersonId
import org.patchwork.client.SearchHit
import org.patchwork.client.SearchHitKind
import org.patchwork.client.TaskId
import org.patchwork.client.UnfinishedDraft

private val ella =
    CaseListing(Invented.case, "Ella Marsh", "7 years", "Child protection plan", Invented.at, CaseCounts(3u, 4u, 2u, 1u, 6u, 3u, 3u))

private val noah =
    CaseListing(CaseId("c".repeat(32)), "Noah Marsh", "due in May", "", null, CaseCounts(0u, 0u, 0u, 0u, 2u, 2u, 1u))

private val families = Shown.Read(listOf(CaseFamily("Marsh", listOf(ella, noah))))

private val forYou =
    listOf(
        ForYouGroup(
            ForYouKind.WORRY_WAITS,
            listOf(ForYouLine(Invented.case, "Ella Marsh", "A worry waits for a response", Invented.at, null, null)),
            "",
        ),
        ForYouGroup(
            ForYouKind.TASK_DUE,
            listOf(ForYouLine(Invented.case, "Ella Marsh", "2 tasks are due", null, null, null)),
            "",
        ),
    )

private val notice = Notice("clock", "The clock of this phone", "It is an hour behind. Times may look wrong.", emptyList())

private val hits =
    listOf(
        SearchHit(
            SearchHitKind.PERSON,
            Invented.case,
            "Ella Marsh",
            Invented.dana.person,
            null,
            "Dana Marsh",
            "mother",
            false,
            false,
            emptyList(),
            false,
            about = "In the family of Ella Marsh",
        ),
        SearchHit(
            SearchHitKind.PERSON,
            Invented.case,
            "Ella Marsh",
            PersonId("a".repeat(32)),
            null,
            "Dana Okafor",
            "Midwife, Northcote Hospital",
            false,
            false,
            emptyList(),
            false,
            about = "Helps Ella Marsh",
            alsoIn = listOf(FoundIn(Invented.case, "Kai Reed"), FoundIn(Invented.case, "Sam Obi")),
        ),
        SearchHit(
            SearchHitKind.TASK,
            Invented.case,
            "Ella Marsh",
            null,
            null,
            "Ring Dana about the meeting",
            "Task for Priya Nair · due tomorrow",
            false,
            false,
            emptyList(),
            false,
            task = TaskId("t".repeat(32)),
            about = "About Ella Marsh",
        ),
        SearchHit(
            SearchHitKind.ENTRY,
            Invented.case,
            "Ella Marsh",
            null,
            null,
            "Dana was early, and asked for a meeting.",
            "Note · Priya Nair · today",
            false,
            false,
            emptyList(),
            false,
            entryKind = EntryKind.NOTE,
            about = "About Ella Marsh",
        ),
    )

@PreviewOnPhones
@Composable
internal fun CasesPreview() =
    Previewed {
        val draft = UnfinishedDraft(DraftId("d".repeat(32)), null, "No child chosen yet", "Seen at Nan’s")
        CasesView(
            CasesState(forYou = forYou, drafts = listOf(draft), families = families, hasMore = true, notices = listOf(notice)),
            {},
            {},
        )
    }

@PreviewOnPhones
@Composable
internal fun CasesSearchPreview() = Previewed { CasesView(CasesState(search = "Dana", families = families, hits = hits), {}, {}) }

@PreviewOnPhones
@Composable
internal fun NoCasesPreview() = Previewed { CasesView(CasesState(families = Shown.Read(emptyList())), {}, {}) }
