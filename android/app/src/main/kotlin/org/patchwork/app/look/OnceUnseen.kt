package org.patchwork.app.look

import androidx.activity.compose.LocalActivity
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.rememberUpdatedState
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.LifecycleEventObserver
import androidx.lifecycle.compose.LocalLifecycleOwner

/**
 * Does something once nobody sees this screen any more: the app is left, the gate closes, or another
 * screen takes its place. A phone that is turned is still looked at.
 */
@Composable
fun OnceUnseen(work: () -> Unit) {
    val latest by rememberUpdatedState(work)
    val activity = LocalActivity.current
    val lifecycle = LocalLifecycleOwner.current.lifecycle
    DisposableEffect(lifecycle) {
        val isTurned = { activity?.isChangingConfigurations ?: false }
        val observer = LifecycleEventObserver { _, event -> if (event == Lifecycle.Event.ON_STOP && !isTurned()) latest() }
        lifecycle.addObserver(observer)
        onDispose {
            lifecycle.removeObserver(observer)
            if (!isTurned()) latest()
        }
    }
}
