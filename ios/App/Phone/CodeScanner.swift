import AVFoundation
import SwiftUI

/// What the camera sees, for as long as it shows. It tells the words of each code that it sees, and
/// that it cannot be used.
struct CodeScanner: UIViewRepresentable {
  let onSeen: @MainActor (String) -> Void
  let onFailed: @MainActor () -> Void

  func makeUIView(context: Context) -> CodeScannerView {
    CodeScannerView(onSeen: onSeen, onFailed: onFailed)
  }

  func updateUIView(_ view: CodeScannerView, context: Context) {}

  static func dismantleUIView(_ view: CodeScannerView, coordinator: ()) { view.stop() }
}

/// The camera's picture, and the session that makes it.
final class CodeScannerView: UIView, AVCaptureMetadataOutputObjectsDelegate {
  private let session = AVCaptureSession()
  /// A session starts and stops slowly, and never on the main thread.
  private let queue = DispatchQueue(label: "org.patchwork.app.camera")
  private let onSeen: @MainActor (String) -> Void
  private let onFailed: @MainActor () -> Void
  private var failing: NSObjectProtocol?

  override static var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }

  init(onSeen: @escaping @MainActor (String) -> Void, onFailed: @escaping @MainActor () -> Void) {
    self.onSeen = onSeen
    self.onFailed = onFailed
    super.init(frame: .zero)
    start()
  }

  @available(*, unavailable)
  required init?(coder: NSCoder) { nil }

  private func start() {
    let output = AVCaptureMetadataOutput()
    guard let device = PhoneCamera.device, let input = try? AVCaptureDeviceInput(device: device),
      session.canAddInput(input), session.canAddOutput(output)
    else {
      Task { onFailed() }
      return
    }
    session.addInput(input)
    session.addOutput(output)
    output.setMetadataObjectsDelegate(self, queue: .main)
    output.metadataObjectTypes = [.qr]
    if let preview = layer as? AVCaptureVideoPreviewLayer {
      preview.session = session
      preview.videoGravity = .resizeAspectFill
    }
    failing = NotificationCenter.default.addObserver(
      forName: AVCaptureSession.runtimeErrorNotification, object: session, queue: .main
    ) { [weak self] _ in
      MainActor.assumeIsolated { self?.onFailed() }
    }
    queue.async { [session] in session.startRunning() }
  }

  func stop() {
    if let failing { NotificationCenter.default.removeObserver(failing) }
    failing = nil
    queue.async { [session] in session.stopRunning() }
  }

  nonisolated func metadataOutput(
    _ output: AVCaptureMetadataOutput, didOutput objects: [AVMetadataObject],
    from connection: AVCaptureConnection
  ) {
    let words = objects.compactMap { ($0 as? AVMetadataMachineReadableCodeObject)?.stringValue }
    // They are told on the main queue, as was asked for above.
    MainActor.assumeIsolated { words.forEach(onSeen) }
  }
}
