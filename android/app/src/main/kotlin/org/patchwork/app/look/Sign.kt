package org.patchwork.app.look

import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.LocalContentColor
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.graphics.vector.addPathNodes
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp

/**
 * The icons of docs/design.md: lines on a 24 by 24 ground, as the browser client draws them. One
 * that points along the direction of writing is mirrored with it.
 */
enum class Sign(
    private val path: String,
    private val isMirrored: Boolean = false,
) {
    Check("M5 12.5l4.5 4.5L19 7.5"),
    Waiting("M12 19V6M6.5 11L12 5.5 17.5 11"),
    Offline("M4 4l16 16M7 17.5a4 4 0 01-.4-8M10.5 6.4A5.5 5.5 0 0117 11a3.3 3.3 0 012.6 5"),
    Alert("M12 12m-8.5 0a8.5 8.5 0 1 1 17 0a8.5 8.5 0 1 1 -17 0 M12 7.5v5.5M12 16.3v.2"),
    Pencil("M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5"),
    Phone("M6 4h3.5l1.5 4.5-2.2 1.6a11 11 0 005.1 5.1l1.6-2.2L20 14.5V18a2 2 0 01-2.2 2A15.5 15.5 0 014 6.2 2 2 0 016 4z"),
    Message("M4 5.5h16v10.5H10L5.5 19.5V16H4z"),
    Mail("M3.5 6h17v12h-17zM4 6.5l8 6.5 8-6.5"),
    People(
        "M9 8.5m-3.5 0a3.5 3.5 0 1 1 7 0a3.5 3.5 0 1 1 -7 0 M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M15.5 5.3a3.5 3.5 0 010 6.4M17.5 14.5c2.3.7 3.7 2.6 4 5.5",
    ),
    Tasks("M4 6.5l1.5 1.5L8 5M4 13l1.5 1.5L8 11.5M4 19.5L5.5 21 8 18M11.5 6.5H20M11.5 13H20M11.5 19.5H20"),
    Directory(
        "M6 3.5h13v17H6a1.5 1.5 0 01-1.5-1.5V5A1.5 1.5 0 016 3.5zM9.5 15.5c.4-2 1.5-2.9 3-2.9s2.6.9 3 2.9 M12.5 9.3m-1.9 0a1.9 1.9 0 1 1 3.8 0a1.9 1.9 0 1 1 -3.8 0",
    ),
    Settings("M4 7h9M17 7h3M4 17h3M11 17h9 M15 7m-2 0a2 2 0 1 1 4 0a2 2 0 1 1 -4 0 M9 17m-2 0a2 2 0 1 1 4 0a2 2 0 1 1 -4 0"),
    Back("M15 5l-7 7 7 7", isMirrored = true),
    Down("M5 9l7 7 7-7"),
    Next("M9 5l7 7-7 7", isMirrored = true),
    Search("M10.5 10.5m-6 0a6 6 0 1 1 12 0a6 6 0 1 1 -12 0 M15 15l5 5"),
    Plus("M12 5v14M5 12h14"),
    Lock("M6 10.5h12v9.5H6zM8.5 10.5V8a3.5 3.5 0 017 0v2.5"),
    Home("M4 11.5L12 5l8 6.5M6.5 10v9.5h11V10"),
    Worry("M4 5.5h16v11H10.5L6 20v-3.5H4z M12 8v4M12 14.2v.2"),
    Strength(
        "M12 12m-3.8 0a3.8 3.8 0 1 1 7.6 0a3.8 3.8 0 1 1 -7.6 0 M12 3.5v2.3M12 18.2v2.3M3.5 12h2.3M18.2 12h2.3M6 6l1.6 1.6M16.4 16.4L18 18M18 6l-1.6 1.6M7.6 16.4L6 18",
    ),
    Words("M9.5 7C6.5 8 5 10.3 5 13.5V17h5v-5H7.5M18.5 7c-3 1-4.5 3.3-4.5 6.5V17h5v-5h-2.5"),
    Event("M6 21V4.5h11l-2.2 3.7L17 12H6"),
    Question("M12 12m-8.5 0a8.5 8.5 0 1 1 17 0a8.5 8.5 0 1 1 -17 0 M9.5 9.6a2.6 2.6 0 115 .9c0 1.7-2.5 1.9-2.5 3.6M12 17v.01"),
    Reply("M10 6l-5.5 5.5L10 17M5 11.5h8.5a6 6 0 016 6V19", isMirrored = true),
    Strike("M4 12h16M7 7h10M8.5 17h7"),
    Shield("M12 3.5l7 2.5v5.5c0 4.5-2.8 7.3-7 9-4.2-1.7-7-4.5-7-9V6z"),
    Clock("M12 12m-8.5 0a8.5 8.5 0 1 1 17 0a8.5 8.5 0 1 1 -17 0 M12 7v5.3l3.5 2"),
    Undo("M9 5.5L4.5 10 9 14.5M5 10h9a5 5 0 010 10h-3", isMirrored = true),
    EyeOff("M4 4l16 16M9.5 6.3A9.5 9.5 0 0112 6c5 0 8 4 9 6a14 14 0 01-2.7 3.5M6.3 8.2A14 14 0 003 12c1 2 4 6 9 6 1.5 0 2.8-.3 4-.9"),
    Eye("M3 12c1-2 4-6 9-6s8 4 9 6c-1 2-4 6-9 6s-8-4-9-6z M12 12m-2.5 0a2.5 2.5 0 1 1 5 0a2.5 2.5 0 1 1 -5 0"),
    Paper("M6.5 3.5H14l4 4v13H6.5zM14 3.5v4h4M9.5 12h6M9.5 15.5h6"),
    Close("M6 6l12 12M18 6L6 18"),
    Calendar("M4 6h16v14H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8"),
    ;

    /** As Compose draws it; made once. */
    val image: ImageVector by lazy {
        ImageVector
            .Builder(
                name = name,
                defaultWidth = 24.dp,
                defaultHeight = 24.dp,
                viewportWidth = 24f,
                viewportHeight = 24f,
                autoMirror = isMirrored,
            ).addPath(
                pathData = addPathNodes(path),
                stroke = SolidColor(Color.Black),
                strokeLineWidth = 1.75f,
                strokeLineCap = StrokeCap.Round,
                strokeLineJoin = StrokeJoin.Round,
            ).build()
    }
}

/** An icon beside a word, which says what it means; [says] only where no word stands beside it. */
@Composable
fun SignIcon(
    sign: Sign,
    modifier: Modifier = Modifier,
    says: String? = null,
    size: Dp = 20.dp,
    tint: Color = LocalContentColor.current,
) = Icon(sign.image, contentDescription = says, modifier = modifier.size(size), tint = tint)
