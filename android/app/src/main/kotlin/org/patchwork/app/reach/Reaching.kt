package org.patchwork.app.reach

import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.net.Uri
import androidx.core.net.toUri

/** Gets in touch by the phone's other apps. */
interface Reaching {
    /** Opens the app for a link as the core gave it: `tel:`, `sms:`, `mailto:`. False where none can. */
    fun open(link: String): Boolean

    /** Shows an address on the map of another app, which learns it. False where none can. */
    fun showOnMap(address: String): Boolean

    /** Hands words to an app that the person chooses. False where none can. */
    fun share(words: String): Boolean
}

/** By Android's intents. A number is put into the dialler and never called by itself. */
class ReachingByIntents(
    private val context: Context,
) : Reaching {
    override fun open(link: String): Boolean {
        val uri = link.toUri()
        val action = actions[uri.scheme] ?: return false
        return start(Intent(action, uri))
    }

    override fun showOnMap(address: String): Boolean = start(Intent(Intent.ACTION_VIEW, "geo:0,0?q=${Uri.encode(address)}".toUri()))

    override fun share(words: String): Boolean {
        val send = Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, words)
        return start(Intent.createChooser(send, null))
    }

    private fun start(intent: Intent): Boolean =
        try {
            context.startActivity(intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
            true
        } catch (_: ActivityNotFoundException) {
            false
        }

    private companion object {
        val actions =
            mapOf("tel" to Intent.ACTION_DIAL, "sms" to Intent.ACTION_SENDTO, "mailto" to Intent.ACTION_SENDTO)
    }
}
