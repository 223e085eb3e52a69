package org.patchwork.app.screens.settings

import androidx.compose.runtime.Composable
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed

@PreviewOnPhones
@Composable
internal fun SettingsPreview() = Previewed { SettingsPage(SettingsState(closesAfter = 60_000), {}, {}) }

@PreviewOnPhones
@Composable
internal fun ErasePreview() = Previewed { ErasePage(EraseState(waiting = 3u), {}, {}, {}) }
