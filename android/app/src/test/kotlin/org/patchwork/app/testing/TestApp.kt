package org.patchwork.app.testing

import android.os.UserManager
import org.patchwork.app.AppParts
import org.patchwork.app.PatchworkApp
import org.robolectric.Shadows.shadowOf

/** The app, with somebody at the phone who answers its prompts, and a clock that a test moves. */
open class TestApp : PatchworkApp() {
    val prompt = TestPrompt()
    val printing = TestPrinting()
    val camera = TestCamera()
    var millis = 1_000L

    override fun onCreate() {
        // Not with the parts: an application of an earlier test, which hears that a new one is
        // looked at, may make its parts only then.
        TestKeystore.install()
        super.onCreate()
    }

    override fun makeParts(): AppParts {
        // A phone that was unlocked since it started; Robolectric begins with one that was not.
        shadowOf(getSystemService(UserManager::class.java)).setUserUnlocked(true)
        return AppParts(this, millis = { millis }, prompts = { prompt }, printing = printing, camera = camera)
    }
}
