package org.patchwork.app

import android.content.Intent
import android.os.Build
import android.os.Bundle
import android.view.View
import android.view.WindowManager
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.activity.viewModels
import androidx.lifecycle.createSavedStateHandle
import androidx.lifecycle.viewmodel.initializer
import androidx.lifecycle.viewmodel.viewModelFactory
import org.patchwork.app.lock.PhonePrompt
import org.patchwork.app.look.PatchworkTheme
import org.patchwork.app.look.Unlearned
import org.patchwork.app.nav.BackStack
import org.patchwork.app.reach.ReachingByIntents

/** The one window. Nothing of it is shown in the list of recent apps, or can be photographed. */
class MainActivity : ComponentActivity() {
    private val parts get() = (application as PatchworkApp).parts
    private val asked by viewModels<AskedFor>()
    private val backStack by viewModels<BackStack> {
        viewModelFactory { initializer { BackStack(createSavedStateHandle()) } }
    }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) setRecentsScreenshotEnabled(false)
        // Nothing that is typed goes to an autofill service, and no touch comes through another app's window.
        window.decorView.importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_NO_EXCLUDE_DESCENDANTS
        window.decorView.filterTouchesWhenObscured = true
        enableEdgeToEdge()
        val prompt = parts.prompts?.invoke() ?: PhonePrompt(this)
        if (savedInstanceState == null) asked.take(intent)
        setContent {
            PatchworkTheme { Unlearned { App(parts, prompt, backStack, asked, ReachingByIntents(this)) } }
        }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        asked.take(intent)
    }
}
