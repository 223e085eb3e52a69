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
import androidx.lifecycle.lifecycleScope
import androidx.lifecycle.viewmodel.initializer
import androidx.lifecycle.viewmodel.viewModelFactory
import kotlinx.coroutines.launch
import org.patchwork.app.lock.PhonePrompt
import org.patchwork.app.look.PatchworkTheme
import org.patchwork.app.look.Unlearned
import org.patchwork.app.nav.BackStack
import org.patchwork.app.reach.PrintingByAndroid
import org.patchwork.app.reach.ReachingByIntents

/** The one window. Nothing of it is shown in the list of recent apps, or can be photographed. */
class MainActivity : ComponentActivity() {
    private val parts get() = (application as PatchworkApp).parts
    private val inside by viewModels<Inside> { viewModelFactory { initializer { Inside(parts.life.value) } } }
    private val backStack by viewModels<BackStack> {
        viewModelFactory { initializer { BackStack(createSavedStateHandle(), parts.life.value) } }
    }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) setRecentsScreenshotEnabled(false)
        // Nothing that is typed goes to an autofill service, and no touch comes through another app's window.
        window.decorView.importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_NO_EXCLUDE_DESCENDANTS
        window.decorView.filterTouchesWhenObscured = true
        // What is shown is read by aids to people alone, and not by whatever else calls itself one.
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) {
            window.decorView.setAccessibilityDataSensitive(View.ACCESSIBILITY_DATA_SENSITIVE_YES)
        }
        enableEdgeToEdge()
        val prompt = parts.prompts?.invoke() ?: PhonePrompt(this)
        val printing = parts.printing ?: PrintingByAndroid(this)
        if (savedInstanceState == null) take(intent)
        // Also while nobody looks: the phone may be erased meanwhile.
        lifecycleScope.launch {
            parts.life.collect {
                inside.live(it)
                backStack.live(it)
            }
        }
        setContent {
            PatchworkTheme { Unlearned { App(parts, prompt, inside, backStack, ReachingByIntents(this), printing) } }
        }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        take(intent)
    }

    override fun onWindowFocusChanged(hasFocus: Boolean) {
        super.onWindowFocusChanged(hasFocus)
        if (hasFocus) parts.clipboard.takeOffIfDue()
    }

    /** Takes what is asked for, and keeps a plain intent: this one is not asked for again. */
    private fun take(asking: Intent) {
        parts.asked.take(asking)
        intent = Intent.makeMainActivity(componentName)
    }
}
