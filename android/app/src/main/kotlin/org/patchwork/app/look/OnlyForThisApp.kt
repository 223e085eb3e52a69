package org.patchwork.app.look

import androidx.compose.foundation.text.contextmenu.data.TextContextMenuKeys
import androidx.compose.foundation.text.contextmenu.modifier.filterTextContextMenuComponents
import androidx.compose.ui.Modifier

/**
 * Offers for words that are selected what this app and the keyboard do with them, and nothing of
 * other apps: translating, searching the web and the like would hand the words to them.
 */
fun Modifier.onlyOurSelectionActions(): Modifier = filterTextContextMenuComponents { it.key in OURS }

private val OURS =
    with(TextContextMenuKeys) { setOf(CutKey, CopyKey, PasteKey, SelectAllKey) }
