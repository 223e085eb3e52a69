package org.patchwork.app.screens.casepage.picture

import androidx.compose.ui.geometry.CornerRadius
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.PathEffect
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.text.TextMeasurer
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.drawText
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Palette
import org.patchwork.client.LineStyle
import org.patchwork.client.LineStyleChoice
import org.patchwork.client.PictureBox
import org.patchwork.client.PictureFace
import org.patchwork.client.PictureHeld
import org.patchwork.client.PictureLabel
import org.patchwork.client.PictureMark
import org.patchwork.client.PictureNodeKind
import org.patchwork.client.PictureTie
import org.patchwork.client.PictureView
import org.patchwork.client.TextStyle as PictureTextStyle
import org.patchwork.client.TieKind

/** Draws a picture as the core laid it out, on a canvas whose unit is a pixel of this density. */
class PictureDrawing(
    private val palette: Palette,
    private val measurer: TextMeasurer,
    styles: List<LineStyleChoice>,
) {
    private val styles = styles.associateBy { it.value }

    fun DrawScope.picture(picture: PictureView) {
        box(picture.family, FAMILY_CORNER, palette.family.copy(alpha = 0.4f))
        picture.homes.forEach { home -> home.boxes.forEach { box(it, HOME_CORNER, palette.family) } }
        picture.groups.forEach { group ->
            box(group.bounds, GROUP_CORNER, palette.sunk)
            if (group.news != null) new(group.bounds.x + group.bounds.width - 12f, group.bounds.y + 12f)
        }
        picture.held.forEach { held(it) }
        picture.lines.forEach { drawPath(way(it.path), palette.rim, style = stroke(it.style)) }
        picture.ties.forEach { tie(it) }
        picture.faces.forEach { face(it) }
        picture.labels.forEach { label(it) }
    }

    /** A sample of a mark for the key, 44 by 20 dp. */
    fun DrawScope.sample(mark: PictureMark) {
        when (mark) {
            is PictureMark.Contact -> drawPath(way(straight), palette.rim, style = stroke(mark.style))
            is PictureMark.Tie -> drawPath(way(straight), palette.familyInk, style = tieStroke(mark.kind))
            PictureMark.Home -> box(PictureBox(4f, 2f, 36f, 16f), 7f, palette.family)
            PictureMark.Group -> box(PictureBox(4f, 2f, 36f, 16f), 7f, palette.sunk)
            PictureMark.Deceased -> {
                drawCircle(palette.family, 9.dp.toPx(), at(22f, 10f))
                drawLine(palette.familyInk, at(16f, 16f), at(28f, 4f), 1.5.dp.toPx())
            }
            PictureMark.New -> new(22f, 10f)
        }
    }

    private fun DrawScope.at(
        x: Float,
        y: Float,
    ) = Offset(x.dp.toPx(), y.dp.toPx())

    private fun DrawScope.box(
        box: PictureBox,
        corner: Float,
        color: Color,
    ) = drawRoundRect(
        color,
        at(box.x, box.y),
        Size(box.width.dp.toPx(), box.height.dp.toPx()),
        CornerRadius(corner.dp.toPx()),
    )

    private fun DrawScope.new(
        x: Float,
        y: Float,
    ) {
        drawCircle(palette.surface, 6.dp.toPx(), at(x, y))
        drawCircle(palette.accent, 5.dp.toPx(), at(x, y))
    }

    /** A start and cubic curves. */
    private fun DrawScope.way(points: List<Float>): Path =
        Path().apply {
            if (points.size < 2) return@apply
            moveTo(points[0].dp.toPx(), points[1].dp.toPx())
            points.drop(2).chunked(6).filter { it.size == 6 }.forEach { (x1, y1, x2, y2, x3, y3) ->
                cubicTo(x1.dp.toPx(), y1.dp.toPx(), x2.dp.toPx(), y2.dp.toPx(), x3.dp.toPx(), y3.dp.toPx())
            }
        }

    private fun Density.stroke(style: LineStyle): Stroke {
        val choice = styles[style] ?: return Stroke(1.5.dp.toPx())
        val dashes = choice.dashes.map { it.toFloat().dp.toPx() }.toFloatArray()
        return Stroke(
            choice.width
                .toFloat()
                .dp
                .toPx(),
            pathEffect = if (dashes.isEmpty()) null else PathEffect.dashPathEffect(dashes),
        )
    }

    private fun Density.tieStroke(kind: TieKind): Stroke {
        val dashes = floatArrayOf(4.dp.toPx(), 3.dp.toPx())
        return Stroke(1.5.dp.toPx(), pathEffect = if (kind == TieKind.CARER) PathEffect.dashPathEffect(dashes) else null)
    }

    private fun DrawScope.tie(tie: PictureTie) {
        drawPath(way(tie.path), palette.familyInk, alpha = 0.75f, style = tieStroke(tie.kind))
        tie.strokes.chunked(4).filter { it.size == 4 }.forEach { (x1, y1, x2, y2) ->
            drawLine(palette.familyInk, at(x1, y1), at(x2, y2), 1.5.dp.toPx(), alpha = 0.75f)
        }
    }

    /** A circle with a plus, in a dashed shape where it stands for an agency. */
    private fun DrawScope.held(held: PictureHeld) {
        val dashed = Stroke(1.5.dp.toPx(), pathEffect = PathEffect.dashPathEffect(floatArrayOf(5.dp.toPx(), 4.dp.toPx())))
        held.bounds?.let {
            drawRoundRect(
                palette.rim,
                at(it.x, it.y),
                Size(it.width.dp.toPx(), it.height.dp.toPx()),
                CornerRadius(GROUP_CORNER.dp.toPx()),
                dashed,
            )
        }
        drawCircle(palette.rim, (held.radius - 1).dp.toPx(), at(held.x, held.y), style = dashed)
        val width = 2.5.dp.toPx()
        drawLine(palette.accent, at(held.x - 8, held.y), at(held.x + 8, held.y), width, StrokeCap.Round)
        drawLine(palette.accent, at(held.x, held.y - 8), at(held.x, held.y + 8), width, StrokeCap.Round)
    }

    private fun DrawScope.face(face: PictureFace) {
        val alpha = if (face.isCurrent) 1f else PAST
        val middle = at(face.x, face.y)
        if (face.isFocused) drawCircle(palette.accent, (face.radius + 2.5f).dp.toPx(), middle, style = Stroke(3.dp.toPx()))
        val radius = (face.radius - 1.5f).dp.toPx()
        val (ground, ink) =
            when (face.kind) {
                PictureNodeKind.CHILD -> palette.accent to palette.onAccent
                PictureNodeKind.FAMILY -> palette.family to palette.familyInk
                else -> palette.surface to palette.ink
            }
        drawCircle(ground, radius, middle, alpha)
        when (face.kind) {
            PictureNodeKind.CHILD -> Unit
            PictureNodeKind.FAMILY -> drawCircle(palette.familyInk, radius, middle, alpha, Stroke(1.25.dp.toPx()))
            else -> drawCircle(palette.rim, radius, middle, alpha, face.rim?.let { stroke(it) } ?: Stroke(1.dp.toPx()))
        }
        words(face.initials, face.initialsSize, FontWeight.SemiBold, ink.copy(alpha = alpha), face.x, face.y + face.initialsSize * 0.36f)
        val reach = face.radius * 0.7f
        if (face.isDeceased) {
            drawLine(palette.familyInk, at(face.x - reach, face.y + reach), at(face.x + reach, face.y - reach), 1.5.dp.toPx())
        }
        if (face.news != null) new(face.x + reach, face.y - reach)
    }

    private fun DrawScope.label(label: PictureLabel) {
        val middle = label.bounds.x + label.bounds.width / 2
        label.lines.forEach { line ->
            val color = if (line.style == PictureTextStyle.NAME) palette.ink else palette.quiet
            words(line.text, line.size, weight(line.style), color, middle, line.baseline)
        }
    }

    /** Words on their baseline, in the middle of a place. Sizes are dp: they follow the layout's own scale. */
    private fun DrawScope.words(
        text: String,
        size: Float,
        weight: FontWeight,
        color: Color,
        middle: Float,
        baseline: Float,
    ) {
        val laidOut = measurer.measure(text, TextStyle(fontSize = size.dp.toSp(), fontWeight = weight), softWrap = false)
        val left = middle.dp.toPx() - laidOut.size.width / 2f
        drawText(laidOut, color, Offset(left, baseline.dp.toPx() - laidOut.firstBaseline))
    }

    companion object {
        private const val FAMILY_CORNER = 26f
        private const val HOME_CORNER = 16f
        private const val GROUP_CORNER = 14f
        private const val PAST = 0.5f
        private val straight = listOf(2f, 10f, 15f, 10f, 29f, 10f, 42f, 10f)

        /** How heavy the words of a picture are. */
        fun weight(style: PictureTextStyle): FontWeight = if (style == PictureTextStyle.CAPTION) FontWeight.Normal else FontWeight.SemiBold
    }
}

private operator fun <T> List<T>.component6(): T = this[5]
