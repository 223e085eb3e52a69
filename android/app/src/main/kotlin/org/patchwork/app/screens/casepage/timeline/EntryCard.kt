package org.patchwork.app.screens.casepage.timeline

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.width
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextDecoration
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Card
import org.patchwork.app.look.Hint
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.Tag
import org.patchwork.app.look.palette
import org.patchwork.client.AnswerKindChoice
import org.patchwork.client.AnswerView
import org.patchwork.client.ContactMode
import org.patchwork.client.Correction
import org.patchwork.client.EntryId
import org.patchwork.client.EntryKind
import org.patchwork.client.EntryState
import org.patchwork.client.EntryView
import org.patchwork.client.TaskId
import org.patchwork.client.TaskView
import org.patchwork.client.choices
import org.patchwork.client.clockTime
import org.patchwork.client.isWrittenLater
import org.patchwork.client.latelyInWords
import org.patchwork.client.momentInWords
import org.patchwork.client.taskInWords

/** One entry: kind and time, the words, author and agency on one line, then what was said about it. */
@Composable
fun EntryCard(
    entry: EntryView,
    onRead: () -> Unit,
    onAnswer: (EntryId, EntryKind) -> Unit,
    onTask: (TaskId) -> Unit,
    modifier: Modifier = Modifier,
) = Card(modifier, edge = if (entry.kind == EntryKind.WORRY) palette.care else palette.line) {
    Head(entry)
    Words(entry.text, entry.struck, entry.corrections, isSpoken = entry.kind == EntryKind.CHILDS_WORDS)
    if (entry.detail.isNotEmpty() && entry.detail != entry.text) Text(entry.detail)
    Text(authorOf(entry), style = MaterialTheme.typography.bodySmall, color = palette.quiet)
    Thread(entry, onTask, onAnswer)
    if (entry.mayAnswer.isNotEmpty()) Answering(entry, onRead, onAnswer)
}

private fun timeOf(entry: EntryView): String =
    when {
        entry.happenedOnDay -> "${latelyInWords(entry.happenedDay)}, time not noted"
        entry.happenedIsApproximate -> "about ${clockTime(entry.happenedAt)}"
        else -> clockTime(entry.happenedAt)
    }

@Composable
private fun Head(entry: EntryView) {
    Row(Modifier.fillMaxWidth(), horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
        val color = if (entry.kind == EntryKind.WORRY) palette.care else palette.ink
        SignIcon(signOf(entry.kind, entry.mode), tint = color)
        val outcome = if (entry.outcomeLabel.isEmpty()) "" else ": ${entry.outcomeLabel}"
        Text("${entry.label}$outcome", Modifier.weight(1f), color = color, style = MaterialTheme.typography.titleMedium)
        Hint(timeOf(entry))
        if (entry.state == EntryState.ON_RELAY) State(entry.state, entry.stateLabel)
    }
    val isOnItsWay = entry.state != EntryState.ON_RELAY
    if (entry.isNew || entry.isUnanswered || isOnItsWay) {
        Buttons {
            if (entry.isNew) Tag("New", isStrong = true)
            if (entry.isUnanswered) Tag("Waits for a response")
            if (isOnItsWay) State(entry.state, entry.stateLabel)
        }
    }
}

/** A tick for what is on the relay; words where something is not. */
@Composable
private fun State(
    state: EntryState,
    label: String,
) = Row(horizontalArrangement = Arrangement.spacedBy(4.dp), verticalAlignment = Alignment.CenterVertically) {
    val sign =
        when (state) {
            EntryState.ON_RELAY -> Sign.Check
            EntryState.SAVED_HERE -> Sign.Waiting
            EntryState.UNDOABLE -> Sign.Undo
            EntryState.NEEDS_ATTENTION -> Sign.Alert
        }
    SignIcon(sign, size = 14.dp, says = label.takeIf { state == EntryState.ON_RELAY }, tint = palette.quiet)
    if (state != EntryState.ON_RELAY) Hint(label)
}

/** The words as they were written, then how their author corrected them: both stay. */
@Composable
private fun Words(
    text: String,
    struck: String?,
    corrections: List<Correction>,
    isSpoken: Boolean = false,
) {
    if (text.isNotEmpty()) {
        Text(
            text,
            textDecoration = if (struck != null) TextDecoration.LineThrough else null,
            fontStyle = if (isSpoken) FontStyle.Italic else null,
        )
    }
    if (struck != null) {
        Row(horizontalArrangement = Arrangement.spacedBy(6.dp)) {
            SignIcon(Sign.Strike)
            Text("Struck through: $struck")
        }
    }
    corrections.forEach { correction ->
        Edged(palette.accent) {
            Hint("Corrected by ${correction.authorName}, ${momentInWords(correction.writtenAt)}")
            Text(correction.text)
        }
    }
}

/** What belongs to what stands above it. */
@Composable
private fun Edged(
    edge: Color,
    content: @Composable () -> Unit,
) = Row(Modifier.fillMaxWidth().height(IntrinsicSize.Min), horizontalArrangement = Arrangement.spacedBy(10.dp)) {
    Box(Modifier.width(3.dp).fillMaxHeight().background(edge))
    Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(4.dp)) { content() }
}

private fun authorOf(entry: EntryView): String {
    val author = listOf(entry.authorName, entry.authorRole, entry.authorAgency).filter { it.isNotEmpty() }.joinToString(", ")
    val about = entry.about.takeIf { it.isNotEmpty() }?.let { "about ${it.joinToString(", ")}" }
    val with = entry.with.takeIf { it.isNotEmpty() }?.let { "with ${it.joinToString(", ")}" }
    val isLate = !entry.happenedOnDay && isWrittenLater(entry.happenedAt, entry.writtenAt)
    val written = if (isLate) "written down ${momentInWords(entry.writtenAt)}" else null
    return listOfNotNull(author, about, with, entry.knownLabel.ifEmpty { null }, written).joinToString(" · ")
}

@Composable
private fun Thread(
    entry: EntryView,
    onTask: (TaskId) -> Unit,
    onAnswer: (EntryId, EntryKind) -> Unit,
) {
    if (entry.readBy.isNotEmpty()) {
        Row(horizontalArrangement = Arrangement.spacedBy(6.dp), verticalAlignment = Alignment.CenterVertically) {
            SignIcon(Sign.Eye, tint = palette.quiet)
            Hint("Read by ${entry.readBy.joinToString(", ")}")
        }
    }
    entry.thread.forEach { answer ->
        Edged(palette.line) {
            Answer(answer, entry.isNew, onAnswer)
            answer.task?.let { MadeTask(it, answer.text, onTask) }
        }
    }
}

@Composable
private fun Answer(
    answer: AnswerView,
    isUnderNew: Boolean,
    onAnswer: (EntryId, EntryKind) -> Unit,
) {
    Row(horizontalArrangement = Arrangement.spacedBy(6.dp), verticalAlignment = Alignment.CenterVertically) {
        SignIcon(signOf(answer.kind, null), tint = palette.quiet)
        Text(answer.authorName, fontWeight = FontWeight.SemiBold, style = MaterialTheme.typography.bodyMedium)
        Hint("${answer.label} · ${momentInWords(answer.writtenAt)}", Modifier.weight(1f))
        if (answer.isNew && !isUnderNew) Tag("New", isStrong = true)
    }
    Words(answer.text, answer.struck, answer.corrections)
    if (answer.state != EntryState.ON_RELAY) State(answer.state, answer.stateLabel)
    if (answer.mayAnswer.isNotEmpty()) Folded("Correct", "what you said") { Kinds(answer.entry, answer.mayAnswer, onAnswer) }
}

/** The task that was made of the answer above it: it is named where its words are others. */
@Composable
private fun MadeTask(
    task: TaskView,
    answer: String,
    onTask: (TaskId) -> Unit,
) {
    if (task.title != answer) Text(task.title, fontWeight = FontWeight.SemiBold)
    QuietButton(taskInWords(task), { onTask(task.task) }, sign = Sign.Tasks)
}

@Composable
private fun Answering(
    entry: EntryView,
    onRead: () -> Unit,
    onAnswer: (EntryId, EntryKind) -> Unit,
) = Buttons {
    val what = "${entry.label} by ${entry.authorName}"
    if (entry.maySayRead) {
        QuietButton("Read it", onRead, Modifier.semantics { contentDescription = "Read it: $what" }, sign = Sign.Eye)
    }
    val (altering, answering) = entry.mayAnswer.partition { it == EntryKind.AMENDMENT || it == EntryKind.STRIKE_THROUGH }
    val actions = choices().answerKinds.associateBy { it.value }
    answering.forEach { kind ->
        val action = actions[kind]?.action ?: return@forEach
        val name = Modifier.semantics { contentDescription = "$action: $what" }
        QuietButton(action, { onAnswer(entry.entry, kind) }, name, sign = signOf(kind, null))
    }
    if (altering.isNotEmpty()) Folded("Correct", what) { Kinds(entry.entry, altering, onAnswer) }
}

/** A button that unfolds others. */
@Composable
private fun Folded(
    label: String,
    what: String,
    content: @Composable () -> Unit,
) = Column(verticalArrangement = Arrangement.spacedBy(6.dp)) {
    var isOpen by rememberSaveable { mutableStateOf(false) }
    QuietButton(label, { isOpen = !isOpen }, Modifier.semantics { contentDescription = "$label: $what" }, sign = Sign.Reply)
    if (isOpen) content()
}

@Composable
private fun Kinds(
    entry: EntryId,
    kinds: List<EntryKind>,
    onAnswer: (EntryId, EntryKind) -> Unit,
) = Buttons(Modifier.padding(top = 2.dp)) {
    val actions: Map<EntryKind, AnswerKindChoice> = choices().answerKinds.associateBy { it.value }
    kinds.forEach { kind -> actions[kind]?.let { QuietButton(it.action, { onAnswer(entry, kind) }) } }
}

/** The icon of a kind of entry. */
fun signOf(
    kind: EntryKind,
    mode: ContactMode?,
): Sign =
    when (kind) {
        EntryKind.CONTACT -> if (mode == ContactMode.CALL) Sign.Phone else Sign.Home
        EntryKind.WORRY -> Sign.Worry
        EntryKind.STRENGTH -> Sign.Strength
        EntryKind.CHILDS_WORDS -> Sign.Words
        EntryKind.SIGNIFICANT_EVENT -> Sign.Event
        EntryKind.REPLY, EntryKind.RESPONSE -> Sign.Reply
        EntryKind.QUESTION -> Sign.Question
        EntryKind.AMENDMENT -> Sign.Pencil
        EntryKind.STRIKE_THROUGH -> Sign.Strike
        EntryKind.SHARING_DECISION -> Sign.Shield
        EntryKind.NOTE, EntryKind.UNKNOWN -> Sign.Message
    }
