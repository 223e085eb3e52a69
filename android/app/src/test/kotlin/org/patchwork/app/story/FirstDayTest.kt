package org.patchwork.app.story

import androidx.compose.ui.test.junit4.createAndroidComposeRule
import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlin.test.Test
import org.junit.Rule
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.patchwork.app.MainActivity
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.client.RelayProcess
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Somebody's first day: they start a partnership, add a child and write the first note. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = TestApp::class, qualifiers = "w411dp-h891dp-xhdpi")
class FirstDayTest {
    @get:Rule(order = 0)
    val folder = TemporaryFolder()

    @get:Rule(order = 1)
    val app = createAndroidComposeRule<MainActivity>()

    private lateinit var relay: RelayProcess

    @BeforeTest
    fun startTheRelay() {
        relay = RelayProcess.start(folder.newFolder("relay"))
    }

    @AfterTest
    fun stopTheRelay() = relay.close()

    @Test
    fun `a partnership is started and the first note is written`() {
        app.see("Welcome")
        app.photograph("welcome")
        app.touch("Start a new partnership")
        app.type("Relay’s address", relay.address)
        app.touch("Next")
        app.type("Name of the partnership", "Northtown")
        app.touch("Next")
        app.type("Your agency", "Children’s social care")
        app.touch("Children’s social care")
        app.touch("Next")
        app.type("Your name", "Priya Nair")
        app.type("Your role", "Social worker")
        app.photograph("found")
        app.touch("Start")
        app.see("No child yet")
        app.photograph("no-cases")

        app.touch("Write")
        app.type("What did you notice?", "Ella very quiet; same clothes as Monday.")
        app.photograph("capture-before-a-child")
        app.touch("Later")
        app.see("Not finished")
        app.see("Ella very quiet")
        app.see("No child chosen yet · Draft, kept on this phone")
        app.photograph("drafts")
    }
}
