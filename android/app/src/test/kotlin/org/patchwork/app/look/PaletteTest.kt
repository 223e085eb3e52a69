package org.patchwork.app.look

import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.toArgb
import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals

class PaletteTest {
    /** The rows of docs/design.md: token, light, dark. */
    private fun designed(): Map<String, Pair<String, String>> =
        File(System.getProperty("user.dir"), "../../docs/design.md")
            .readLines()
            .mapNotNull { Regex("^\\| `([a-z-]+)` \\| `(#[0-9a-f]{6})` \\| `(#[0-9a-f]{6})` ").find(it) }
            .associate { it.groupValues[1] to (it.groupValues[2] to it.groupValues[3]) }

    private fun Palette.byToken(): Map<String, Color> =
        mapOf(
            "ground" to ground,
            "surface" to surface,
            "sunk" to sunk,
            "ink" to ink,
            "quiet" to quiet,
            "line" to line,
            "rim" to rim,
            "accent" to accent,
            "on-accent" to onAccent,
            "accent-soft" to accentSoft,
            "notice" to notice,
            "notice-ink" to noticeInk,
            "care" to care,
            "family" to family,
            "family-ink" to familyInk,
            "focus" to focus,
        )

    private fun hex(color: Color) = "#%06x".format(color.toArgb() and 0xffffff)

    @Test
    fun `the colours are those of the design`() {
        val light = Palette.light.byToken().mapValues { hex(it.value) }
        val dark = Palette.dark.byToken().mapValues { hex(it.value) }
        assertEquals(designed(), light.mapValues { (token, color) -> color to dark.getValue(token) })
    }
}
