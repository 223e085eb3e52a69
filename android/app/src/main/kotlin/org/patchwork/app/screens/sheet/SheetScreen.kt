package org.patchwork.app.screens.sheet

import androidx.activity.compose.BackHandler
import androidx.compose.foundation.layout.Column
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.buildAnnotatedString
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.withStyle
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Card
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.Page
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.RowLink
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.ToKnow
import org.patchwork.app.look.palette
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.screenModel
import org.patchwork.client.SheetEntry
import org.patchwork.client.SheetReader

@Composable
fun SheetScreen(
    place: Place.Sheet,
    around: Surroundings,
) {
    val model = screenModel { SheetModel(around.client, place.case, around.printing) }
    val state by model.state.collectAsStateWithLifecycle()
    BackHandler(enabled = state.step != SheetStep.Reader) { model.on(SheetEvent.Back) }
    SheetView(state, model::on)
}

/** Who the sheet is for, what that reader may know, what is left out, and the sheet. */
@Composable
fun SheetView(
    state: SheetState,
    on: (SheetEvent) -> Unit,
) = key(state.step) {
    // Each page begins at its top.
    when (state.step) {
        SheetStep.Reader -> Readers(state, on)
        SheetStep.Choices -> Choices(state, on)
        SheetStep.Before -> Before(state, on)
        SheetStep.Paper -> Paper(state, on)
    }
}

@Composable
private fun Readers(
    state: SheetState,
    on: (SheetEvent) -> Unit,
) = Page("Who is the sheet for?") {
    Text(
        "It says who helps, from which agency and how to reach them at work. It never holds markers, the plan, worries, entries or addresses.",
    )
    state.refused?.let { NoticeCard(it.notice) }
    (state.readers as? Shown.Refused)?.let { NoticeCard(it.notice) }
    val readers = state.readers.value ?: return@Page
    val (family, helpers) = readers.readers.partition { it.isFamily }
    listOf("${readers.child} and family" to family, "Who helps" to helpers).filter { it.second.isNotEmpty() }.forEach { (heading, of) ->
        Heading(heading)
        of.forEach { Reader(it) { on(SheetEvent.For(it.person)) } }
    }
}

@Composable
private fun Reader(
    reader: SheetReader,
    onClick: () -> Unit,
) = RowLink(onClick) {
    Column(Modifier.weight(1f)) {
        Text(reader.name, fontWeight = FontWeight.SemiBold)
        if (reader.role.isNotEmpty()) Hint(reader.role)
    }
    SignIcon(Sign.Next, tint = palette.quiet)
}

@Composable
private fun Before(
    state: SheetState,
    on: (SheetEvent) -> Unit,
) = Page("Before you print: for ${state.choices?.reader?.name.orEmpty()}") {
    state.refused?.let { NoticeCard(it.notice) }
    if (state.hasChanged) ToKnow("Something changed since you looked at this. It is not printed: look at it again.", Sign.Alert)
    val before = state.before ?: return@Page
    Heading("Left out")
    Card {
        before.leftOut.forEach { one ->
            val words =
                buildAnnotatedString {
                    withStyle(SpanStyle(fontWeight = FontWeight.SemiBold)) { append(one.name) }
                    append(" ${one.what}")
                }
            Text(words)
        }
        Hint("Markers, the plan, worries, entries and addresses are never on a sheet.")
    }
    Heading("On the sheet")
    val onIt = before.sheet.helpers + before.sheet.family
    if (onIt.isEmpty()) Empty("Nobody with a role or a number.") else Card { onIt.forEach { OnIt(it) } }
    if (before.sheet.onlyPictured.isNotEmpty()) {
        Text("By name in the picture, without a number: ${before.sheet.onlyPictured.joinToString(", ")}")
    }
    Buttons {
        MainButton("Open the sheet", { on(SheetEvent.OpenPaper) }, sign = Sign.Paper)
        QuietButton("Change what is on it", { on(SheetEvent.Back) })
    }
}

@Composable
private fun OnIt(entry: SheetEntry) =
    Column {
        Text(entry.name, fontWeight = FontWeight.SemiBold)
        val part = listOf(entry.role, entry.agency).filter { it.isNotEmpty() }.joinToString(", ")
        if (part.isNotEmpty()) Hint(part)
        entry.numbers.forEach { Text(it) }
    }
