package org.patchwork.app.screens.entrance

import android.Manifest
import android.content.pm.PackageManager
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.contract.ActivityResultContracts.RequestPermission
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.viewinterop.AndroidView
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.compose.LocalLifecycleOwner
import androidx.lifecycle.compose.currentStateAsState
import org.patchwork.app.look.PageHeading
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.Wrong
import org.patchwork.app.scan.Camera
import org.patchwork.app.scan.readCode

/** Leads to the camera. The phone is asked for it only here. */
@Composable
internal fun ScanButton(on: (EntranceEvent) -> Unit) {
    val context = LocalContext.current
    val asks = rememberLauncherForActivityResult(RequestPermission()) { isAllowed -> on(EntranceEvent.Scan(isAllowed)) }
    QuietButton(
        "Scan a code",
        {
            if (context.checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED) {
                on(EntranceEvent.Scan(isAllowed = true))
            } else {
                asks.launch(Manifest.permission.CAMERA)
            }
        },
        sign = Sign.Search,
    )
}

/** What the camera sees, while somebody looks at it. */
@Composable
internal fun Scan(
    state: EntranceState,
    camera: Camera,
    on: (EntranceEvent) -> Unit,
) {
    PageHeading("Scan a code")
    Text("Hold the phone over the code on the other screen. What the camera sees is read here, and kept nowhere.")
    if (state.sawAnother) Wrong("This code is no invitation to Patchwork.")
    val lifecycle by LocalLifecycleOwner.current.lifecycle.currentStateAsState()
    Box(Modifier.fillMaxWidth().aspectRatio(UPRIGHT).semantics { contentDescription = "What the camera sees" }) {
        if (lifecycle.isAtLeast(Lifecycle.State.RESUMED)) {
            AndroidView(
                { context ->
                    camera.watch(
                        context,
                        onSeen = { seen -> readCode(seen)?.let { on(EntranceEvent.Saw(it)) } },
                        onFailed = { on(EntranceEvent.CameraFailed) },
                    )
                },
                Modifier.fillMaxWidth().aspectRatio(UPRIGHT),
            )
        }
    }
    QuietButton("Back", { on(EntranceEvent.Back) })
}

/** The shape of a camera's picture on a phone that is held upright. */
private const val UPRIGHT = 0.75f
