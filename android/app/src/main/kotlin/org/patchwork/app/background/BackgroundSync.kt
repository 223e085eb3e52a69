package org.patchwork.app.background

import android.content.Context
import android.os.Build
import androidx.work.BackoffPolicy
import androidx.work.Constraints
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.ExistingWorkPolicy
import androidx.work.NetworkType
import androidx.work.OneTimeWorkRequestBuilder
import androidx.work.OutOfQuotaPolicy
import androidx.work.PeriodicWorkRequestBuilder
import androidx.work.WorkInfo
import androidx.work.WorkManager
import java.util.concurrent.Future
import java.util.concurrent.TimeUnit

/**
 * Asks the system for time to sync while nobody looks at the app. Both kinds of work wait for a
 * network, last over a restart of the phone, and are tried again later and later when they fail.
 */
class BackgroundSync(
    private val work: () -> WorkManager,
) {
    constructor(context: Context) : this({ WorkManager.getInstance(context) })

    /** Something was saved here: it goes as soon as the system lets it. */
    fun sendSoon() {
        val request =
            OneTimeWorkRequestBuilder<SyncWorker>()
                .setConstraints(onNetwork)
                .setBackoffCriteria(BackoffPolicy.EXPONENTIAL, FIRST_PAUSE_SECONDS, TimeUnit.SECONDS)
                .apply {
                    // Before Android 12 hurried work has to show a notification; there it waits its turn.
                    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
                        setExpedited(OutOfQuotaPolicy.RUN_AS_NON_EXPEDITED_WORK_REQUEST)
                    }
                }.build()
        val manager = work()
        val planned = manager.getWorkInfosForUniqueWork(SEND_SOON)
        planned.addListener({ behind(planned)?.let { manager.enqueueUniqueWork(SEND_SOON, it, request) } }, Runnable::run)
    }

    /**
     * Behind one that runs, which may have looked before this was saved; once is enough, however much
     * is saved while it runs. In place of one that only waits: after failures it may wait for hours,
     * and what is saved now should not wait with it.
     */
    private fun behind(planned: Future<List<WorkInfo>>): ExistingWorkPolicy? {
        val states = runCatching { planned.get().map { it.state } }.getOrDefault(emptyList())
        return when {
            WorkInfo.State.RUNNING !in states -> ExistingWorkPolicy.REPLACE
            WorkInfo.State.BLOCKED in states -> null
            else -> ExistingWorkPolicy.APPEND_OR_REPLACE
        }
    }

    /** Looks for news from time to time, for as long as the app is installed. */
    fun lookRegularly() {
        val request =
            PeriodicWorkRequestBuilder<SyncWorker>(EVERY_MINUTES, TimeUnit.MINUTES)
                .setConstraints(onNetwork)
                .setBackoffCriteria(BackoffPolicy.EXPONENTIAL, FIRST_PAUSE_SECONDS, TimeUnit.SECONDS)
                .build()
        work().enqueueUniquePeriodicWork(LOOK_REGULARLY, ExistingPeriodicWorkPolicy.KEEP, request)
    }

    /** Asks for no more time: this phone was erased or belongs to no partnership. */
    fun stop() {
        work().cancelUniqueWork(SEND_SOON)
        work().cancelUniqueWork(LOOK_REGULARLY)
    }

    companion object {
        const val SEND_SOON = "send-soon"
        const val LOOK_REGULARLY = "look-regularly"
        private const val EVERY_MINUTES = 30L
        private const val FIRST_PAUSE_SECONDS = 30L
        private val onNetwork = Constraints.Builder().setRequiredNetworkType(NetworkType.CONNECTED).build()
    }
}
