package org.patchwork.app.nav

import org.patchwork.client.CaseId
import org.patchwork.client.DraftId
import org.patchwork.client.EntryId
import org.patchwork.client.PersonId
import org.patchwork.client.PractitionerId

/** The views of a case. */
enum class CaseTab { Picture, People, Timeline, Tasks }

/**
 * Where somebody is in the app. It holds ids and no word of a case, because the system keeps it
 * for a process that it ends.
 */
sealed interface Place {
    /** *My cases*: where the app begins. */
    data object Cases : Place

    data object MyTasks : Place

    data object Directory : Place

    data object Settings : Place

    data object Sync : Place

    data object NewChild : Place

    data class Case(
        val case: CaseId,
        val tab: CaseTab = CaseTab.Picture,
        val entry: EntryId? = null,
    ) : Place

    data class Person(
        val case: CaseId,
        val person: PersonId,
    ) : Place

    data class Practitioner(
        val practitioner: PractitionerId,
    ) : Place

    /** Writing, for this child or for one that is chosen later. */
    data class Capture(
        val draft: DraftId,
        val case: CaseId? = null,
    ) : Place

    companion object {
        /** The places that the bar at the bottom leads to. */
        val ofTheBar = listOf(Cases, MyTasks, Directory, Settings)
    }
}

/** As the system keeps it. */
fun Place.write(): String =
    when (this) {
        Place.Cases -> listOf("cases")
        Place.MyTasks -> listOf("my-tasks")
        Place.Directory -> listOf("directory")
        Place.Settings -> listOf("settings")
        Place.Sync -> listOf("sync")
        Place.NewChild -> listOf("new-child")
        is Place.Case -> listOf("case", case.text, tab.name, entry?.text.orEmpty())
        is Place.Person -> listOf("person", case.text, person.text)
        is Place.Practitioner -> listOf("practitioner", practitioner.text)
        is Place.Capture -> listOf("capture", draft.text, case?.text.orEmpty())
    }.joinToString(" ")

/** What was kept; none where another version of the app kept it. */
fun readPlace(kept: String): Place? {
    val words = kept.split(' ')
    val id = words.getOrNull(1).orEmpty()
    val second = words.getOrNull(2).orEmpty()
    return when (words.first()) {
        "cases" -> Place.Cases
        "my-tasks" -> Place.MyTasks
        "directory" -> Place.Directory
        "settings" -> Place.Settings
        "sync" -> Place.Sync
        "new-child" -> Place.NewChild
        "case" ->
            Place.Case(
                CaseId(id),
                CaseTab.entries.firstOrNull { it.name == second } ?: CaseTab.Picture,
                words.getOrNull(3)?.takeIf { it.isNotEmpty() }?.let(::EntryId),
            )
        "person" -> Place.Person(CaseId(id), PersonId(second))
        "practitioner" -> Place.Practitioner(PractitionerId(id))
        "capture" -> Place.Capture(DraftId(id), second.takeIf { it.isNotEmpty() }?.let(::CaseId))
        else -> null
    }
}
