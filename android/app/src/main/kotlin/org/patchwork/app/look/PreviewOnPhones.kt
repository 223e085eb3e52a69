package org.patchwork.app.look

import android.content.res.Configuration
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.tooling.preview.Preview

/** A screen as different people have it: by day, by night, with large text, and from right to left. */
@Preview(name = "Light", widthDp = 411, heightDp = 891)
@Preview(name = "Dark", widthDp = 411, heightDp = 891, uiMode = Configuration.UI_MODE_NIGHT_YES)
@Preview(name = "Twice the text", widthDp = 411, heightDp = 891, fontScale = 2f)
@Preview(name = "From right to left", widthDp = 411, heightDp = 891, locale = "ar")
annotation class PreviewOnPhones

/** What a preview shows, on the ground of the app. */
@Composable
internal fun Previewed(screen: @Composable () -> Unit) =
    PatchworkTheme { Box(Modifier.fillMaxSize().background(palette.ground)) { screen() } }
