package org.patchwork.app.screens.entrance

import android.content.Context
import android.view.View
import androidx.compose.runtime.Composable
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.scan.Camera
import org.patchwork.app.scan.Luminance
import org.patchwork.client.Notice

@PreviewOnPhones
@Composable
internal fun WelcomePreview() = Previewed { EntranceView(EntranceState()) {} }

@PreviewOnPhones
@Composable
internal fun JoinAsksPreview() =
    Previewed { EntranceView(EntranceState(EntrancePage.Join, code = CODE, asksAbout = "relay.northtown.example.org")) {} }

@PreviewOnPhones
@Composable
internal fun JoinTappedPreview() = Previewed { EntranceView(EntranceState(EntrancePage.Join, code = "PATCHWORK-04", tapped = CODE)) {} }

@PreviewOnPhones
@Composable
internal fun JoinNoScanPreview() =
    Previewed { EntranceView(EntranceState(EntrancePage.Join, whyNoScan = "Patchwork may not use the camera."), InventedCamera) {} }

@PreviewOnPhones
@Composable
internal fun ScanPreview() = Previewed { EntranceView(EntranceState(EntrancePage.Scan, sawAnother = true), InventedCamera) {} }

@PreviewOnPhones
@Composable
internal fun FoundPreview() = Previewed { EntranceView(EntranceState(EntrancePage.Found, question = FoundingQuestion.Agency)) {} }

@PreviewOnPhones
@Composable
internal fun WaitingPreview() = Previewed { WaitingView(listOf("apple", "river", "stone", "window", "yellow"), "19 March, 10:15") }

@PreviewOnPhones
@Composable
internal fun RemovedPreview() = Previewed { RemovedView(RemovedState(), {}, {}) }

@PreviewOnPhones
@Composable
internal fun RefusedToOpenPreview() =
    Previewed {
        val notice = Notice("key-gone", "The key is gone", "What is kept on this phone cannot be read by anybody.", emptyList())
        RefusedToOpen(notice, {}, {})
    }

/** A camera with its lid on. */
private object InventedCamera : Camera {
    override val isThere = true

    override fun watch(
        context: Context,
        onSeen: (Luminance) -> Unit,
        onFailed: () -> Unit,
    ) = View(context)
}

private const val CODE = "PATCHWORK-040EK-4HK80-GRWQ3-GPS13-5FK2V-V9S3X-QR59M"
