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
import org.patchwork.app.R
import org.patchwork.client.SyncOutcome

/**
 * Says that there is something new, and nothing of what. It is off until somebody turns it on: a
 * phone lies on many tables.
 */
class NewEntryNotices(
    private val context: Context,
    private val isOn: () -> Boolean,
    private val isLookedAt: () -> Boolean,
) {
    private val system = checkNotNull(context.getSystemService(NotificationManager::class.java))

    /** Tells of what a sync in the background brought. */
    fun afterSync(outcome: SyncOutcome) {
        if (outcome.newEntries > 0u && isOn() && !isLookedAt() && isAllowed()) show()
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
