import Foundation
import Testing

/// The half of the app that no computer here can run is kept so small that it can be read.
@Suite struct AppSourcesTest {
  private static let ios = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func sources(in folder: String) throws -> [(name: String, code: String)] {
    let root = Self.ios.appendingPathComponent(folder)
    let found = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    let files = (found?.allObjects ?? []).compactMap { $0 as? URL }
    return try files.filter { $0.pathExtension == "swift" }
      .map { ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) }
  }

  @Test("no file of a view is longer than 150 lines of code")
  func short() throws {
    let app = try sources(in: "App")
    #expect(app.count > 40)
    let long = app.map { name, code in
      (name, code.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }.count)
    }.filter { $0.1 > 150 }
    #expect(long.isEmpty, "\(long)")
  }

  @Test("what decides imports nothing that only a phone has")
  func pure() throws {
    let core = try sources(in: "Sources/AppCore")
    #expect(core.count > 40)
    let imports = Set(
      core.flatMap { $0.code.split(separator: "\n") }
        .filter { $0.contains("import ") && !$0.hasPrefix(" ") && !$0.hasPrefix("/") }
        .map { $0.replacingOccurrences(of: "@_exported ", with: "") })
    #expect(imports == ["import Foundation", "import Observation", "import Patchwork"])
  }

  @Test("a view reads nothing and writes nothing but through its model")
  func thin() throws {
    let screens = try sources(in: "App/Screens") + sources(in: "App/Look")
    let calls = screens.filter { $0.code.contains(".client.") || $0.code.contains("Client.open") }
    #expect(calls.isEmpty, "\(calls.map(\.name))")
  }

  @Test("every background task that is asked for is permitted, and nothing else is")
  func permitted() throws {
    let info = try String(
      contentsOf: Self.ios.appendingPathComponent("App/Info.plist"), encoding: .utf8)
    let permitted = info.components(separatedBy: "<string>org.patchwork.app.").dropFirst()
      .map { $0.prefix { $0 != "<" } }.filter { $0 != "join" }
    #expect(permitted == ["look", "send"])
    #expect(!info.contains("NSAllowsArbitraryLoads"))
  }
}
