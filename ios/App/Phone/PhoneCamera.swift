import AVFoundation
import AppCore

/// Whether there is a camera on the back of the phone, and whether it may be used.
@MainActor
final class PhoneCamera: CodeCamera {
  static var device: AVCaptureDevice? {
    AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: .back)
  }

  var isThere: Bool { Self.device != nil }

  func ask() async -> Bool { await AVCaptureDevice.requestAccess(for: .video) }
}
