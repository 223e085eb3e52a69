package org.patchwork.app.screens.casepage.timeline

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import org.patchwork.app.look.Card
import org.patchwork.app.look.Hint
import org.patchwork.app.look.palette
import org.patchwork.client.EntryView
import org.patchwork.client.momentInWords

/** What somebody answers, in short: who wrote it and when, and the words. */
@Composable
fun Answered(entry: EntryView) =
    Card(ground = palette.sunk) {
        Hint("${entry.label}, ${entry.authorName}, ${momentInWords(entry.happenedAt)}")
        Text(entry.text, maxLines = 4)
    }
