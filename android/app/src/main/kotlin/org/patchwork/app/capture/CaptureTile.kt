package org.patchwork.app.capture

import android.annotation.SuppressLint
import android.app.PendingIntent
import android.content.Intent
import android.os.Build
import android.service.quicksettings.TileService
import org.patchwork.app.AskedFor
import org.patchwork.app.MainActivity

/** The tile among the quick settings that opens a new note at once. */
class CaptureTile : TileService() {
    override fun onClick() {
        val write =
            Intent(this, MainActivity::class.java)
                .setAction(AskedFor.WRITE)
                .addFlags(Intent.FLAG_ACTIVITY_NEW_TASK)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) {
            startActivityAndCollapse(PendingIntent.getActivity(this, 0, write, PendingIntent.FLAG_IMMUTABLE))
        } else {
            openBefore14(write)
        }
    }

    // What Android 13 and earlier have.
    @Suppress("DEPRECATION")
    @SuppressLint("StartActivityAndCollapseDeprecated")
    private fun openBefore14(write: Intent) = startActivityAndCollapse(write)
}
