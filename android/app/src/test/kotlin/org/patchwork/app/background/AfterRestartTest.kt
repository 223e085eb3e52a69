package org.patchwork.app.background

import android.app.job.JobInfo
import android.app.job.JobScheduler
import android.content.ComponentName
import android.content.Intent
import android.content.pm.PackageManager
import android.os.Looper
import androidx.work.WorkInfo
import androidx.work.WorkManager
import androidx.work.impl.WorkManagerImpl
import androidx.work.impl.background.systemalarm.RescheduleReceiver
import java.util.concurrent.ConcurrentHashMap
import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlinx.coroutines.runBlocking
import org.junit.runner.RunWith
import org.patchwork.app.testing.TestApp
import org.patchwork.client.until
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.shadows.ShadowJobScheduler
import org.robolectric.util.ReflectionHelpers

/**
 * What was asked of the system is asked again after the phone was started anew. The system forgets
 * its jobs then; WorkManager keeps the work in a database of its own, and listens for the start for
 * as long as there is work. Here it is WorkManager itself and no stand-in.
 */
@RunWith(RobolectricTestRunner::class)
@Config(application = TestApp::class, shadows = [AfterRestartTest.SystemsJobs::class])
class AfterRestartTest {
    /** The jobs that the system has, whoever asks for them: Robolectric has a list for each that asks. */
    @Implements(className = "android.app.JobSchedulerImpl", isInAndroidSdk = false)
    class SystemsJobs : ShadowJobScheduler.ShadowJobSchedulerImpl() {
        @Implementation
        override fun schedule(job: JobInfo): Int {
            jobs[job.id] = job
            return JobScheduler.RESULT_SUCCESS
        }

        @Implementation
        override fun cancel(jobId: Int) {
            jobs.remove(jobId)
        }

        @Implementation
        override fun cancelAll() = jobs.clear()

        @Implementation
        override fun getAllPendingJobs(): List<JobInfo> = jobs.values.toList()
    }

    private val app: TestApp get() = RuntimeEnvironment.getApplication() as TestApp
    private val both = listOf(BackgroundSync.LOOK_REGULARLY, BackgroundSync.SEND_SOON)

    @BeforeTest
    @AfterTest
    fun phoneIsOff() {
        for (instance in listOf("sDelegatedInstance", "sDefaultInstance")) {
            ReflectionHelpers.setStaticField(WorkManagerImpl::class.java, instance, null)
        }
        jobs.clear()
    }

    private fun planned(): List<WorkInfo> {
        val work = WorkManager.getInstance(app)
        return both.map { name -> work.getWorkInfosForUniqueWork(name).get().single() }
    }

    private fun waitFor(
        what: String,
        holds: () -> Boolean,
    ) = runBlocking {
        until(what) {
            shadowOf(Looper.getMainLooper()).idle()
            Unit.takeIf { holds() }
        }
    }

    private fun hearsOfStart(): Boolean {
        val receiver = ComponentName(app, RescheduleReceiver::class.java)
        return app.packageManager.getComponentEnabledSetting(receiver) == PackageManager.COMPONENT_ENABLED_STATE_ENABLED
    }

    @Test
    fun `work that was asked for before the phone was started anew is asked for again`() {
        app.parts.backgroundSync.lookRegularly()
        app.parts.backgroundSync.sendSoon()
        waitFor("both are with the system") { jobs.size == both.size }
        waitFor("the start of the phone is listened for") { hearsOfStart() }
        val before = planned().map { it.id }

        phoneIsOff()
        app.sendBroadcast(Intent(Intent.ACTION_BOOT_COMPLETED))
        waitFor("both are with the system again") { jobs.size == both.size }
        val after = planned()
        assertEquals(before, after.map { it.id })
        assertEquals(listOf(WorkInfo.State.ENQUEUED, WorkInfo.State.ENQUEUED), after.map { it.state })

        // An erased phone asks for nothing any more, and does not wake up for it either.
        app.parts.backgroundSync.stop()
        waitFor("nothing is with the system") { jobs.isEmpty() }
        waitFor("the start of the phone is not listened for") { !hearsOfStart() }
    }

    private companion object {
        val jobs = ConcurrentHashMap<Int, JobInfo>()
    }
}
