package org.patchwork.app.testing

import android.content.Context
import android.view.View
import org.patchwork.app.scan.Camera
import org.patchwork.app.scan.Luminance
import org.patchwork.app.screens.invite.squaresOf

/** A camera that sees what a test shows it. */
class TestCamera : Camera {
    override var isThere = true
    private var onSeen: ((Luminance) -> Unit)? = null
    private var onFailed: () -> Unit = {}

    /** Whether a view of it shows. */
    var isOpen = false
        private set

    override fun watch(
        context: Context,
        onSeen: (Luminance) -> Unit,
        onFailed: () -> Unit,
    ): View {
        this.onSeen = onSeen
        this.onFailed = onFailed
        return View(context).apply {
            addOnAttachStateChangeListener(
                object : View.OnAttachStateChangeListener {
                    override fun onViewAttachedToWindow(view: View) {
                        isOpen = true
                    }

                    override fun onViewDetachedFromWindow(view: View) {
                        isOpen = false
                    }
                },
            )
        }
    }

    /** Sees this, on a thread that is not the main one. */
    fun see(seen: Luminance) {
        val onSeen = checkNotNull(onSeen) { "the camera was not asked to look" }
        Thread { onSeen(seen) }.apply { start() }.join()
    }

    fun fail() = onFailed()
}

/** What a camera sees of this code, as the app draws it: beside other light, turned, and as dark as is asked for. */
fun lightOf(
    code: String,
    quarters: Int = 0,
    dark: Int = 20,
    light: Int = 235,
): Luminance {
    val squares = squaresOf(code).apply { repeat(quarters) { rotate90() } }
    val (width, height) = 1280 to 960
    val side = (height - 2 * 60) / squares.height
    val (left, top) = (width - side * squares.width) / 2 to (height - side * squares.height) / 2
    // Rows are longer than what is seen, as a camera's are.
    val stride = width + 64
    val bytes = ByteArray(stride * height) { light.toByte() }
    for (row in 0 until side * squares.height) {
        for (column in 0 until side * squares.width) {
            if (squares[column / side, row / side]) bytes[(top + row) * stride + left + column] = dark.toByte()
        }
    }
    return Luminance(bytes, width, height, stride)
}
