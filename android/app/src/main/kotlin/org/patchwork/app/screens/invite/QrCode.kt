package org.patchwork.app.screens.invite

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.widthIn
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import com.google.zxing.BarcodeFormat
import com.google.zxing.EncodeHintType
import com.google.zxing.common.BitMatrix
import com.google.zxing.qrcode.QRCodeWriter
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel
import kotlin.math.floor

/** A code for a camera: dark on light by night too, because that is what cameras read. */
@Composable
fun QrCode(
    code: String,
    says: String,
    modifier: Modifier = Modifier,
) {
    val squares = remember(code) { squaresOf(code) }
    Canvas(
        modifier
            .widthIn(max = 320.dp)
            .fillMaxWidth()
            .aspectRatio(1f)
            .semantics {
                contentDescription = says
                role = Role.Image
            },
    ) {
        drawRect(Color.White)
        // Whole pixels, so that no light line runs between two dark squares.
        val side = floor(size.width / (squares.width + 2 * QUIET))
        val start = floor((size.width - side * squares.width) / 2)
        for (row in 0 until squares.height) {
            for (column in 0 until squares.width) {
                if (squares[column, row]) drawRect(Color.Black, Offset(start + column * side, start + row * side), Size(side, side))
            }
        }
    }
}

/** The squares of a code, one a bit. */
internal fun squaresOf(code: String): BitMatrix =
    QRCodeWriter().encode(
        code,
        BarcodeFormat.QR_CODE,
        0,
        0,
        mapOf(EncodeHintType.ERROR_CORRECTION to ErrorCorrectionLevel.L, EncodeHintType.MARGIN to 0),
    )

/** The light rim that cameras need, in squares. */
private const val QUIET = 4
