package org.patchwork.app.look

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.unit.dp

/** Something to know before anything else, on the ground of a notice. */
@Composable
fun ToKnow(
    words: String,
    sign: Sign? = null,
) = Card(edge = palette.noticeInk, ground = palette.notice) {
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
        sign?.let { SignIcon(it, tint = palette.noticeInk) }
        Text(words, color = palette.noticeInk)
    }
}
