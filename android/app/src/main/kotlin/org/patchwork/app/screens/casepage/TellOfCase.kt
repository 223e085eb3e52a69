package org.patchwork.app.screens.casepage

import android.Manifest
import android.content.pm.PackageManager
import android.os.Build
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.contract.ActivityResultContracts.RequestPermission
import androidx.compose.runtime.Composable
import androidx.compose.ui.platform.LocalContext
import org.patchwork.app.look.Card
import org.patchwork.app.look.OnOff
import org.patchwork.app.look.Wrong

/** Whether this phone tells of new entries in this case. The phone is asked for notices when it is turned on. */
@Composable
internal fun TellOfCase(
    state: CaseState,
    on: (CaseEvent) -> Unit,
) {
    val context = LocalContext.current
    val asks =
        rememberLauncherForActivityResult(RequestPermission()) { isAllowed ->
            on(CaseEvent.TellOfNewEntries(isOn = true, isAllowed = isAllowed))
        }
    Card {
        OnOff(
            "Tell me of new entries",
            state.isToldOf,
            { isOn ->
                val mustAsk =
                    isOn &&
                        Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU &&
                        context.checkSelfPermission(Manifest.permission.POST_NOTIFICATIONS) != PackageManager.PERMISSION_GRANTED
                if (mustAsk) {
                    asks.launch(Manifest.permission.POST_NOTIFICATIONS)
                } else {
                    on(CaseEvent.TellOfNewEntries(isOn, isAllowed = true))
                }
            },
            hint =
                "On this phone, for this case. Off until you turn it on. It says “Patchwork has an update” " +
                    "and nothing of what or of whom.",
        )
        if (state.areNoticesBlocked) Wrong("This phone lets no notice of Patchwork through. Allow them in the phone’s settings.")
    }
}
