package org.patchwork.app.nav

import org.patchwork.client.CaseId
import org.patchwork.client.DraftId
import org.patchwork.client.EntryId
import org.patchwork.client.InvolvementId
import org.patchwork.client.MarkerId
import org.patchwork.client.PersonId
import org.patchwork.client.PractitionerId
import org.patchwork.client.ResidenceId
import org.patchwork.client.TaskId

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

    /** Where the relay is. */
    data object RelayAddress : Place

    /** The partnership's name and front door. */
    data object Partnership : Place

    /** What the server can see. */
    data object Server : Place

    /** Doctor and support report. */
    data object Support : Place

    /** Erasing this phone. */
    data object Erase : Place

    /** How colleagues reach whoever uses this phone. */
    data object MyCard : Place

    /** Inviting a colleague, and letting in who asks. */
    data object Invite : Place

    /** An invitation, to show or to send. */
    data class Invitation(
        val practitioner: PractitionerId,
    ) : Place

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

    /** Adding somebody to a child's network. */
    data class NewPerson(
        val case: CaseId,
        val of: PersonId?,
    ) : Place

    /** Changing what is known of somebody. */
    data class EditPerson(
        val case: CaseId,
        val person: PersonId,
    ) : Place

    /** How somebody belongs together with others. */
    data class Ties(
        val case: CaseId,
        val person: PersonId,
    ) : Place

    /** What is known of the child. */
    data class Child(
        val case: CaseId,
    ) : Place

    /** Plan, legal status and risk markers. */
    data class Status(
        val case: CaseId,
    ) : Place

    /** A risk marker, or a new one. */
    data class Marker(
        val case: CaseId,
        val marker: MarkerId?,
    ) : Place

    /** Who can see a case, and who has looked. */
    data class Team(
        val case: CaseId,
    ) : Place

    /** The sheet on paper, for a reader who is chosen there. */
    data class Sheet(
        val case: CaseId,
    ) : Place

    /** A task, or a new one. */
    data class Task(
        val case: CaseId,
        val task: TaskId?,
    ) : Place

    /** Where somebody lives, or a new place, of this person where that is known. */
    data class Residence(
        val case: CaseId,
        val residence: ResidenceId?,
        val of: PersonId? = null,
    ) : Place

    /** A withheld address, which is noted as looked at. */
    data class Withheld(
        val case: CaseId,
        val residence: ResidenceId,
    ) : Place

    /** Before another app learns an address. */
    data class Map(
        val case: CaseId,
        val residence: ResidenceId,
    ) : Place

    /** Somebody's part in the child's life, or a new one, of this person where that is known. */
    data class Involvement(
        val case: CaseId,
        val involvement: InvolvementId?,
        val of: PersonId? = null,
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
        Place.MyCard -> listOf("my-card")
        Place.RelayAddress -> listOf("relay")
        Place.Partnership -> listOf("partnership")
        Place.Server -> listOf("server")
        Place.Support -> listOf("support")
        Place.Erase -> listOf("erase")
        Place.Invite -> listOf("invite")
        is Place.Invitation -> listOf("invitation", practitioner.text)
        is Place.Case -> listOf("case", case.text, tab.name, entry?.text.orEmpty())
        is Place.Person -> listOf("person", case.text, person.text)
        is Place.Practitioner -> listOf("practitioner", practitioner.text)
        is Place.Capture -> listOf("capture", draft.text, case?.text.orEmpty())
        is Place.NewPerson -> listOf("new-person", case.text, of?.text.orEmpty())
        is Place.EditPerson -> listOf("edit-person", case.text, person.text)
        is Place.Ties -> listOf("ties", case.text, person.text)
        is Place.Child -> listOf("child", case.text)
        is Place.Status -> listOf("status", case.text)
        is Place.Marker -> listOf("marker", case.text, marker?.text.orEmpty())
        is Place.Team -> listOf("team", case.text)
        is Place.Sheet -> listOf("sheet", case.text)
        is Place.Task -> listOf("task", case.text, task?.text.orEmpty())
        is Place.Residence -> listOf("residence", case.text, residence?.text.orEmpty(), of?.text.orEmpty())
        is Place.Withheld -> listOf("withheld", case.text, residence.text)
        is Place.Map -> listOf("map", case.text, residence.text)
        is Place.Involvement -> listOf("involvement", case.text, involvement?.text.orEmpty(), of?.text.orEmpty())
    }.joinToString(" ")

/** What was kept; none where another version of the app kept it. */
fun readPlace(kept: String): Place? {
    val words = kept.split(' ')
    val id = words.getOrNull(1).orEmpty()
    val second = words.getOrNull(2).orEmpty()
    val third = words.getOrNull(3).orEmpty()
    return when (words.first()) {
        "cases" -> Place.Cases
        "my-tasks" -> Place.MyTasks
        "directory" -> Place.Directory
        "settings" -> Place.Settings
        "sync" -> Place.Sync
        "new-child" -> Place.NewChild
        "my-card" -> Place.MyCard
        "relay" -> Place.RelayAddress
        "partnership" -> Place.Partnership
        "server" -> Place.Server
        "support" -> Place.Support
        "erase" -> Place.Erase
        "invite" -> Place.Invite
        "invitation" -> Place.Invitation(PractitionerId(id))
        "case" ->
            Place.Case(
                CaseId(id),
                CaseTab.entries.firstOrNull { it.name == second } ?: CaseTab.Picture,
                third.ifNotEmpty(::EntryId),
            )
        "person" -> Place.Person(CaseId(id), PersonId(second))
        "practitioner" -> Place.Practitioner(PractitionerId(id))
        "capture" -> Place.Capture(DraftId(id), second.ifNotEmpty(::CaseId))
        "new-person" -> Place.NewPerson(CaseId(id), second.ifNotEmpty(::PersonId))
        "edit-person" -> Place.EditPerson(CaseId(id), PersonId(second))
        "ties" -> Place.Ties(CaseId(id), PersonId(second))
        "child" -> Place.Child(CaseId(id))
        "status" -> Place.Status(CaseId(id))
        "marker" -> Place.Marker(CaseId(id), second.ifNotEmpty(::MarkerId))
        "team" -> Place.Team(CaseId(id))
        "sheet" -> Place.Sheet(CaseId(id))
        "task" -> Place.Task(CaseId(id), second.ifNotEmpty(::TaskId))
        "residence" -> Place.Residence(CaseId(id), second.ifNotEmpty(::ResidenceId), third.ifNotEmpty(::PersonId))
        "withheld" -> Place.Withheld(CaseId(id), ResidenceId(second))
        "map" -> Place.Map(CaseId(id), ResidenceId(second))
        "involvement" -> Place.Involvement(CaseId(id), second.ifNotEmpty(::InvolvementId), third.ifNotEmpty(::PersonId))
        else -> null
    }
}

private fun <T> String.ifNotEmpty(read: (String) -> T): T? = if (isEmpty()) null else read(this)
