package org.patchwork.app.screens.sheet

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt
import org.patchwork.app.reach.PrintedPages
import org.patchwork.app.reach.Printing
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.CaseId
import org.patchwork.client.ClientInterface
import org.patchwork.client.PersonId
import org.patchwork.client.SheetChoices
import org.patchwork.client.SheetLeftOut
import org.patchwork.client.SheetNumber
import org.patchwork.client.SheetNumberChoice
import org.patchwork.client.SheetPerson
import org.patchwork.client.SheetPersonChoice
import org.patchwork.client.SheetReader
import org.patchwork.client.SheetRequest
import org.patchwork.client.SheetView

/** For whom a sheet can be made. */
data class SheetReaders(
    val child: String,
    val readers: List<SheetReader>,
)

/** What is put on the sheet and what is not. */
data class SheetBefore(
    val sheet: SheetView,
    val leftOut: List<SheetLeftOut>,
)

/** The pages of the sheet, in their order. */
enum class SheetStep { Reader, Choices, Before, Paper }

/** What *Sheet on paper* shows. */
data class SheetState(
    val readers: Shown<SheetReaders> = Shown.Reading,
    val step: SheetStep = SheetStep.Reader,
    val choices: SheetChoices? = null,
    /** What is on it now. */
    val chosen: SheetRequest? = null,
    val before: SheetBefore? = null,
    /** Whether something that is on it, or is left out, changed after it was looked at. */
    val hasChanged: Boolean = false,
    val cannotPrint: Boolean = false,
    val refused: Shown.Refused? = null,
) {
    fun isOn(person: SheetPerson): Boolean = chosen?.people.orEmpty().any { it.person == person.person }

    fun isOn(
        person: SheetPerson,
        number: SheetNumber,
    ): Boolean = SheetNumberChoice(person.person, number.value) in chosen?.numbers.orEmpty()
}

/** What somebody does for a sheet. */
sealed interface SheetEvent {
    data class For(
        val reader: PersonId,
    ) : SheetEvent

    data class TogglePerson(
        val person: SheetPerson,
    ) : SheetEvent

    data class ToggleNumber(
        val person: SheetPerson,
        val number: SheetNumber,
    ) : SheetEvent

    /** Looks at what is left out. */
    data object LookBefore : SheetEvent

    data object OpenPaper : SheetEvent

    data class Print(
        val pages: PrintedPages,
    ) : SheetEvent

    /** To the page before. What was chosen for a reader goes when another one is chosen. */
    data object Back : SheetEvent
}

/** Holds what is chosen for a sheet. It is kept nowhere else: whoever leaves begins anew. */
class SheetModel(
    private val client: ClientInterface,
    private val case: CaseId,
    private val printing: Printing,
) : ScreenModel<SheetState>(SheetState()) {
    init {
        viewModelScope.launch {
            val readers = attempt { SheetReaders(client.caseView(case).header.child, client.sheetReaders(case)) }
            change { it.copy(readers = readers) }
        }
    }

    fun on(event: SheetEvent) {
        change { it.copy(refused = null, cannotPrint = false) }
        when (event) {
            is SheetEvent.For -> reading { choose(event.reader) }
            is SheetEvent.TogglePerson -> choosing { it.toggled(event.person) }
            is SheetEvent.ToggleNumber -> choosing { it.toggled(event.person, event.number) }
            SheetEvent.LookBefore -> reading { lookBefore() }
            SheetEvent.OpenPaper -> change { it.copy(step = SheetStep.Paper, hasChanged = false) }
            is SheetEvent.Print -> reading { print(event.pages) }
            SheetEvent.Back -> back()
        }
    }

    private suspend fun choose(reader: PersonId) {
        val choices = client.sheetChoices(case, reader)
        change { it.copy(choices = choices, chosen = choices.toBeginWith(), step = SheetStep.Choices) }
    }

    private suspend fun lookBefore() {
        val before = look()
        change { it.copy(before = before, step = SheetStep.Before, hasChanged = false) }
    }

    private suspend fun look(): SheetBefore? = now.chosen?.let { SheetBefore(client.sheet(case, it), client.sheetLeavesOut(case, it)) }

    /** Prints what was looked at; where that is not so any more, it is looked at again before. */
    private suspend fun print(pages: PrintedPages) {
        val latest = look()
        if (latest != now.before) {
            change { it.copy(before = latest, step = SheetStep.Before, hasChanged = true) }
        } else if (!printing.print(PRINTED_AS, pages)) {
            change { it.copy(cannotPrint = true) }
        }
    }

    private fun back() =
        change {
            when (it.step) {
                SheetStep.Reader, SheetStep.Choices ->
                    it.copy(step = SheetStep.Reader, choices = null, chosen = null, before = null, hasChanged = false)
                SheetStep.Before -> it.copy(step = SheetStep.Choices, before = null, hasChanged = false)
                SheetStep.Paper -> it.copy(step = SheetStep.Before)
            }
        }

    private fun choosing(by: (SheetRequest) -> SheetRequest) = change { it.copy(chosen = it.chosen?.let(by)) }

    private fun reading(work: suspend () -> Unit) = act({ state, refused -> state.copy(refused = refused) }, work)

    private companion object {
        /** What the phone calls it while it prints: no word of the case. */
        const val PRINTED_AS = "Sheet"
    }
}

/** The sheet as it is before anybody changes what is on it. */
internal fun SheetChoices.toBeginWith(): SheetRequest {
    val on = people.filter { it.startsOn }
    return SheetRequest(
        reader = reader.person,
        people = on.map { it.chosen },
        numbers =
            on.flatMap { person ->
                person.numbers.filter { it.startsOn }.map { SheetNumberChoice(person.person, it.value) }
            },
    )
}

private val SheetPerson.chosen get() = SheetPersonChoice(person, shown)

private fun SheetRequest.toggled(person: SheetPerson) =
    copy(people = if (people.any { it.person == person.person }) people.filter { it.person != person.person } else people + person.chosen)

private fun SheetRequest.toggled(
    person: SheetPerson,
    number: SheetNumber,
): SheetRequest {
    val choice = SheetNumberChoice(person.person, number.value)
    return copy(numbers = if (choice in numbers) numbers - choice else numbers + choice)
}
