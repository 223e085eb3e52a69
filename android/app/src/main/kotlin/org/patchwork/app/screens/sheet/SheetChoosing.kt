package org.patchwork.app.screens.sheet

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Card
import org.patchwork.app.look.CheckRow
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.Page
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.ToKnow
import org.patchwork.client.SheetNumber
import org.patchwork.client.SheetPerson

/** What a reader may know: everyone who can be on the sheet, family first, with their numbers folded. */
@Composable
internal fun Choices(
    state: SheetState,
    on: (SheetEvent) -> Unit,
) = Page("What ${state.choices?.reader?.name.orEmpty()} may know") {
    ToKnow(
        "Whoever finds the sheet reads it. Sensitive services, anyone linked to a withheld address, and private numbers are off " +
            "unless you put them on.",
        Sign.Alert,
    )
    state.refused?.let { NoticeCard(it.notice) }
    val (family, helpers) =
        state.choices
            ?.people
            .orEmpty()
            .partition { it.isFamily }
    listOf("Family and carers" to family, "Who helps" to helpers).filter { it.second.isNotEmpty() }.forEach { (heading, people) ->
        Heading(heading)
        people.forEach { Person(it, state, on) }
    }
    MainButton("Check it before printing", { on(SheetEvent.LookBefore) })
}

@Composable
private fun Person(
    person: SheetPerson,
    state: SheetState,
    on: (SheetEvent) -> Unit,
) = Card {
    var showsNumbers by rememberSaveable(person.person.text) { mutableStateOf(false) }
    CheckRow(state.isOn(person), { on(SheetEvent.TogglePerson(person)) }) {
        Text(person.name, fontWeight = FontWeight.SemiBold)
        val part = listOf(person.role, person.agency).filter { it.isNotEmpty() }.joinToString(", ")
        if (part.isNotEmpty()) Hint(part)
        if (person.whyOff.isNotEmpty()) Text(person.whyOff)
    }
    if (person.numbers.isEmpty()) return@Card
    val kinds =
        person.numbers
            .filter { state.isOn(person, it) }
            .joinToString(", ") { it.kindLabel }
            .ifEmpty { "No number" }
    QuietButton(
        kinds,
        { showsNumbers = !showsNumbers },
        Modifier.semantics {
            contentDescription = "$kinds of ${person.name}"
            stateDescription = if (showsNumbers) "Unfolded" else "Folded"
        },
        sign = if (showsNumbers) Sign.Close else Sign.Down,
    )
    if (showsNumbers) {
        Column(Modifier.padding(start = 16.dp)) {
            person.numbers.forEach { Number(it, person, state.isOn(person, it)) { on(SheetEvent.ToggleNumber(person, it)) } }
        }
    }
}

@Composable
private fun Number(
    number: SheetNumber,
    person: SheetPerson,
    isOn: Boolean,
    onToggle: () -> Unit,
) = CheckRow(isOn, onToggle) {
    Text("${number.kindLabel}: ${number.value}")
    // Why the person is off says it for their numbers, too.
    if (person.whyOff.isEmpty() && number.whyOff.isNotEmpty()) Hint(number.whyOff)
}
