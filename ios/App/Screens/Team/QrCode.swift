import CoreImage.CIFilterBuiltins
import SwiftUI

/// A code for another phone's camera: dark on light, by night as well.
struct QrCode: View {
  let text: String

  var body: some View {
    if let image = drawn {
      Image(decorative: image, scale: 1)
        .interpolation(.none)
        .resizable()
        .scaledToFit()
        .padding(16)
        .background(.white)
        .frame(maxWidth: 320)
        .accessibilityElement()
        .accessibilityLabel("The invitation as a QR code")
    }
  }

  private var drawn: CGImage? {
    let filter = CIFilter.qrCodeGenerator()
    filter.message = Data(text.utf8)
    filter.correctionLevel = "M"
    return filter.outputImage.flatMap { CIContext().createCGImage($0, from: $0.extent) }
  }
}
