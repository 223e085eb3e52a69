package org.patchwork.client

import java.io.File
import java.time.Duration
import java.util.Collections
import java.util.concurrent.atomic.AtomicInteger
import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTimedValue
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.Rule
import org.junit.rules.TemporaryFolder

/** Two people and a relay, through the library as phones load it. */
class JourneyTest {
    @get:Rule
    val folder = TemporaryFolder()

    private lateinit var relay: RelayProcess
    private val priyasVault = MemoryVault()
    private val tomsVault = MemoryVault()

    @BeforeTest
    fun startTheRelay() {
        relay = RelayProcess.start(folder.newFolder("relay"))
    }

    @AfterTest
    fun stopTheRelay() {
        relay.close()
    }

    private fun data(name: String) = File(folder.root, name)

    /** Priya and Tom, who is on the team of Ella's case. */
    private suspend fun met(): Triple<Client, Client, CaseId> {
        val priya = openClient(data("priya"), priyasVault)
        foundNorthtown(priya, relay.address)
        val tom = openClient(data("tom"), tomsVault)
        val toms = joinTom(priya, tom)
        val case = priya.openCase(ella(toms))
        until("Tom has the case") { tom.cases("", null, 50u).families.firstOrNull() }
        return Triple(priya, tom, case)
    }

    private suspend fun Client.note(
        case: CaseId,
        words: String,
    ): Saved = saveEntry(newDraft(case).copy(kind = EntryKind.WORRY, text = words))

    private suspend fun Client.read(case: CaseId): List<EntryView> = timeline(case, null, 50u, TimelineFilter.ALL).entries

    private suspend fun Client.numberOf(
        person: PersonId,
        case: CaseId,
    ): ContactDetailView? =
        caseView(case)
            .people
            .firstOrNull { it.person == person }
            ?.contacts
            ?.singleOrNull()

    @Test
    fun `what was captured with no signal is read by the other once there is one`() =
        runBlocking<Unit> {
            val (priya, tom, case) = met()
            priya.setOffline(true)
            val saved = priya.note(case, "Ella very quiet; same clothes as Monday.")
            assertEquals(EntryState.UNDOABLE, priya.entry(case, saved.entry).state)
            assertTrue(priya.syncStatus().waiting > 0u)
            assertTrue(tom.read(case).isEmpty())

            val heard = Collections.synchronizedList(mutableListOf<Update>())
            val listening = launch(start = CoroutineStart.UNDISPATCHED) { tom.updates().collect { heard += it } }
            priya.setOffline(false)
            val outcome = priya.syncNow(10_000u)
            assertEquals(WhyStopped.ALL_DONE, outcome.whyStopped)
            assertEquals(0uL, outcome.waiting.toULong())
            val seen = until("Tom reads the worry") { tom.read(case).singleOrNull() }
            assertEquals("Ella very quiet; same clothes as Monday.", seen.text)
            assertEquals("Priya Nair", seen.authorName)
            assertTrue(seen.isUnanswered)
            assertTrue(Duration.between(seen.writtenAt, java.time.Instant.now()).abs() < Duration.ofMinutes(5))
            until("Tom hears of it") { heard.firstOrNull { it == Update.Case(case) } }
            listening.cancel()
            priya.lock()
            tom.lock()
        }

    @Test
    fun `a number that two change apart keeps both values until somebody chooses`() =
        runBlocking<Unit> {
            val (priya, tom, case) = met()
            val mum =
                priya.addPerson(
                    case,
                    NewPerson(
                        id = PersonId(drawId()),
                        name = "Dana Marsh",
                        role = "Mother",
                        agency = "",
                        mobile = "07700 900111",
                        email = "",
                    ),
                )
            val shown = until("Tom has Mum's number") { tom.numberOf(mum, case) }
            priya.setOffline(true)
            tom.setOffline(true)
            for ((client, value) in listOf(priya to "07700 900222", tom to "07700 900333")) {
                client.setContact(
                    case,
                    ContactDetail(person = mum, detail = shown.detail, kind = ContactKind.MOBILE, value = value, shown = ""),
                )
            }
            priya.setOffline(false)
            tom.setOffline(false)
            for (client in listOf(priya, tom)) {
                val conflict = until("both see both") { client.conflicts().singleOrNull() }
                assertEquals(setOf("07700 900222", "07700 900333"), conflict.values.map { it.value }.toSet())
            }
            val conflict = tom.conflicts().single()
            tom.chooseValue(case, conflict.field, conflict.values.first { it.value == "07700 900222" }.choice)
            until("Priya sees what was chosen") { priya.conflicts().isEmpty().takeIf { it } }
            assertEquals("07700 900222", priya.numberOf(mum, case)?.value)
            priya.lock()
            tom.lock()
        }

    @Test
    fun `everything is there after a restart and nothing opens with a wrong key`() =
        runBlocking<Unit> {
            val (priya, tom, case) = met()
            priya.note(case, "Nan will fetch her on Friday.")
            priya.lock()
            // A lock is final for the object; the folder opens again.
            assertIs<ClientException.Locked>(assertFailsWith<ClientException> { priya.read(case) })
            val again = openClient(data("priya"), priyasVault)
            assertEquals("Nan will fetch her on Friday.", again.read(case).single().text)
            assertIs<ClientException.InUse>(assertFailsWith<ClientException> { openClient(data("priya"), priyasVault) })
            again.lock()

            val wrong = MemoryVault().apply { secrets += priyasVault.secrets.mapValues { ByteArray(it.value.size) { 7 } } }
            val refused = assertFailsWith<ClientException> { openClient(data("priya"), wrong) }
            assertIs<ClientException.Damaged>(refused)
            assertTrue(refused.notice.body.isNotEmpty())
            val gone = assertFailsWith<ClientException> { openClient(data("priya"), MemoryVault()) }
            assertIs<ClientException.KeyGone>(gone)
            assertEquals("key-gone", gone.notice.code)
            priyasVault.refuses = VaultException.Cancelled()
            assertIs<ClientException.VaultCancelled>(assertFailsWith<ClientException> { openClient(data("priya"), priyasVault) })
            priyasVault.refuses = null
            openClient(data("priya"), priyasVault).lock()
            tom.lock()
        }

    @Test
    fun `a call that was cancelled leaves the client whole`() =
        runBlocking<Unit> {
            val (priya, tom, case) = met()
            repeat(20) { turn ->
                val call = launch(Dispatchers.Default, CoroutineStart.UNDISPATCHED) { priya.note(case, "Note $turn") }
                call.cancel()
                call.join()
            }
            // Each was saved whole or not at all, and what was saved goes on its way by itself.
            val saved = priya.read(case).map { it.text }
            assertEquals(saved.distinct(), saved)
            priya.note(case, "The last one")
            priya.syncNow(10_000u)
            until("Tom has what Priya has") { tom.read(case).map { it.text }.takeIf { it == priya.read(case).map { e -> e.text } } }
            priya.lock()
            tom.lock()
        }

    @Test
    fun `a listener that throws harms nobody and hears nothing after a lock`() =
        runBlocking<Unit> {
            val (priya, tom, case) = met()
            val calls = AtomicInteger()
            priya
                .subscribe(
                    object : UpdateListener {
                        override fun updated(update: Update) {
                            calls.incrementAndGet()
                            error("a fault of the app's")
                        }
                    },
                ).use {
                    priya.note(case, "Saved all the same")
                    until("the listener was called") { calls.get().takeIf { it > 0 } }
                    assertEquals(1, priya.read(case).size)
                    priya.lock()
                    val atTheLock = calls.get()
                    tom.note(case, "After it")
                    tom.syncNow(10_000u)
                    assertEquals(atTheLock, calls.get())
                }
            tom.lock()
        }

    @Test
    fun `many calls side by side each get their answer`() =
        runBlocking<Unit> {
            val (priya, tom, case) = met()
            coroutineScope {
                val writes = (1..20).map { async(Dispatchers.IO) { priya.note(case, "Note $it") } }
                val reads = (1..20).map { async(Dispatchers.IO) { priya.read(case) } }
                assertEquals(
                    20,
                    writes
                        .awaitAll()
                        .map { it.entry }
                        .distinct()
                        .size,
                )
                reads.awaitAll()
            }
            assertEquals((1..20).map { "Note $it" }.toSet(), priya.read(case).map { it.text }.toSet())
            priya.lock()
            tom.lock()
        }

    @Test
    fun `in the background only the sync that is asked for runs and keeps its deadline`() =
        runBlocking<Unit> {
            val (priya, tom, case) = met()
            tom.background()
            priya.note(case, "Spoke to Nan.")
            assertEquals(0uL, priya.syncNow(10_000u).waiting.toULong())
            assertTrue(tom.read(case).isEmpty())
            val outcome = tom.syncNow(10_000u)
            assertEquals(WhyStopped.ALL_DONE, outcome.whyStopped)
            assertEquals(1uL, outcome.newEntries.toULong())

            // Of a relay that takes the connection and stays silent, a call with a deadline says so long
            // before the client would give up by itself, after twenty seconds.
            relay.pause()
            tom.note(case, "Waits for the relay")
            val (late, took) = measureTimedValue { withContext(Dispatchers.Default) { tom.syncNow(500u) } }
            assertEquals(WhyStopped.NO_ANSWER, late.whyStopped)
            assertTrue(late.waiting.toULong() > 0uL)
            assertTrue(took < 10.seconds, "$took")
            priya.lock()
            tom.lock()
        }

    @Test
    fun `an erased device holds nothing and an erased key leaves nothing to read`() =
        runBlocking<Unit> {
            val (priya, tom, _) = met()
            tom.eraseThisDevice()
            assertTrue(data("tom").list().isNullOrEmpty())
            assertTrue(tomsVault.secrets.isEmpty())
            priya.lock()
            eraseDevice(Options(dataDir = data("priya").path, undoSeconds = 10u), priyasVault)
            assertFalse(data("priya").listFiles().orEmpty().any { it.name.endsWith(".db") })
            assertNull(priyasVault.load("database-key"))
        }
}
