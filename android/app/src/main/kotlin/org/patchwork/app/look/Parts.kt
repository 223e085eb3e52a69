package org.patchwork.app.look

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.sizeIn
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Button
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import org.patchwork.client.Notice
import org.patchwork.client.initialsOf

/** The least height of whatever takes a tap. */
val TARGET = 48.dp

/** The heading of a part of a screen. */
@Composable
fun Heading(
    text: String,
    modifier: Modifier = Modifier,
) = Text(text, modifier.semantics { heading() }, style = MaterialTheme.typography.titleMedium)

/** What is said beside something, quietly. */
@Composable
fun Hint(
    text: String,
    modifier: Modifier = Modifier,
) = Text(text, modifier, style = MaterialTheme.typography.bodyMedium, color = palette.quiet)

/** One thing, lifted from the ground. */
@Composable
fun Card(
    modifier: Modifier = Modifier,
    edge: Color = palette.line,
    ground: Color = palette.surface,
    content: @Composable ColumnScope.() -> Unit,
) = Column(
    modifier
        .fillMaxWidth()
        .clip(MaterialTheme.shapes.medium)
        .background(ground)
        .border(BorderStroke(1.dp, edge), MaterialTheme.shapes.medium)
        .padding(14.dp),
    verticalArrangement = Arrangement.spacedBy(6.dp),
    content = content,
)

/** A row that leads somewhere: the whole of it takes the tap. */
@Composable
fun RowLink(
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    content: @Composable RowScope.() -> Unit,
) = Row(
    modifier
        .fillMaxWidth()
        .clip(MaterialTheme.shapes.medium)
        .background(palette.surface)
        .border(BorderStroke(1.dp, palette.line), MaterialTheme.shapes.medium)
        .clickable(role = Role.Button, onClick = onClick)
        .heightIn(min = TARGET)
        .padding(horizontal = 14.dp, vertical = 10.dp),
    horizontalArrangement = Arrangement.spacedBy(12.dp),
    verticalAlignment = Alignment.CenterVertically,
    content = content,
)

/** Whose face it is, for its colour. */
enum class FaceKind { Child, Family, Professional }

/** A face: initials on a disc. The name stands beside it, so a screen reader passes it by. */
@Composable
fun Face(
    name: String,
    kind: FaceKind,
    modifier: Modifier = Modifier,
    size: Dp = 44.dp,
) {
    val (ground, ink) =
        when (kind) {
            FaceKind.Child -> palette.accent to palette.onAccent
            FaceKind.Family -> palette.family to palette.familyInk
            FaceKind.Professional -> palette.sunk to palette.ink
        }
    Box(
        modifier
            .size(size)
            .clip(CircleShape)
            .background(ground)
            .clearAndSetSemantics { },
        contentAlignment = Alignment.Center,
    ) {
        Text(initialsOf(name), color = ink, style = MaterialTheme.typography.titleSmall, maxLines = 1)
    }
}

/** A few words about what they stand beside. */
@Composable
fun Tag(
    text: String,
    modifier: Modifier = Modifier,
    isStrong: Boolean = false,
    sign: Sign? = null,
) {
    val ground = if (isStrong) palette.accentSoft else palette.sunk
    Row(
        modifier.clip(RoundedCornerShape(50)).background(ground).padding(horizontal = 9.dp, vertical = 3.dp),
        horizontalArrangement = Arrangement.spacedBy(4.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        sign?.let { SignIcon(it, size = 14.dp) }
        Text(text, style = MaterialTheme.typography.bodySmall, color = palette.ink)
    }
}

/** The main thing to do on a screen. */
@Composable
fun MainButton(
    text: String,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    isEnabled: Boolean = true,
    sign: Sign? = null,
) = Button(
    onClick = onClick,
    modifier = modifier.heightIn(min = TARGET),
    enabled = isEnabled,
    shape = RoundedCornerShape(50),
    contentPadding = PaddingValues(horizontal = 18.dp, vertical = 10.dp),
) { ButtonWords(text, sign) }

/** Something else that can be done. */
@Composable
fun QuietButton(
    text: String,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    isEnabled: Boolean = true,
    sign: Sign? = null,
) = OutlinedButton(
    onClick = onClick,
    modifier = modifier.heightIn(min = TARGET),
    enabled = isEnabled,
    shape = RoundedCornerShape(50),
    border = BorderStroke(1.dp, palette.rim),
    colors = ButtonDefaults.outlinedButtonColors(containerColor = palette.surface, contentColor = palette.ink),
    contentPadding = PaddingValues(horizontal = 16.dp, vertical = 10.dp),
) { ButtonWords(text, sign) }

@Composable
private fun ButtonWords(
    text: String,
    sign: Sign?,
) = Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
    sign?.let { SignIcon(it) }
    Text(text, style = MaterialTheme.typography.labelLarge)
}

/** A small round button whose icon is named for whoever does not see it. */
@Composable
fun SignButton(
    sign: Sign,
    says: String,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
) = Box(
    modifier
        .sizeIn(minWidth = TARGET, minHeight = TARGET)
        .clip(CircleShape)
        .clickable(role = Role.Button, onClickLabel = says, onClick = onClick),
    contentAlignment = Alignment.Center,
) { SignIcon(sign, says = says, size = 24.dp) }

/** Buttons beside each other, as many as fit. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun Buttons(
    modifier: Modifier = Modifier,
    content: @Composable () -> Unit,
) = FlowRow(
    modifier,
    horizontalArrangement = Arrangement.spacedBy(10.dp),
    verticalArrangement = Arrangement.spacedBy(8.dp),
) { content() }

/** Something that a person should know, with what they can do about it. */
@Composable
fun NoticeCard(
    notice: Notice,
    modifier: Modifier = Modifier,
    onAct: (handle: String) -> Unit = {},
) = Card(modifier, edge = palette.noticeInk, ground = palette.notice) {
    if (notice.title.isNotEmpty()) {
        Text(notice.title, style = MaterialTheme.typography.titleMedium, color = palette.noticeInk)
    }
    Text(notice.body, style = MaterialTheme.typography.bodyLarge, color = palette.noticeInk)
    if (notice.actions.isNotEmpty()) {
        Buttons { notice.actions.forEach { QuietButton(it.label, { onAct(it.handle) }) } }
    }
}

/** What will stand here, and what is next, where there is nothing yet. */
@Composable
fun Empty(
    text: String,
    modifier: Modifier = Modifier,
    next: (@Composable () -> Unit)? = null,
) = Column(
    modifier
        .fillMaxWidth()
        .clip(MaterialTheme.shapes.medium)
        .background(palette.sunk)
        .padding(16.dp),
    verticalArrangement = Arrangement.spacedBy(10.dp),
) {
    Text(text, style = MaterialTheme.typography.bodyLarge)
    next?.invoke()
}

/** One line of words that may be longer than the room for it. */
@Composable
fun ClippedText(
    text: String,
    modifier: Modifier = Modifier,
    lines: Int = 2,
) = Text(text, modifier, maxLines = lines, overflow = TextOverflow.Ellipsis, style = MaterialTheme.typography.bodyLarge)
