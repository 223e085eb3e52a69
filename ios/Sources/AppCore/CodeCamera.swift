/// The phone's camera, for reading a code. What it sees is shown by a view, and kept nowhere.
@MainActor
public protocol CodeCamera: AnyObject {
  /// Whether this phone has one.
  var isThere: Bool { get }
  /// Whether Patchwork may use it. Asks, where nobody has said so yet.
  func ask() async -> Bool
}
