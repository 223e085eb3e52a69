package org.patchwork.app.look

import androidx.compose.runtime.Immutable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.Color

/** The colours of docs/design.md, by the names that they have there. A test compares the two. */
@Immutable
data class Palette(
    val ground: Color,
    val surface: Color,
    val sunk: Color,
    val ink: Color,
    val quiet: Color,
    val line: Color,
    val rim: Color,
    val accent: Color,
    val onAccent: Color,
    val accentSoft: Color,
    val notice: Color,
    val noticeInk: Color,
    val care: Color,
    val family: Color,
    val familyInk: Color,
    val focus: Color,
) {
    companion object {
        val light =
            Palette(
                ground = Color(0xFFF3F5F1),
                surface = Color(0xFFFFFFFF),
                sunk = Color(0xFFE8EDE8),
                ink = Color(0xFF16302F),
                quiet = Color(0xFF4B605E),
                line = Color(0xFFD5DED8),
                rim = Color(0xFF6D827F),
                accent = Color(0xFF1B5E5A),
                onAccent = Color(0xFFFFFFFF),
                accentSoft = Color(0xFFDCEBE6),
                notice = Color(0xFFF6EEDB),
                noticeInk = Color(0xFF4D3C0E),
                care = Color(0xFF6D3566),
                family = Color(0xFFFBE9D7),
                familyInk = Color(0xFF5B3716),
                focus = Color(0xFF0B57D0),
            )

        val dark =
            Palette(
                ground = Color(0xFF0F1716),
                surface = Color(0xFF182322),
                sunk = Color(0xFF223130),
                ink = Color(0xFFE7EFED),
                quiet = Color(0xFFA8BAB7),
                line = Color(0xFF30413F),
                rim = Color(0xFF8AA19D),
                accent = Color(0xFF7FD0C6),
                onAccent = Color(0xFF06211F),
                accentSoft = Color(0xFF1D3B38),
                notice = Color(0xFF39311A),
                noticeInk = Color(0xFFF2E3B6),
                care = Color(0xFFE3A9DA),
                family = Color(0xFF46331F),
                familyInk = Color(0xFFF8DFC3),
                focus = Color(0xFFA8C7FF),
            )
    }
}

/** The palette of the theme that is on. */
val LocalPalette = staticCompositionLocalOf { Palette.light }
