package org.patchwork.app

import android.app.Activity
import android.content.Intent
import android.os.Bundle

/**
 * What an invitation opens that somebody taps. The system keeps the intent by which a window was
 * opened, and gives it again when the window is brought back: the secret in the link would lie in
 * its records. This takes it, hands it on in memory, and is in no list of recent apps.
 */
class JoinLink : Activity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        if (savedInstanceState == null) (application as PatchworkApp).parts.asked.takeLink(intent.data)
        intent = Intent()
        startActivity(Intent(this, MainActivity::class.java).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
        finish()
    }
}
