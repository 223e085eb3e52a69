package org.patchwork.app

import android.app.Application
import androidx.lifecycle.DefaultLifecycleObserver
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.LifecycleOwner
import androidx.lifecycle.ProcessLifecycleOwner
import androidx.work.Configuration

/** The process. It makes the parts once, and tells them when the app is looked at and left. */
open class PatchworkApp :
    Application(),
    Configuration.Provider {
    /** What screens and background work are made of. */
    val parts: AppParts by lazy { makeParts() }

    /** Replaced by tests, which have a keystore and a clock of their own. */
    protected open fun makeParts(): AppParts = AppParts(this)

    /** Begins when somebody looks at the app and stops when nobody does. Replaced by tests, which have windows of their own. */
    protected open val attention: Lifecycle get() = ProcessLifecycleOwner.get().lifecycle

    // WorkManager starts when the first work is scheduled, not with the process.
    override val workManagerConfiguration: Configuration
        get() = Configuration.Builder().setMinimumLoggingLevel(android.util.Log.ERROR).build()

    override fun onCreate() {
        super.onCreate()
        attention.addObserver(
            object : DefaultLifecycleObserver {
                override fun onStart(owner: LifecycleOwner) = parts.cameToFront()

                override fun onStop(owner: LifecycleOwner) = parts.leftFront()
            },
        )
    }
}
