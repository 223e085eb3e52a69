package org.patchwork.app.look

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.ColorScheme
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Shapes
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextDirection
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.em
import androidx.compose.ui.unit.sp

/** What Patchwork looks like: docs/design.md in Material's terms. */
@Composable
fun PatchworkTheme(
    isDark: Boolean = isSystemInDarkTheme(),
    content: @Composable () -> Unit,
) {
    val palette = if (isDark) Palette.dark else Palette.light
    CompositionLocalProvider(LocalPalette provides palette, LocalContentColor provides palette.ink) {
        MaterialTheme(
            colorScheme = scheme(palette, isDark),
            typography = typography,
            shapes = shapes,
        ) {
            // What stands on no surface of Material's is ink all the same.
            CompositionLocalProvider(LocalContentColor provides palette.ink, content = content)
        }
    }
}

/** The palette of the theme that is on. */
val palette: Palette
    @Composable @ReadOnlyComposable
    get() = LocalPalette.current

private fun scheme(
    palette: Palette,
    isDark: Boolean,
): ColorScheme =
    (if (isDark) darkColorScheme() else lightColorScheme()).copy(
        primary = palette.accent,
        onPrimary = palette.onAccent,
        primaryContainer = palette.accentSoft,
        onPrimaryContainer = palette.ink,
        secondary = palette.accent,
        onSecondary = palette.onAccent,
        secondaryContainer = palette.accentSoft,
        onSecondaryContainer = palette.ink,
        tertiary = palette.care,
        onTertiary = palette.surface,
        tertiaryContainer = palette.notice,
        onTertiaryContainer = palette.noticeInk,
        // There is no red: a mistake is said in words, on the ground of a notice.
        error = palette.noticeInk,
        onError = palette.notice,
        errorContainer = palette.notice,
        onErrorContainer = palette.noticeInk,
        background = palette.ground,
        onBackground = palette.ink,
        surface = palette.surface,
        onSurface = palette.ink,
        surfaceVariant = palette.sunk,
        onSurfaceVariant = palette.quiet,
        surfaceTint = palette.surface,
        surfaceContainerLowest = palette.surface,
        surfaceContainerLow = palette.surface,
        surfaceContainer = palette.surface,
        surfaceContainerHigh = palette.surface,
        surfaceContainerHighest = palette.sunk,
        inverseSurface = palette.ink,
        inverseOnSurface = palette.surface,
        inversePrimary = palette.accentSoft,
        outline = palette.rim,
        outlineVariant = palette.line,
    )

/** The sizes of docs/design.md, where 1 rem is 16 sp. */
private val typography =
    Typography().run {
        // Words run as they are written, whatever the phone's language: from right to left "4 Mill
        // Lane" would end in its number, and a telephone number would change places with itself.
        val text = TextStyle(lineHeight = 1.45.em, textDirection = TextDirection.ContentOrLtr)
        val heading = text.copy(fontWeight = FontWeight.Bold, lineHeight = 1.2.em)
        val label = text.copy(fontWeight = FontWeight.SemiBold, lineHeight = 1.3.em)
        copy(
            headlineMedium = heading.copy(fontSize = 24.sp, letterSpacing = (-0.01).em),
            titleLarge = heading.copy(fontSize = 18.sp),
            titleMedium = heading.copy(fontSize = 15.sp, fontWeight = FontWeight.SemiBold),
            titleSmall = heading.copy(fontSize = 14.sp, fontWeight = FontWeight.SemiBold),
            bodyLarge = text.copy(fontSize = 16.sp),
            bodyMedium = text.copy(fontSize = 14.sp),
            bodySmall = text.copy(fontSize = 13.sp),
            labelLarge = label.copy(fontSize = 16.sp),
            labelMedium = label.copy(fontSize = 14.sp),
            labelSmall = label.copy(fontSize = 12.sp),
        )
    }

private val shapes =
    Shapes(
        extraSmall = RoundedCornerShape(10.dp),
        small = RoundedCornerShape(10.dp),
        medium = RoundedCornerShape(14.dp),
        large = RoundedCornerShape(14.dp),
        extraLarge = RoundedCornerShape(20.dp),
    )
