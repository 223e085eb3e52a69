package org.patchwork.app.background

import android.Manifest
import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.os.Build
import org.patchwork.app.MainActivity
import org.patchwork.app.Preferences
import org.patchwork.app.R
import org.patchwork.client.CaseId
import org.patchwork.client.ClientInterface
import org.patchwork.client.SyncOutcome

/**
 * Says that there is something new, and nothing of what nor of whom. It is off for each case until
 * somebody turns it on there: a phone lies on many tables.
 */
class NewEntryNotices(
    private val context: Context,
    private val preferences: Preferences,
    private val isLookedAt: () -> Boolean,
) {
    private val system = checkNotNull(context.getSystemService(NotificationManager::class.java))

    /** Syncs in the background, and tells of what it brought to the cases that are told of. */
    suspend fun tellingOf(
        client: ClientInterface,
        sync: suspend () -> SyncOutcome,
    ): SyncOutcome {
        val before = unread(client)
        val outcome = sync()
        if (before.isNotEmpty() && outcome.newEntries > 0u) {
            val hasGrown = unread(client).any { (case, count) -> count > (before[case] ?: 0u) }
            if (hasGrown && !isLookedAt() && isAllowed()) show()
        }
        return outcome
    }

    /** How much is unread in each case that is told of. One that is not on this phone any more is forgotten. */
    private suspend fun unread(client: ClientInterface): Map<CaseId, UInt> {
        if (preferences.toldOf.value.isEmpty()) return emptyMap()
        val unread = client.allCases().associate { it.case to it.counts.unread }
        preferences.tellOf { it intersect unread.keys }
        return unread.filterKeys { it in preferences.toldOf.value }
    }

    /** Whoever looks at the app has seen it. */
    fun takeAway() = system.cancel(NOTICE)

    /** This phone was erased: there is no notice, and no kind of it in the phone's settings. */
    fun forget() {
        takeAway()
        system.deleteNotificationChannel(CHANNEL)
    }

    private fun isAllowed(): Boolean =
        Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU ||
            context.checkSelfPermission(Manifest.permission.POST_NOTIFICATIONS) == PackageManager.PERMISSION_GRANTED

    private fun show() {
        system.createNotificationChannel(
            NotificationChannel(CHANNEL, context.getString(R.string.notices_channel), NotificationManager.IMPORTANCE_DEFAULT),
        )
        val open =
            PendingIntent.getActivity(
                context,
                0,
                Intent(context, MainActivity::class.java).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK),
                PendingIntent.FLAG_IMMUTABLE,
            )
        val notice =
            Notification
                .Builder(context, CHANNEL)
                .setSmallIcon(R.drawable.tile)
                .setContentTitle(context.getString(R.string.app_name))
                .setContentText("Patchwork has an update")
                .setContentIntent(open)
                .setAutoCancel(true)
                .setOnlyAlertOnce(true)
                .setVisibility(Notification.VISIBILITY_PUBLIC)
                .build()
        system.notify(NOTICE, notice)
    }

    private companion object {
        const val CHANNEL = "new-entries"
        const val NOTICE = 1
    }
}
