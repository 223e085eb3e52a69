package org.patchwork.app.testing

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.text.MeasuredText
import java.io.File
import org.patchwork.app.reach.PrintedPages
import org.patchwork.app.reach.Printing

/** A printer that draws each page on a picture, and writes down the words that were drawn. */
class TestPrinting : Printing {
    /** A page as it was drawn. */
    class Page(
        val picture: Bitmap,
        val words: List<String>,
    )

    /** Whether this phone can print. */
    var canPrint = true

    /** What each print was called. */
    val names = mutableListOf<String>()

    /** The pages that were printed last. */
    var pages: List<Page> = emptyList()
        private set

    /** Every word on paper. */
    val words: String get() = pages.flatMap { it.words }.joinToString(" | ")

    override fun print(
        name: String,
        pages: PrintedPages,
    ): Boolean {
        if (!canPrint) return false
        names += name
        this.pages = (0 until pages.count).map { draw(pages, it) }
        return true
    }

    private fun draw(
        pages: PrintedPages,
        page: Int,
    ): Page {
        val picture = Bitmap.createBitmap(PrintedPages.WIDTH * FINE, PrintedPages.HEIGHT * FINE, Bitmap.Config.ARGB_8888)
        val canvas = Recording(picture)
        canvas.drawColor(Color.WHITE)
        canvas.scale(FINE.toFloat(), FINE.toFloat())
        pages.draw(page, canvas)
        return Page(picture, canvas.words)
    }

    /** Takes pictures of the pages, for people to look at. */
    fun photograph(name: String) {
        val folder = File(checkNotNull(System.getProperty("patchwork.pictures"))).apply { mkdirs() }
        pages.forEachIndexed { page, drawn ->
            File(folder, "$name-${page + 1}.png").outputStream().use { drawn.picture.compress(Bitmap.CompressFormat.PNG, 100, it) }
        }
    }

    /** Text comes to a canvas in runs: whole lines, but for where its direction of writing changes. */
    private class Recording(
        picture: Bitmap,
    ) : Canvas(picture) {
        val words = mutableListOf<String>()

        override fun drawTextRun(
            text: CharArray,
            index: Int,
            count: Int,
            contextIndex: Int,
            contextCount: Int,
            x: Float,
            y: Float,
            isRtl: Boolean,
            paint: Paint,
        ) {
            words += String(text, index, count)
            super.drawTextRun(text, index, count, contextIndex, contextCount, x, y, isRtl, paint)
        }

        override fun drawTextRun(
            text: CharSequence,
            start: Int,
            end: Int,
            contextStart: Int,
            contextEnd: Int,
            x: Float,
            y: Float,
            isRtl: Boolean,
            paint: Paint,
        ) {
            words += text.substring(start, end)
            super.drawTextRun(text, start, end, contextStart, contextEnd, x, y, isRtl, paint)
        }

        override fun drawTextRun(
            text: MeasuredText,
            start: Int,
            end: Int,
            contextStart: Int,
            contextEnd: Int,
            x: Float,
            y: Float,
            isRtl: Boolean,
            paint: Paint,
        ) = error("nothing draws text that was measured like this; its words would go by unseen")

        override fun drawText(
            text: CharArray,
            index: Int,
            count: Int,
            x: Float,
            y: Float,
            paint: Paint,
        ) {
            words += String(text, index, count)
            super.drawText(text, index, count, x, y, paint)
        }

        override fun drawText(
            text: String,
            x: Float,
            y: Float,
            paint: Paint,
        ) {
            words += text
            super.drawText(text, x, y, paint)
        }

        override fun drawText(
            text: String,
            start: Int,
            end: Int,
            x: Float,
            y: Float,
            paint: Paint,
        ) {
            words += text.substring(start, end)
            super.drawText(text, start, end, x, y, paint)
        }

        override fun drawText(
            text: CharSequence,
            start: Int,
            end: Int,
            x: Float,
            y: Float,
            paint: Paint,
        ) {
            words += text.substring(start, end)
            super.drawText(text, start, end, x, y, paint)
        }
    }

    private companion object {
        const val FINE = 2
    }
}
