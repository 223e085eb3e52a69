package org.patchwork.app.background

import java.util.Collections
import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.Rule
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.patchwork.app.testing.TestApp
import org.patchwork.client.Client
import org.patchwork.client.ClientInterface
import org.patchwork.client.MemoryVault
import org.patchwork.client.openClient
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Leaving the app and coming back faster than the client comes to rest. */
@RunWith(RobolectricTestRunner::class)
@Config(application = TestApp::class)
class PresenceTest {
    @get:Rule
    val folder = TemporaryFolder()

    private lateinit var client: Client

    @BeforeTest
    fun open() = runBlocking { client = openClient(folder.newFolder("phone"), MemoryVault()) }

    @AfterTest
    fun close() = runBlocking { client.lock() }

    /** Comes to rest only when a test lets it. */
    private class Slow(
        private val real: ClientInterface,
    ) : ClientInterface by real {
        val begun = CompletableDeferred<Unit>()
        val mayRest = CompletableDeferred<Unit>()
        val heard: MutableList<String> = Collections.synchronizedList(mutableListOf())

        override suspend fun background() {
            begun.complete(Unit)
            mayRest.await()
            heard += "background"
        }

        override fun foreground() {
            heard += "foreground"
        }
    }

    @Test
    fun `who comes back before the client has come to rest has it awake`() =
        runBlocking {
            val slow = Slow(client)
            val presence = Presence()
            presence.came(slow)
            presence.left()
            val resting = launch(Dispatchers.Default) { presence.rest(slow) }
            slow.begun.await()
            presence.came(slow)
            slow.mayRest.complete(Unit)
            resting.join()
            assertEquals(listOf("foreground", "foreground", "background", "foreground"), slow.heard)
        }

    @Test
    fun `what is left to do after coming back does not put it to rest`() =
        runBlocking {
            val slow = Slow(client).apply { mayRest.complete(Unit) }
            val presence = Presence()
            presence.left()
            presence.came(slow)
            presence.rest(slow)
            assertEquals(listOf("foreground"), slow.heard)
            presence.left()
            presence.rest(slow)
            assertEquals(listOf("foreground", "background"), slow.heard)
        }
}
