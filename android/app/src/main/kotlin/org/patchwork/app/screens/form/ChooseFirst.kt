package org.patchwork.app.screens.form

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import org.patchwork.app.look.Card
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.palette

/** Nothing can be changed before somebody chose between two values. */
@Composable
fun ChooseFirst(
    why: String,
    onChoose: () -> Unit,
) = Card(edge = palette.noticeInk, ground = palette.notice) {
    Text(why, color = palette.noticeInk)
    QuietButton("Choose one first", onChoose)
}
