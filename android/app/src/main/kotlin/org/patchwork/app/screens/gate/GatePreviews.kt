package org.patchwork.app.screens.gate

import androidx.compose.runtime.Composable
import org.patchwork.app.lock.GateState
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed

@PreviewOnPhones
@Composable
internal fun GatePreview() = Previewed { GateView(GateState.Closed, {}, {}) }

@PreviewOnPhones
@Composable
internal fun GateOfThePhonePreview() = Previewed { GateView(GateState.NeedsDeviceLock, {}, {}) }

@PreviewOnPhones
@Composable
internal fun NoDeviceLockPreview() = Previewed { GateView(GateState.NoDeviceLock, {}, {}) }
