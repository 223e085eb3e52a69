package org.patchwork.app.screens.sheet

import android.graphics.Canvas as PlatformCanvas
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Canvas
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.drawscope.CanvasDrawScope
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.withTransform
import androidx.compose.ui.graphics.withSave
import androidx.compose.ui.text.TextMeasurer
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.drawText
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextDirection
import androidx.compose.ui.unit.Constraints
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.LayoutDirection
import androidx.compose.ui.unit.em
import androidx.compose.ui.unit.sp
import org.patchwork.app.look.Palette
import org.patchwork.app.reach.PrintedPages
import org.patchwork.app.screens.casepage.picture.PictureDrawing
import org.patchwork.client.LineStyleChoice
import org.patchwork.client.PictureView
import org.patchwork.client.SheetEntry
import org.patchwork.client.SheetView

/**
 * The sheet on pages of A4. Everything stands in as many lines as it takes, and nobody is parted by
 * the end of a page, unless they have more than a page.
 */
class SheetPaper(
    sheet: SheetView,
    fonts: FontFamily.Resolver,
    styles: List<LineStyleChoice>,
) : PrintedPages {
    /** Something that stands together: how high it is, in points, how it is drawn, and its words. */
    private class Block(
        val height: Float,
        val says: List<String>,
        val draw: DrawScope.(x: Float, y: Float) -> Unit,
    )

    private class Placed(
        val block: Block,
        val x: Float,
        val y: Float,
    )

    private val measurer = TextMeasurer(fonts, FINE, LayoutDirection.Ltr, cacheSize = 0)
    private val drawing = PictureDrawing(paper, measurer, styles)
    private val pages = mutableListOf(mutableListOf<Placed>())
    private var y = MARGIN

    init {
        put(listOf(words(sheet.title, 22f, FontWeight.Bold)), after = 6f)
        put(listOf(words(sheet.made, 10f, color = paper.quiet)), after = 6f)
        put(listOf(words(sheet.emergency, 11f, FontWeight.Bold)), after = 14f)
        put(listOf(picture(sheet.picture)), after = 8f)
        key(sheet.picture)
        entries(sheet.helpers + sheet.family)
    }

    override val count: Int get() = pages.size

    /** The words of a page as they are read, for whoever has them read aloud. */
    fun says(page: Int): String = pages[page].flatMap { it.block.says }.filter { it.isNotEmpty() }.joinToString(". ")

    override fun draw(
        page: Int,
        canvas: PlatformCanvas,
    ) {
        val drawn = Canvas(canvas)
        drawn.withSave {
            drawn.scale(1 / FINE.density, 1 / FINE.density)
            val size = Size(PrintedPages.WIDTH * FINE.density, PrintedPages.HEIGHT * FINE.density)
            CanvasDrawScope().draw(FINE, LayoutDirection.Ltr, drawn, size) {
                pages[page].forEach { placed -> with(placed.block) { draw(placed.x, placed.y) } }
            }
        }
    }

    /** Puts blocks beside each other below what is there, or on the next page where they do not fit. */
    private fun put(
        beside: List<Block>,
        after: Float,
        needs: Float = beside.maxOf { it.height },
    ) {
        if (y + needs > BOTTOM && pages.last().isNotEmpty()) {
            pages += mutableListOf<Placed>()
            y = MARGIN
        }
        beside.forEachIndexed { column, block -> pages.last() += Placed(block, MARGIN + column * (COLUMN + GAP), y) }
        y += beside.maxOf { it.height } + after
    }

    private fun words(
        text: String,
        size: Float,
        weight: FontWeight = FontWeight.Normal,
        width: Float = WIDTH,
        color: Color = paper.ink,
    ): Block {
        val style = TextStyle(fontSize = size.sp, fontWeight = weight, lineHeight = 1.35.em, textDirection = TextDirection.ContentOrLtr)
        val laidOut = measurer.measure(text, style, constraints = Constraints(maxWidth = (width * FINE.density).toInt()))
        return Block(laidOut.size.height / FINE.density, listOf(text)) { x, y -> drawText(laidOut, color, Offset(fine(x), fine(y))) }
    }

    /** The whole picture, smaller where it is higher than a page has room for. */
    private fun picture(picture: PictureView): Block {
        val by = minOf(1f, WIDTH / picture.width, MOST_OF_A_PAGE / picture.height)
        val left = (WIDTH - picture.width * by) / 2
        return Block(picture.height * by, listOf(picture.summary)) { x, y ->
            withTransform({
                translate(fine(x + left), fine(y))
                scale(by, by, Offset.Zero)
            }) { with(drawing) { picture(picture) } }
        }
    }

    /** What the lines of the picture mean, two beside each other. */
    private fun key(picture: PictureView) {
        val rows =
            picture.key.map { row ->
                val label = words(row.label, 9f, width = COLUMN - SAMPLE, color = paper.quiet)
                Block(maxOf(label.height, 20f), label.says) { x, y ->
                    withTransform({ translate(fine(x), fine(y)) }) { with(drawing) { sample(row.mark) } }
                    with(label) { draw(x + SAMPLE, y + maxOf(0f, (20f - height) / 2)) }
                }
            }
        rows.chunked(2).forEach { put(it, after = 2f) }
    }

    /** How to reach everyone, two beside each other. */
    private fun entries(entries: List<SheetEntry>) {
        if (entries.isEmpty()) return
        val rows = entries.map { entry(it, COLUMN) }.chunked(2)
        y += 8f
        val heading = words("How to reach them", 13f, FontWeight.Bold)
        // A heading does not stand alone at the end of a page.
        put(listOf(heading), after = 6f, needs = heading.height + 6f + rows.first().maxOf { it.height }.coerceAtMost(MOST_OF_A_PAGE))
        rows.forEachIndexed { row, beside ->
            if (beside.all { it.height <= BOTTOM - MARGIN }) {
                put(beside, after = 8f)
            } else {
                entries.drop(row * 2).take(2).forEach { inPieces(it) }
            }
        }
    }

    private fun lines(
        entry: SheetEntry,
        width: Float,
    ): List<Block> =
        listOf(words(entry.name, 11f, FontWeight.Bold, width)) +
            listOf(entry.role, entry.agency).filter { it.isNotEmpty() }.map { words(it, 11f, width = width) } +
            entry.numbers.map { words(it, 10f, FontWeight.SemiBold, width) }

    private fun entry(
        entry: SheetEntry,
        width: Float,
    ): Block {
        val lines = lines(entry, width)
        return Block(lines.fold(RULE) { height, line -> height + line.height }, lines.flatMap { it.says }) { x, y ->
            drawLine(paper.line, Offset(fine(x), fine(y)), Offset(fine(x + width), fine(y)), fine(0.75f))
            lines.fold(y + RULE) { top, line ->
                with(line) { draw(x, top) }
                top + line.height
            }
        }
    }

    /** Somebody who has more than a page. */
    private fun inPieces(entry: SheetEntry) = lines(entry, WIDTH).forEach { put(listOf(it), after = 2f) }

    companion object {
        /** Text is laid out four times as fine as a point, so that letters stand where they should. */
        private val FINE = Density(4f, 1f)

        /** Points in what is drawn with. */
        private fun fine(points: Float): Float = points * FINE.density

        private const val MARGIN = 36f
        private const val WIDTH = PrintedPages.WIDTH - 2 * MARGIN
        private const val BOTTOM = PrintedPages.HEIGHT - MARGIN
        private const val GAP = 22f
        private const val COLUMN = (WIDTH - GAP) / 2
        private const val MOST_OF_A_PAGE = 638f

        /** The room of a mark beside its words. */
        private const val SAMPLE = 52f

        /** The line above somebody, and the room below it. */
        private const val RULE = 4f

        /** Black on white, with no tint behind it. */
        private val paper =
            Palette.light.copy(
                ground = Color.White,
                surface = Color.White,
                sunk = Color(0xFFEEF1EE),
                quiet = Color(0xFF3F5350),
                line = Color(0xFFC9D3CD),
            )
    }
}
