package org.patchwork.app.background

import android.content.Context
import androidx.work.CoroutineWorker
import androidx.work.WorkerParameters
import org.patchwork.app.PatchworkApp
import org.patchwork.client.ClientException
import org.patchwork.client.SyncOutcome
import org.patchwork.client.WhyStopped

/** One sync in the time that the system grants. */
class SyncWorker(
    context: Context,
    parameters: WorkerParameters,
) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result {
        val parts = (applicationContext as PatchworkApp).parts
        val outcome =
            try {
                val client = parts.client.open()
                // Whoever looks has the connection up, and some seconds to undo what they saved: a
                // sync in the background would send it before. What is still unsent is tried later.
                if (parts.presence.isAtFront) {
                    return if (client.syncStatus().waiting > 0u) Result.retry() else Result.success()
                }
                // Opened for this work alone, it keeps no connection up by itself.
                parts.presence.rest(client)
                parts.notices.tellingOf(client) { client.syncNow(DEADLINE_MS) }
            } catch (_: ClientException) {
                // A keystore that cannot be read yet may be readable later. What stays broken is
                // said when somebody opens the app, and the next regular look meets it again.
                return if (runAttemptCount < TRIES) Result.retry() else Result.failure()
            }
        return resultOf(outcome)
    }

    private fun resultOf(outcome: SyncOutcome): Result =
        when (outcome.whyStopped) {
            WhyStopped.ALL_DONE, WhyStopped.SWITCHED_OFF, WhyStopped.NOT_A_MEMBER -> Result.success()
            WhyStopped.NO_ANSWER, WhyStopped.DIFFERS, WhyStopped.SOMETHING_WAITS ->
                if (runAttemptCount < TRIES) Result.retry() else Result.success()
        }

    private companion object {
        /** Time for one sync. What one could not finish in it, the next one continues. */
        const val DEADLINE_MS = 30_000u

        /** Tries before it is left to the next regular look; the pause has grown to hours by then. */
        const val TRIES = 8
    }
}
