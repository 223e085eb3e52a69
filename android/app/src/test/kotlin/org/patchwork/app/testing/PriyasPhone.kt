package org.patchwork.app.testing

import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasScrollToNodeAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.createAndroidComposeRule
import androidx.compose.ui.test.onLast
import androidx.compose.ui.test.performScrollToNode
import java.io.File
import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlinx.coroutines.runBlocking
import org.junit.Rule
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.patchwork.app.MainActivity
import org.patchwork.client.CaseId
import org.patchwork.client.Client
import org.patchwork.client.ClientInterface
import org.patchwork.client.ContactDetail
import org.patchwork.client.ContactKind
import org.patchwork.client.MemoryVault
import org.patchwork.client.PersonId
import org.patchwork.client.PractitionerId
import org.patchwork.client.RelayProcess
import org.patchwork.client.drawId
import org.patchwork.client.ella
import org.patchwork.client.foundNorthtown
import org.patchwork.client.joinTom
import org.patchwork.client.openClient
import org.patchwork.client.until
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Priya holds the phone, in a partnership on a relay of the test's own. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = TestApp::class, qualifiers = "w411dp-h891dp-xhdpi")
abstract class PriyasPhone {
    @get:Rule(order = 0)
    val folder = TemporaryFolder()

    @get:Rule(order = 1)
    val app = createAndroidComposeRule<MainActivity>()

    protected lateinit var relay: RelayProcess
        private set
    private val others = mutableListOf<Client>()

    /** The client of the phone. */
    protected val client: ClientInterface
        get() =
            checkNotNull(
                (app.activity.application as TestApp)
                    .parts.client.current.value,
            ) { "the app has not opened its database" }

    @BeforeTest
    fun priyaStartsAPartnership() {
        relay = RelayProcess.start(folder.newFolder("relay"))
        app.see("Welcome")
        runBlocking { foundNorthtown(client, relay.address) }
        app.see("No child yet")
    }

    @AfterTest
    fun everybodyGoesHome() {
        runBlocking { others.forEach { it.lock() } }
        relay.close()
    }

    /** The phone of somebody else. */
    protected fun anotherPhone(): Client =
        runBlocking { openClient(File(folder.root, "phone ${others.size}"), MemoryVault()).also { others += it } }

    /** Tom of a school joins. */
    protected fun tomJoins(): Pair<Client, PractitionerId> {
        val tom = anotherPhone()
        return tom to runBlocking { joinTom(client, tom) }
    }

    /** Ella's case, with Tom on its team where he is named. */
    protected fun ellasCase(tom: PractitionerId? = null): CaseId =
        runBlocking {
            val new = ella(tom ?: PractitionerId(drawId()))
            client.openCase(new.copy(team = if (tom == null) emptyList() else new.team))
        }

    /** Both change Dana's number, and neither hears of the other before. */
    protected fun twoNumbers(
        tom: ClientInterface,
        case: CaseId,
        dana: PersonId,
    ) = runBlocking {
        val detail =
            until("Tom has the number") {
                if (tom.allCases().none { it.case == case }) return@until null
                val person = tom.caseView(case).people.firstOrNull { it.person == dana }
                person?.contacts?.firstOrNull { it.kind == ContactKind.MOBILE }?.detail
            }
        client.setOffline(true)
        tom.setOffline(true)
        for ((phone, value) in listOf(client to "07700 900222", tom to "07700 900333")) {
            phone.setContact(case, ContactDetail(dana, detail, ContactKind.MOBILE, value, ""))
        }
        client.setOffline(false)
        tom.setOffline(false)
        until("both values came") { client.caseView(case).conflicts.singleOrNull() }
    }

    /** Scrolls a long list until something with these words is on the screen. */
    protected fun scrollTo(words: String) {
        app.waitForIdle()
        val matcher = hasText(words, substring = true) or hasContentDescription(words, substring = true)
        // What is read by the client may come a moment later.
        app.await("“$words” is not in the list") {
            try {
                app.onAllNodes(hasScrollToNodeAction()).onLast().performScrollToNode(matcher)
                true
            } catch (_: AssertionError) {
                false
            }
        }
        app.waitForIdle()
    }
}
