package org.patchwork.app.scan

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.graphics.Matrix
import android.graphics.RectF
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.os.Looper
import android.util.Size
import android.view.Surface
import android.view.TextureView
import android.view.View

/** The camera at the back of the phone, or whichever it has. */
class PhoneCamera(
    context: Context,
) : Camera {
    private val system = context.getSystemService(CameraManager::class.java)

    override val isThere: Boolean get() = idOfTheBack() != null

    override fun watch(
        context: Context,
        onSeen: (Luminance) -> Unit,
        onFailed: () -> Unit,
    ): View = CameraView(context, checkNotNull(system), ::idOfTheBack, onSeen, onFailed)

    private fun idOfTheBack(): String? =
        try {
            val ids = system?.cameraIdList.orEmpty()
            ids.firstOrNull { facing(it) == CameraCharacteristics.LENS_FACING_BACK } ?: ids.firstOrNull()
        } catch (_: CameraAccessException) {
            null
        }

    private fun facing(id: String): Int? = system?.getCameraCharacteristics(id)?.get(CameraCharacteristics.LENS_FACING)
}

/** Opens the camera when there is something to draw on, and closes it when that goes. */
@SuppressLint("ViewConstructor")
private class CameraView(
    context: Context,
    private val system: CameraManager,
    private val which: () -> String?,
    private val onSeen: (Luminance) -> Unit,
    private val onFailed: () -> Unit,
) : TextureView(context),
    TextureView.SurfaceTextureListener {
    private val main = Handler(Looper.getMainLooper())
    private var opened: Opened? = null

    init {
        surfaceTextureListener = this
    }

    override fun onSurfaceTextureAvailable(
        texture: SurfaceTexture,
        width: Int,
        height: Int,
    ) {
        val id = which() ?: return onFailed()
        val size =
            try {
                sizeOf(id)
            } catch (_: CameraAccessException) {
                return onFailed()
            }
        texture.setDefaultBufferSize(size.width, size.height)
        turn(size)
        opened = Opened(Surface(texture), size, onSeen) { main.post { if (opened != null) onFailed() } }.also { it.open(system, id) }
    }

    override fun onSurfaceTextureSizeChanged(
        texture: SurfaceTexture,
        width: Int,
        height: Int,
    ) {
        opened?.let { turn(it.size) }
    }

    override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean {
        opened?.close()
        opened = null
        return true
    }

    override fun onSurfaceTextureUpdated(texture: SurfaceTexture) = Unit

    /** The largest that is quick to read: four to three, as the view is, where the camera has it. */
    private fun sizeOf(id: String): Size {
        val map = system.getCameraCharacteristics(id).get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP)
        val sizes =
            map
                ?.getOutputSizes(ImageFormat.YUV_420_888)
                .orEmpty()
                .filter { it.width <= MOST_WIDE }
                .sortedByDescending { it.width }
        return sizes.firstOrNull { it.width * LEAST.height == it.height * LEAST.width } ?: sizes.firstOrNull() ?: LEAST
    }

    /** The camera's picture is upright while the phone is. */
    private fun turn(size: Size) {
        val rotation = display?.rotation ?: Surface.ROTATION_0
        val matrix = Matrix()
        val shown = RectF(0f, 0f, width.toFloat(), height.toFloat())
        if (rotation == Surface.ROTATION_90 || rotation == Surface.ROTATION_270) {
            val seen = RectF(0f, 0f, size.height.toFloat(), size.width.toFloat())
            seen.offset(shown.centerX() - seen.centerX(), shown.centerY() - seen.centerY())
            matrix.setRectToRect(shown, seen, Matrix.ScaleToFit.FILL)
            val by = maxOf(height.toFloat() / size.height, width.toFloat() / size.width)
            matrix.postScale(by, by, shown.centerX(), shown.centerY())
            matrix.postRotate(if (rotation == Surface.ROTATION_90) -QUARTER else QUARTER, shown.centerX(), shown.centerY())
        } else if (rotation == Surface.ROTATION_180) {
            matrix.postRotate(2 * QUARTER, shown.centerX(), shown.centerY())
        }
        setTransform(matrix)
    }

    private companion object {
        const val MOST_WIDE = 1280

        /** What every camera has, and the shape of the view. */
        val LEAST = Size(640, 480)

        /** A quarter of a turn, in degrees. */
        const val QUARTER = 90f
    }
}

/** A camera that is open, or on its way to be. Everything of it happens on one thread of its own. */
private class Opened(
    private val preview: Surface,
    val size: Size,
    private val onSeen: (Luminance) -> Unit,
    private val onFailed: () -> Unit,
) : CameraDevice.StateCallback() {
    private val thread = HandlerThread("camera").apply { start() }
    private val turns = Handler(thread.looper)
    private val images = ImageReader.newInstance(size.width, size.height, ImageFormat.YUV_420_888, 2)
    private var device: CameraDevice? = null
    private var isOpening = false
    private var isClosed = false

    // It is only asked for after the person let Patchwork use the camera; taken away since, it fails.
    @SuppressLint("MissingPermission")
    fun open(
        system: CameraManager,
        id: String,
    ) {
        images.setOnImageAvailableListener({ seen(it) }, turns)
        turns.post {
            if (isClosed) return@post
            isOpening = true
            orFail { system.openCamera(id, this, turns) }
        }
    }

    fun close() {
        turns.post {
            isClosed = true
            // One that is on its way to be open is waited for, and closed then.
            if (!isOpening) end()
        }
    }

    private fun end() {
        device?.close()
        device = null
        images.close()
        preview.release()
        thread.quitSafely()
    }

    /** It could not be opened, or was taken away. */
    private fun failed() {
        isOpening = false
        if (isClosed) end() else onFailed()
    }

    private fun seen(reader: ImageReader) {
        val image = reader.acquireLatestImage() ?: return
        image.use { onSeen(lightOf(it)) }
    }

    override fun onOpened(camera: CameraDevice) {
        isOpening = false
        device = camera
        if (isClosed) end() else orFail { begin(camera) }
    }

    override fun onDisconnected(camera: CameraDevice) {
        camera.close()
        failed()
    }

    override fun onError(
        camera: CameraDevice,
        error: Int,
    ) {
        camera.close()
        failed()
    }

    // What takes its place is of Android 9; Patchwork runs on Android 8, too.
    @Suppress("DEPRECATION")
    private fun begin(camera: CameraDevice) {
        val asks = camera.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
        asks.addTarget(preview)
        asks.addTarget(images.surface)
        asks.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
        camera.createCaptureSession(
            listOf(preview, images.surface),
            object : CameraCaptureSession.StateCallback() {
                override fun onConfigured(session: CameraCaptureSession) = orFail { session.setRepeatingRequest(asks.build(), null, turns) }

                override fun onConfigureFailed(session: CameraCaptureSession) = failed()
            },
            turns,
        )
    }

    /** The system refuses with any of these: in use, taken away, closed meanwhile, not allowed any more. */
    private fun orFail(work: () -> Any?) {
        try {
            work()
        } catch (_: CameraAccessException) {
            failed()
        } catch (_: IllegalStateException) {
            failed()
        } catch (_: IllegalArgumentException) {
            failed()
        } catch (_: SecurityException) {
            failed()
        }
    }
}

private fun lightOf(image: Image): Luminance {
    val plane = image.planes[0]
    val bytes = ByteArray(plane.buffer.remaining()).also { plane.buffer.get(it) }
    // The last row may end with its last point; a reader of rows wants all of it.
    return Luminance(bytes.copyOf(plane.rowStride * image.height), image.width, image.height, plane.rowStride)
}
