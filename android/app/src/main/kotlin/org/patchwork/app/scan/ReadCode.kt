package org.patchwork.app.scan

import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader

/**
 * The words of the QR code in what a camera sees, however it is turned; null where there is none. A code whose corners
 * are not found in one direction is looked for by a quarter turned, so that a phone that is held still reads it too.
 */
fun readCode(seen: Luminance): String? = read(seen) ?: read(seen.turned())

private fun read(seen: Luminance): String? =
    try {
        val source = PlanarYUVLuminanceSource(seen.bytes, seen.stride, seen.height, 0, 0, seen.width, seen.height, false)
        QRCodeReader().decode(BinaryBitmap(HybridBinarizer(source)), mapOf(DecodeHintType.TRY_HARDER to true)).text
    } catch (_: ReaderException) {
        null
    }

/** The same by a quarter turned. */
private fun Luminance.turned(): Luminance {
    val turned = ByteArray(width * height)
    for (row in 0 until height) {
        for (column in 0 until width) turned[column * height + height - 1 - row] = bytes[row * stride + column]
    }
    return Luminance(turned, height, width, height)
}

/** The invitation in the words of a code: a code on a screen holds it alone, a link after its `#`. */
fun invitationIn(words: String): String = if (words.startsWith(LINK)) words.removePrefix(LINK) else words

private const val LINK = "patchwork://join#"
