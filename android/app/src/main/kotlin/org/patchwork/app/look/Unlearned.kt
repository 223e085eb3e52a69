package org.patchwork.app.look

import android.view.inputmethod.EditorInfo
import androidx.compose.runtime.Composable
import androidx.compose.ui.ExperimentalComposeUiApi
import androidx.compose.ui.platform.InterceptPlatformTextInput
import androidx.compose.ui.platform.PlatformTextInputMethodRequest

/** Asks the keyboard to learn nothing of what is typed: names and addresses would be suggested elsewhere. */
@OptIn(ExperimentalComposeUiApi::class)
@Composable
fun Unlearned(content: @Composable () -> Unit) =
    InterceptPlatformTextInput(
        interceptor = { request, next ->
            val unlearned =
                PlatformTextInputMethodRequest { attributes ->
                    request.createInputConnection(attributes).also {
                        attributes.imeOptions = attributes.imeOptions or EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING
                    }
                }
            next.startInputMethod(unlearned)
        },
        content = content,
    )
