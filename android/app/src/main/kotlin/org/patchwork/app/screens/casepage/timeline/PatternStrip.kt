package org.patchwork.app.screens.casepage.timeline

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.size
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.graphics.drawscope.translate
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.LocalLayoutDirection
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.text.TextMeasurer
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.drawText
import androidx.compose.ui.text.rememberTextMeasurer
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.LayoutDirection
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Card
import org.patchwork.app.look.Hint
import org.patchwork.app.look.Palette
import org.patchwork.app.look.palette
import org.patchwork.client.PatternSign
import org.patchwork.client.PatternView

/** The worries, strengths, visits and calls of the last weeks, each at its day. */
@Composable
fun PatternStrip(pattern: PatternView) =
    Card {
        val drawing = PatternDrawing(palette, rememberTextMeasurer(), MaterialTheme.typography.labelSmall)
        val words = remember(pattern, drawing) { drawing.heightOfWords() }
        // Time runs from left to right, whatever the language.
        CompositionLocalProvider(LocalLayoutDirection provides LayoutDirection.Ltr) {
            Canvas(
                Modifier
                    .fillMaxWidth()
                    .height(drawing.height(pattern, words))
                    .clearAndSetSemantics { contentDescription = pattern.spoken },
            ) { with(drawing) { strip(pattern) } }
        }
        FlowRow(horizontalArrangement = Arrangement.spacedBy(16.dp)) {
            Meaning(PatternSign.CHILD_SEEN, "child seen", drawing)
            Meaning(PatternSign.CHILD_NOT_SEEN, "child not seen", drawing)
        }
    }

@Composable
private fun Meaning(
    sign: PatternSign,
    words: String,
    drawing: PatternDrawing,
) = Row(horizontalArrangement = Arrangement.spacedBy(6.dp), verticalAlignment = Alignment.CenterVertically) {
    Canvas(Modifier.size(14.dp)) { with(drawing) { sign(sign, center) } }
    Hint(words)
}

/** Draws the strip: a line for each lane, with its words above and its marks on it. */
private class PatternDrawing(
    private val palette: Palette,
    private val measurer: TextMeasurer,
    private val words: TextStyle,
) {
    /** In pixels, as large as the person has set the text. */
    fun heightOfWords(): Int = measurer.measure("Worries", words).size.height

    @Composable
    fun height(
        pattern: PatternView,
        heightOfWords: Int,
    ): Dp =
        with(LocalDensity.current) {
            (heightOfWords.toDp() + LANE) * pattern.lanes.size + heightOfWords.toDp()
        }

    fun DrawScope.strip(pattern: PatternView) {
        val step = heightOfWords() + LANE.toPx()
        val bottom = step * pattern.lanes.size
        val thin = 1.dp.toPx()
        pattern.days.forEachIndexed { place, day ->
            val x = size.width * day.at.toFloat()
            drawLine(palette.line, Offset(x, 0f), Offset(x, bottom), thin)
            val label = measurer.measure(day.label, words.copy(color = palette.quiet))
            val left =
                when (place) {
                    0 -> x
                    pattern.days.lastIndex -> x - label.size.width
                    else -> x - label.size.width / 2
                }
            drawText(label, topLeft = Offset(left, bottom))
        }
        pattern.lanes.forEachIndexed { place, lane ->
            val top = step * place
            val middle = top + heightOfWords() + LANE.toPx() / 2
            drawText(measurer.measure(lane.label, words.copy(color = palette.quiet)), topLeft = Offset(0f, top))
            drawLine(palette.line, Offset(0f, middle), Offset(size.width, middle), thin)
            lane.marks.forEach { sign(it.sign, Offset(size.width * it.at.toFloat(), middle)) }
        }
    }

    /** Signs differ in shape, so that nobody needs colour to tell them apart. */
    fun DrawScope.sign(
        sign: PatternSign,
        at: Offset,
    ) = translate(at.x, at.y) {
        when (sign) {
            PatternSign.WORRY -> drawPath(outline(WORRY), palette.care)
            PatternSign.STRENGTH -> drawPath(outline(STRENGTH), palette.accent)
            PatternSign.CHILD_SEEN -> drawCircle(palette.ink, 5.5.dp.toPx(), Offset.Zero)
            PatternSign.CHILD_NOT_SEEN -> {
                drawCircle(palette.surface, 5.dp.toPx(), Offset.Zero)
                drawCircle(palette.ink, 5.dp.toPx(), Offset.Zero, style = Stroke(2.dp.toPx()))
            }
        }
    }

    private fun DrawScope.outline(corners: List<Pair<Float, Float>>): Path =
        Path().apply {
            corners.forEachIndexed { place, (x, y) ->
                if (place == 0) moveTo(x.dp.toPx(), y.dp.toPx()) else lineTo(x.dp.toPx(), y.dp.toPx())
            }
            close()
        }

    private companion object {
        val LANE = 22.dp

        /** The corners of a sign around its middle, in dp. */
        val WORRY = listOf(-6f to -6f, 6f to -6f, 6f to 4f, 1f to 4f, -3f to 8f, -3f to 4f, -6f to 4f)
        val STRENGTH = listOf(0f to -7f, 7f to 0f, 0f to 7f, -7f to 0f)
    }
}
