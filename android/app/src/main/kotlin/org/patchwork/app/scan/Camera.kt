package org.patchwork.app.scan

import android.content.Context
import android.view.View

/** How light what a camera sees is: a byte for each point, row by row, [stride] bytes a row. */
class Luminance(
    val bytes: ByteArray,
    val width: Int,
    val height: Int,
    val stride: Int = width,
)

/** The phone's camera, for reading a code. Nothing that it sees is kept. */
interface Camera {
    /** Whether this phone has one. */
    val isThere: Boolean

    /**
     * A view of what the camera sees. The camera is open while the view shows. [onSeen] is handed
     * what it sees, on a thread of the camera's; [onFailed] is told on the main thread that it could
     * not be opened, or was taken away.
     */
    fun watch(
        context: Context,
        onSeen: (Luminance) -> Unit,
        onFailed: () -> Unit,
    ): View
}
