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
import kotlin.test.assertTrue
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.Rule
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.patchwork.app.testing.TestApp
import org.patchwork.client.CaseId
import org.patchwork.client.Client
import org.patchwork.client.EntryKind
import org.patchwork.client.MemoryVault
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
    private fun met() =
        runBlocking {
            val priya = app.parts.client.open()
            foundNorthtown(priya, relay.address)
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

    @Test
    fun `work that the system cuts off is done the next time, and nothing arrives twice`() {
        val case = met()
        runBlocking {
            val priya = app.parts.client.open()
            repeat(5) { priya.saveEntry(priya.newDraft(case).copy(kind = EntryKind.NOTE, text = "Note $it")) }
            priya.background()
            val cutOff = launch(Dispatchers.Default) { TestListenableWorkerBuilder<SyncWorker>(app as Context).build().doWork() }
            yield()
            cutOff.cancelAndJoin()
            // The process ends with it.
            app.parts.client.close()
        }
        assertEquals(Result.success(), run())
        val expected = (0 until 5).map { "Note $it" }
        val read =
            runBlocking {
                until("Tom reads them") {
                    tom
                        .timeline(case, null, 20u, TimelineFilter.ALL)
                        .entries
                        .map { it.text }
                        .sorted()
                        .takeIf { it.size >= expected.size }
                }
            }
        assertEquals(expected, read)
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
