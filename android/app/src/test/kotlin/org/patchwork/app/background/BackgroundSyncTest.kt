package org.patchwork.app.background

import android.Manifest
import android.app.NotificationManager
import android.content.Context
import android.os.Looper
import android.os.UserManager
import androidx.work.Configuration
import androidx.work.ListenableWorker.Result
import androidx.work.NetworkType
import androidx.work.WorkInfo
import androidx.work.WorkManager
import androidx.work.testing.SynchronousExecutor
import androidx.work.testing.TestListenableWorkerBuilder
import androidx.work.testing.WorkManagerTestInitHelper
import java.io.File
import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.Rule
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.patchwork.app.testing.HoldingProxy
import org.patchwork.app.testing.TestApp
import org.patchwork.client.CaseId
import org.patchwork.client.Client
import org.patchwork.client.EntryKind
import org.patchwork.client.MemoryVault
import org.patchwork.client.RelayProcess
import org.patchwork.client.TimelineFilter
import org.patchwork.client.Undone
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

/** What runs while nobody looks: the system's work, against a real relay. */
@RunWith(RobolectricTestRunner::class)
@Config(application = TestApp::class)
class BackgroundSyncTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val app: TestApp get() = RuntimeEnvironment.getApplication() as TestApp
    private val work: WorkManager get() = WorkManager.getInstance(app)
    private lateinit var relay: RelayProcess
    private lateinit var tom: Client

    @BeforeTest
    fun begin() {
        WorkManagerTestInitHelper.initializeTestWorkManager(
            app,
            Configuration.Builder().setExecutor(SynchronousExecutor()).build(),
        )
        relay = RelayProcess.start(folder.newFolder("relay"))
        tom = runBlocking { openClient(File(folder.root, "tom"), MemoryVault()) }
    }

    @AfterTest
    fun end() {
        runBlocking {
            tom.lock()
            app.parts.client.close()
        }
        relay.close()
    }

    /** The phone's owner and Tom are on Ella's team; nobody looks at the phone. */
    private val fiveNotes = (0 until 5).map { "Note $it" }

    private fun met(address: String = relay.address) =
        runBlocking {
            val priya = app.parts.client.open()
            foundNorthtown(priya, address)
            val toms = joinTom(priya, tom)
            val case = priya.openCase(ella(toms))
            until("Tom has the case") { tom.cases("", null, 50u).families.firstOrNull() }
            priya.background()
            case
        }

    private fun run(): Result = runBlocking { TestListenableWorkerBuilder<SyncWorker>(app as Context).build().doWork() }

    private fun scheduled(name: String): WorkInfo = work.getWorkInfosForUniqueWork(name).get().single()

    @Test
    fun `what was saved goes as soon as there is a network and is tried again later`() {
        app.parts.backgroundSync.sendSoon()
        val info = scheduled(BackgroundSync.SEND_SOON)
        assertEquals(WorkInfo.State.ENQUEUED, info.state)
        assertEquals(NetworkType.CONNECTED, info.constraints.requiredNetworkType)
        // Saved again while the first still waits: one look is enough for both.
        app.parts.backgroundSync.sendSoon()
        assertEquals(1, work.getWorkInfosForUniqueWork(BackgroundSync.SEND_SOON).get().count { !it.state.isFinished })
    }

    @Test
    fun `what is saved while an earlier try waits for its turn does not wait behind it`() {
        // The parts are made on first use, with the phone unlocked: it is locked after that, so that each try fails at once.
        val sync = app.parts.backgroundSync
        shadowOf(app.getSystemService(UserManager::class.java)).setUserUnlocked(false)
        sync.sendSoon()
        val first = scheduled(BackgroundSync.SEND_SOON).id
        checkNotNull(WorkManagerTestInitHelper.getTestDriver(app)).setAllConstraintsMet(first)
        runBlocking {
            until("it was tried and waits to be tried again") {
                shadowOf(Looper.getMainLooper()).idle()
                scheduled(BackgroundSync.SEND_SOON).takeIf { it.runAttemptCount > 0 && it.state == WorkInfo.State.ENQUEUED }
            }
        }
        sync.sendSoon()
        // What is planned is looked up and replaced on a thread of its own.
        val left =
            runBlocking {
                until("it is planned anew") {
                    val planned = work.getWorkInfosForUniqueWork(BackgroundSync.SEND_SOON).get()
                    planned.filter { !it.state.isFinished }.takeIf { all -> all.isNotEmpty() && all.none { it.id == first } }
                }
            }
        assertEquals(listOf(WorkInfo.State.ENQUEUED to 0), left.map { it.state to it.runAttemptCount })
    }

    @Test
    fun `news are looked for from time to time and only once however often that is asked`() {
        repeat(3) { app.parts.backgroundSync.lookRegularly() }
        val info = scheduled(BackgroundSync.LOOK_REGULARLY)
        assertEquals(NetworkType.CONNECTED, info.constraints.requiredNetworkType)
        assertEquals(1_800_000L, info.periodicityInfo?.repeatIntervalMillis)
        app.parts.backgroundSync.stop()
        assertEquals(WorkInfo.State.CANCELLED, scheduled(BackgroundSync.LOOK_REGULARLY).state)
    }

    @Test
    fun `a note that was saved before the phone was put away is with the team after the work`() {
        val case = met()
        runBlocking {
            val priya = app.parts.client.open()
            priya.saveEntry(priya.newDraft(case).copy(kind = EntryKind.WORRY, text = "Ella very quiet."))
            // The undo window is over once nobody looks.
            priya.background()
        }
        assertEquals(Result.success(), run())
        runBlocking {
            until("Tom reads it") { tom.timeline(case, null, 20u, TimelineFilter.ALL).entries.singleOrNull() }
        }
    }

    /** What Tom reads in the case, in the order of the alphabet. */
    private suspend fun readByTom(case: CaseId) =
        tom
            .timeline(case, null, 20u, TimelineFilter.ALL)
            .entries
            .map { it.text }
            .sorted()

    /** Work that syncs five notes, and that the system cuts off, with the process, while the proxy holds this. */
    private fun cutOffWhileHeld(
        proxy: HoldingProxy,
        held: HoldingProxy.Held,
        whileHeld: suspend (CaseId) -> Unit,
    ): CaseId {
        val case = met(proxy.address)
        runBlocking {
            // Tom reaches the relay by himself.
            tom.relayMoved(relay.address)
            tom.syncNow(20_000u)
            val priya = app.parts.client.open()
            priya.syncNow(20_000u)
            priya.background()
            fiveNotes.forEach { priya.saveEntry(priya.newDraft(case).copy(kind = EntryKind.NOTE, text = it)) }
            proxy.hold(held)
            val cutOff = launch(Dispatchers.Default) { TestListenableWorkerBuilder<SyncWorker>(app as Context).build().doWork() }
            withContext(Dispatchers.IO) { proxy.awaitHeld() }
            whileHeld(case)
            assertTrue(cutOff.isActive, "the work has not ended while it waits for the relay")
            cutOff.cancelAndJoin()
            // The process ends with it.
            app.parts.client.close()
        }
        proxy.lose()
        return case
    }

    private fun assertTomHasEachOnce(case: CaseId) {
        assertEquals(Result.success(), run())
        runBlocking {
            until("Tom reads them") { readByTom(case).takeIf { it.size >= fiveNotes.size } }
            tom.syncNow(20_000u)
            assertEquals(fiveNotes, readByTom(case))
            val priya = app.parts.client.open()
            assertEquals(0u, priya.syncStatus().waiting)
            assertEquals(
                fiveNotes,
                priya
                    .timeline(case, null, 20u, TimelineFilter.ALL)
                    .entries
                    .map { it.text }
                    .sorted(),
            )
        }
    }

    @Test
    fun `work that the system cuts off is done the next time, and nothing arrives twice`() =
        HoldingProxy(relay.address).use { proxy ->
            // The relay has the notes, and its answer does not reach this phone any more.
            val case =
                cutOffWhileHeld(proxy, HoldingProxy.Held.Answers) { case ->
                    val there = until("the relay has them") { readByTom(case).takeIf { it.size >= fiveNotes.size } }
                    assertEquals(fiveNotes, there)
                }
            assertTomHasEachOnce(case)
        }

    @Test
    fun `work that the system cuts off before the relay heard of it loses nothing`() =
        HoldingProxy(relay.address).use { proxy ->
            val case =
                cutOffWhileHeld(proxy, HoldingProxy.Held.Requests) { case ->
                    tom.syncNow(20_000u)
                    assertEquals(emptyList(), readByTom(case))
                }
            assertTomHasEachOnce(case)
        }

    @Test
    fun `however much is saved while one sends, it is looked once more and not for each`() =
        HoldingProxy(relay.address).use { proxy ->
            met(proxy.address)
            proxy.hold(HoldingProxy.Held.Answers)
            val sync = app.parts.backgroundSync
            val states = { work.getWorkInfosForUniqueWork(BackgroundSync.SEND_SOON).get().map { it.state } }
            sync.sendSoon()
            val id =
                runBlocking {
                    until("it is planned") {
                        work
                            .getWorkInfosForUniqueWork(BackgroundSync.SEND_SOON)
                            .get()
                            .singleOrNull()
                            ?.id
                    }
                }
            checkNotNull(WorkManagerTestInitHelper.getTestDriver(app)).setAllConstraintsMet(id)
            runBlocking {
                until("it runs") {
                    shadowOf(Looper.getMainLooper()).idle()
                    states().takeIf { it == listOf(WorkInfo.State.RUNNING) }
                }
                proxy.awaitHeld()
                sync.sendSoon()
                until("one more look is planned") { states().takeIf { WorkInfo.State.BLOCKED in it } }
                // Each is decided on a thread of its own, one after the other.
                repeat(3) { sync.sendSoon() }
                work.getWorkInfosForUniqueWork(BackgroundSync.SEND_SOON).get()
            }
            assertEquals(listOf(WorkInfo.State.BLOCKED, WorkInfo.State.RUNNING), states().sortedBy { it.name })
        }

    @Test
    fun `what was just saved can be undone while somebody looks, although work was asked for`() {
        val case = met()
        val parts = app.parts
        runBlocking {
            val priya = parts.client.open()
            parts.presence.came(priya)
            val saved = priya.saveEntry(priya.newDraft(case).copy(kind = EntryKind.NOTE, text = "A slip"))
            assertEquals(Result.retry(), run(), "the work waits for whoever looks")
            assertIs<Undone.InTime>(priya.undo(saved.entry))
            // The draft of what was undone waits for nothing, and the open connection sends the rest.
            until("nothing waits") { Unit.takeIf { priya.syncStatus().waiting == 0u } }
            assertEquals(Result.success(), run())
            parts.presence.left()
            priya.saveEntry(priya.newDraft(case).copy(kind = EntryKind.NOTE, text = "Meant so"))
        }
        assertEquals(Result.success(), run())
        runBlocking { until("Tom reads it") { readByTom(case).takeIf { it == listOf("Meant so") } } }
    }

    @Test
    fun `what a colleague wrote is told of only in a case where that was turned on, and without a word of it`() {
        val case = met()
        val notices = shadowOf(app.getSystemService(NotificationManager::class.java))
        val write = { where: CaseId, words: String ->
            runBlocking {
                tom.saveEntry(tom.newDraft(where).copy(kind = EntryKind.WORRY, text = words))
                tom.syncNow(10_000u)
            }
        }
        val other =
            runBlocking {
                val priya = app.parts.client.open()
                val other = priya.openCase(ella(tom.me().practitioner).copy(given = "Kai", request = drawId()))
                priya.syncNow(10_000u)
                until("Tom has the other case") { tom.allCases().firstOrNull { it.case == other } }
                priya.background()
                other
            }
        shadowOf(app).grantPermissions(Manifest.permission.POST_NOTIFICATIONS)
        write(case, "Ella limped.")
        assertEquals(Result.success(), run())
        assertTrue(notices.allNotifications.isEmpty(), "it is off until somebody turns it on")

        // A case that is not here any more is forgotten.
        val gone = CaseId(drawId())
        app.parts.preferences.tellOf { it + case + gone }
        write(other, "Kai laughed.")
        assertEquals(Result.success(), run())
        assertTrue(notices.allNotifications.isEmpty(), "it is on for one case, and this came in another")
        assertEquals(setOf(case), app.parts.preferences.toldOf.value)

        write(case, "Ella’s arm is bruised.")
        assertEquals(Result.success(), run())
        val notice = notices.allNotifications.single()
        val said = notice.extras.keySet().mapNotNull { notice.extras.get(it)?.toString() }
        assertTrue("Patchwork has an update" in said)
        assertTrue(said.none { "Ella" in it || "bruised" in it || "Tom" in it || case.text in it }, "$said")
    }

    @Test
    fun `without a relay it is tried again later`() {
        val case = met()
        runBlocking {
            val priya = app.parts.client.open()
            priya.saveEntry(priya.newDraft(case).copy(kind = EntryKind.NOTE, text = "Waits."))
        }
        relay.close()
        assertEquals(Result.retry(), run())
    }

    @Test
    fun `before the phone was unlocked it is tried again later and nothing is made`() {
        // The parts are made on first use, with the phone unlocked: it is locked after that.
        val parts = app.parts
        shadowOf(app.getSystemService(UserManager::class.java)).setUserUnlocked(false)
        assertEquals(Result.retry(), run())
        assertTrue(parts.client.current.value == null)
        assertTrue(File(app.noBackupFilesDir, "patchwork").list().isNullOrEmpty())
    }
}
