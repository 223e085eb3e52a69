package org.patchwork.app.reach

import android.content.Context
import android.graphics.Canvas
import android.graphics.pdf.PdfDocument
import android.os.Bundle
import android.os.CancellationSignal
import android.os.ParcelFileDescriptor
import android.print.PageRange
import android.print.PrintAttributes
import android.print.PrintDocumentAdapter
import android.print.PrintDocumentInfo
import android.print.PrintManager
import java.io.FileOutputStream
import java.io.IOException

/** Pages of A4, drawn when they are printed. */
interface PrintedPages {
    val count: Int

    /** Draws one of them, of which the first is 0, on a canvas whose unit is a point: 595 by 842 of them. */
    fun draw(
        page: Int,
        canvas: Canvas,
    )

    companion object {
        const val WIDTH = 595
        const val HEIGHT = 842
    }
}

/** Prints by whatever the phone prints with. */
fun interface Printing {
    /**
     * Opens the phone's own page for printing. [name] is shown there and kept by the phone, so no
     * word of a case is in it. False where this phone cannot print.
     */
    fun print(
        name: String,
        pages: PrintedPages,
    ): Boolean
}

/** By Android's own printing. It is asked by a window, so the context is an activity. */
class PrintingByAndroid(
    private val context: Context,
) : Printing {
    override fun print(
        name: String,
        pages: PrintedPages,
    ): Boolean {
        val system = context.getSystemService(PrintManager::class.java) ?: return false
        val paper =
            PrintAttributes
                .Builder()
                .setMediaSize(PrintAttributes.MediaSize.ISO_A4)
                .setMinMargins(PrintAttributes.Margins.NO_MARGINS)
                .setColorMode(PrintAttributes.COLOR_MODE_COLOR)
                .build()
        // It may be null, whatever its type says: where printing is switched off for this phone.
        val job: Any? = system.print(name, PagesAsPdf(name, pages), paper)
        return job != null
    }
}

/** Gives the phone the pages that it asks for, as a PDF. */
internal class PagesAsPdf(
    private val name: String,
    private val pages: PrintedPages,
) : PrintDocumentAdapter() {
    override fun onLayout(
        before: PrintAttributes?,
        after: PrintAttributes?,
        cancellation: CancellationSignal?,
        callback: LayoutResultCallback,
        extras: Bundle?,
    ) {
        if (cancellation?.isCanceled == true) return callback.onLayoutCancelled()
        val info =
            PrintDocumentInfo
                .Builder("$name.pdf")
                .setContentType(PrintDocumentInfo.CONTENT_TYPE_DOCUMENT)
                .setPageCount(pages.count)
                .build()
        // The pages are A4 whatever is chosen: another paper gets them made smaller.
        callback.onLayoutFinished(info, false)
    }

    override fun onWrite(
        wanted: Array<out PageRange>,
        destination: ParcelFileDescriptor,
        cancellation: CancellationSignal?,
        callback: WriteResultCallback,
    ) {
        val document = PdfDocument()
        try {
            for (page in wantedOf(wanted, pages.count)) {
                if (cancellation?.isCanceled == true) return callback.onWriteCancelled()
                val drawn = document.startPage(PdfDocument.PageInfo.Builder(PrintedPages.WIDTH, PrintedPages.HEIGHT, page).create())
                pages.draw(page, drawn.canvas)
                document.finishPage(drawn)
            }
            FileOutputStream(destination.fileDescriptor).use { document.writeTo(it) }
            callback.onWriteFinished(wanted)
        } catch (_: IOException) {
            // The phone says in its own words that it could not print.
            callback.onWriteFailed(null)
        } finally {
            document.close()
        }
    }
}

/** Which pages are wanted, of so many. */
internal fun wantedOf(
    ranges: Array<out PageRange>,
    count: Int,
): List<Int> = (0 until count).filter { page -> ranges.any { page in it.start..it.end } }
