package org.patchwork.app.story

import android.content.Intent
import androidx.compose.ui.test.junit4.createAndroidComposeRule
import java.io.File
import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.Rule
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.patchwork.app.MainActivity
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.client.CaseId
import org.patchwork.client.Client
import org.patchwork.client.ContactDetail
import org.patchwork.client.ContactKind
import org.patchwork.client.MemoryVault
import org.patchwork.client.NewPerson
import org.patchwork.client.PersonId
import org.patchwork.client.RelayProcess
import org.patchwork.client.TimelineFilter
import org.patchwork.client.drawId
import org.patchwork.client.ella
import org.patchwork.client.foundNorthtown
import org.patchwork.client.joinTom
import org.patchwork.client.openClient
import org.patchwork.client.until
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The demo's story: Priya's phone is this app and is touched; Tom's is another client. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = TestApp::class, qualifiers = "w411dp-h891dp-xhdpi")
class StoryTest {
    @get:Rule(order = 0)
    val folder = TemporaryFolder()

    @get:Rule(order = 1)
    val app = createAndroidComposeRule<MainActivity>()

    private lateinit var relay: RelayProcess
    private lateinit var tom: Client
    private var case = CaseId("")
    private var mum = PersonId("")

    private val relayFolder by lazy { folder.newFolder("relay") }
    private val parts get() = (RuntimeEnvironment.getApplication() as TestApp).parts

    @BeforeTest
    fun theyMeet() =
        runBlocking {
            relay = RelayProcess.start(relayFolder)
            tom = openClient(File(folder.root, "tom"), MemoryVault())
            val priya = parts.client.open()
            foundNorthtown(priya, relay.address)
            case = priya.openCase(ella(joinTom(priya, tom)))
            mum = priya.addPerson(case, person("Dana Marsh", "Mother", mobile = "07700 900111"))
            priya.addPerson(case, person("Joan Field", "Health visitor", "Health visiting", "07700 900444", "joan@example.org"))
            until("Tom has Ella’s mum") {
                tom
                    .cases("", null, 9u)
                    .families
                    .firstOrNull()
                    ?.let { numberOfMum(tom) }
            }
            Unit
        }

    @AfterTest
    fun theyLeave() {
        runBlocking { tom.lock() }
        relay.close()
    }

    private fun person(
        name: String,
        role: String,
        agency: String = "",
        mobile: String = "",
        email: String = "",
    ) = NewPerson(PersonId(drawId()), name, role, agency, mobile, email)

    private suspend fun numberOfMum(client: Client) =
        client
            .caseView(case)
            .people
            .firstOrNull { it.person == mum }
            ?.contacts
            ?.singleOrNull()

    private fun tomReads(words: String) =
        runBlocking {
            until("Tom reads “$words”") { tom.timeline(case, null, 20u, TimelineFilter.ALL).entries.firstOrNull { it.text == words } }
        }

    @Test
    fun `the story is played by touch offline and back`() {
        // 1. Who else helps Ella?
        app.touch("Ella")
        app.see("Joan Field, Health visitor")
        app.photograph("story-1-picture")
        app.touch("Joan Field, Health visitor")
        app.see("Joan Field’s page")
        app.photograph("story-1-card")
        app.touch("Call Joan Field on 07700 900444")
        assertEquals(Intent.ACTION_DIAL, shadowOf(RuntimeEnvironment.getApplication()).nextStartedActivity.action)
        app.touch("Close")

        // 2. No signal.
        app.touch("Settings")
        app.touch("Sync")
        app.see("Offline, saved on this phone")

        // 3. A worry is saved at once, and goes nowhere.
        app.touch("My cases")
        app.touch("Ella")
        app.touch("Write")
        app.type("What did you notice?", "Ella very quiet; same clothes as Monday.")
        app.touch("Worry")
        app.see("2 people in 2 agencies will see this")
        app.photograph("story-3-worry")
        app.touch("Save")
        app.see("Saved on this phone")
        app.touch("Timeline")
        app.see("Ella very quiet; same clothes as Monday.")
        app.photograph("story-3-timeline")
        runBlocking { assertTrue(tom.timeline(case, null, 20u, TimelineFilter.ALL).entries.isEmpty()) }

        // 4. Both change Mum's number, apart.
        runBlocking {
            val shown = requireNotNull(numberOfMum(tom))
            for ((client, number) in listOf(tom to "07700 900222", parts.client.open() to "07700 900333")) {
                client.setContact(case, ContactDetail(mum, shown.detail, ContactKind.MOBILE, number, shown = ""))
            }
        }

        // 5. Signal returns: Tom reads the worry, and both see both numbers until one is chosen.
        app.touch("Settings")
        app.touch("Sync")
        tomReads("Ella very quiet; same clothes as Monday.")
        app.touch("My cases")
        app.touch("Ella")
        app.see("07700 900222")
        app.see("07700 900333")
        app.see("the other one goes for the whole team. Right after it you can still keep the other one instead.")
        app.photograph("story-5-both-numbers")
        app.touch("Keep 07700 900333")
        app.seeGone("which is right?")
        // That was the wrong one.
        app.see("Kept. The other one has gone for the whole team.")
        app.photograph("story-5-kept")
        app.touch("Keep the other instead")
        app.seeGone("Kept. The other one")
        runBlocking {
            until("Tom sees the number that was chosen") { numberOfMum(tom)?.takeIf { it.others.isEmpty() && it.value == "07700 900222" } }
        }
    }

    @Test
    fun `the relay stops and both go on and when it starts again nothing is lost`() {
        app.touch("Ella")
        val listen = relay.address.removePrefix("http://")
        relay.close()
        app.touch("Write")
        app.type("What did you notice?", "Nan fetched her at three.")
        app.touch("Save")
        app.see("Saved on this phone")
        relay = RelayProcess.start(relayFolder, listen)
        app.touch("Settings")
        app.touch("What waits")
        app.touch("Try now")
        tomReads("Nan fetched her at three.")
        app.see("Up to date")
        app.photograph("story-7-sync")
    }
}
