import Foundation

/// A relay of a test's own, as a process on a free port of this computer.
public final class RelayProcess: @unchecked Sendable {
  private let process: Process
  private let ended = DispatchSemaphore(value: 0)
  /// Such as `http://127.0.0.1:40123`.
  public let address: String

  /// Starts it in this folder, on the address of an earlier one where that is given.
  public init(in folder: URL, listen: String = "127.0.0.1:0") throws {
    let process = Process()
    process.executableURL = RelayProcess.built.appendingPathComponent("patchwork-relay")
    process.arguments = ["serve", "--data-dir", folder.path, "--listen", listen]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
    self.process = process
    // The only line on standard output: {"listening":"http://127.0.0.1:40123"}
    var said = Data()
    while !said.contains(UInt8(ascii: "\n")) {
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { break }
      said.append(more)
    }
    guard let listening = try? JSONDecoder().decode([String: String].self, from: said),
      let address = listening["listening"]
    else {
      process.terminate()
      throw DidNotStart(said: String(decoding: said, as: UTF8.self))
    }
    self.address = address
  }

  /// Ends it at once, as a power cut does.
  public func stop() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    // `waitUntilExit` would run a loop of the main thread, on which tests of the app wait.
    ended.wait()
  }

  /// Stops it in its place: it takes connections and answers none.
  public func pause() { kill(process.processIdentifier, SIGSTOP) }

  deinit { stop() }

  /// Where the library and the relay were built.
  private static var built: URL {
    if let named = ProcessInfo.processInfo.environment["PATCHWORK_BUILT"] {
      return URL(fileURLWithPath: named)
    }
    // bindings/swift/Sources/PatchworkTesting, four below the repository.
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<5 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("target/debug")
  }
}

/// The relay did not say where it listens.
public struct DidNotStart: Error {
  public let said: String
}
