package org.patchwork.app.screens.sheet

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.drawscope.drawIntoCanvas
import androidx.compose.ui.graphics.nativeCanvas
import androidx.compose.ui.graphics.withSave
import androidx.compose.ui.platform.LocalFontFamilyResolver
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.Page
import org.patchwork.app.look.Sign
import org.patchwork.app.look.Wrong
import org.patchwork.app.look.palette
import org.patchwork.app.reach.PrintedPages
import org.patchwork.client.choices

/** The sheet as it will be printed, and the button that prints it. */
@Composable
internal fun Paper(
    state: SheetState,
    on: (SheetEvent) -> Unit,
) = Page("The sheet") {
    val sheet = state.before?.sheet ?: return@Page
    val fonts = LocalFontFamilyResolver.current
    val paper = remember(sheet, fonts) { SheetPaper(sheet, fonts, choices().lineStyles) }
    state.refused?.let { NoticeCard(it.notice) }
    if (state.cannotPrint) Wrong("This phone cannot print. Make the sheet on a computer, or on another phone.")
    MainButton("Print, or save as PDF", { on(SheetEvent.Print(paper)) }, sign = Sign.Paper)
    Hint("A PDF is not encrypted: give it to its reader and delete it.")
    repeat(paper.count) { page ->
        Canvas(
            Modifier
                .fillMaxWidth()
                .aspectRatio(PrintedPages.WIDTH / PrintedPages.HEIGHT.toFloat())
                .background(Color.White)
                .border(1.dp, palette.line)
                .semantics { contentDescription = "Page ${page + 1} of ${paper.count}. ${paper.says(page)}" },
        ) {
            drawIntoCanvas { canvas ->
                canvas.withSave {
                    canvas.scale(size.width / PrintedPages.WIDTH, size.width / PrintedPages.WIDTH)
                    paper.draw(page, canvas.nativeCanvas)
                }
            }
        }
    }
}
