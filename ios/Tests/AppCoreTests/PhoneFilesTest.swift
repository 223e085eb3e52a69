import Foundation
import Testing

/// What the app tells the phone and the App Store of itself, read from the files that go with it. No
/// computer here builds them into an app.
@Suite struct PhoneFilesTest {
  private static let ios = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.ios.appendingPathComponent(path), encoding: .utf8)
  }

  private func plist(_ path: String) throws -> [String: Any] {
    let read = try PropertyListSerialization.propertyList(from: Data(text(path).utf8), format: nil)
    return try #require(read as? [String: Any])
  }

  /// All that the app's own half and AppCore are written in.
  private func code() throws -> String {
    var all = ""
    for folder in ["App", "Sources/AppCore"] {
      let root = Self.ios.appendingPathComponent(folder)
      let found = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
      let files = (found?.allObjects ?? []).compactMap { $0 as? URL }
      for file in files where file.pathExtension == "swift" {
        all += try String(contentsOf: file, encoding: .utf8)
      }
    }
    return all
  }

  @Test("the privacy manifest tracks nobody, collects nothing, and gives a reason for what is used")
  func privacy() throws {
    let manifest = try plist("App/PrivacyInfo.xcprivacy")
    #expect(manifest["NSPrivacyTracking"] as? Bool == false)
    #expect((manifest["NSPrivacyTrackingDomains"] as? [String])?.isEmpty == true)
    #expect((manifest["NSPrivacyCollectedDataTypes"] as? [Any])?.isEmpty == true)
    let used = try #require(manifest["NSPrivacyAccessedAPITypes"] as? [[String: Any]])
    var reasons: [String: [String]] = [:]
    for one in used {
      let kind = try #require(one["NSPrivacyAccessedAPIType"] as? String)
      reasons[kind] = try #require(one["NSPrivacyAccessedAPITypeReasons"] as? [String])
    }
    // The reasons are those that Apple lists for an app's own settings, for how long something
    // took, and for files within the app's own container.
    #expect(
      reasons == [
        "NSPrivacyAccessedAPICategoryUserDefaults": ["CA92.1"],
        "NSPrivacyAccessedAPICategorySystemBootTime": ["35F9.1"],
        "NSPrivacyAccessedAPICategoryFileTimestamp": ["C617.1"],
      ])
    #expect(used.count == reasons.count, "each kind once")
    let code = try code()
    #expect(code.contains("UserDefaults.standard") && code.contains("clock_gettime_nsec_np"))
    // What would need a reason that is not given.
    let others = [
      "volumeAvailableCapacity", "systemFreeSize", "activeInputModes", "UserDefaults(suiteName:",
    ]
    #expect(others.filter(code.contains).isEmpty)
  }

  @Test("the app asks for a face and a camera, opens invitations alone, and shares no file")
  func info() throws {
    let info = try plist("App/Info.plist")
    let asked = info.keys.filter { $0.hasSuffix("UsageDescription") }
    #expect(Set(asked) == ["NSFaceIDUsageDescription", "NSCameraUsageDescription"])
    for key in asked { #expect((info[key] as? String)?.isEmpty == false, "\(key)") }
    let links = try #require(info["CFBundleURLTypes"] as? [[String: Any]])
    #expect(links.flatMap { $0["CFBundleURLSchemes"] as? [String] ?? [] } == ["patchwork"])
    #expect(info["LSApplicationQueriesSchemes"] as? [String] == ["tel", "sms", "mailto"])
    #expect(info["UIBackgroundModes"] as? [String] == ["fetch", "processing"])
    let scenes = try #require(info["UIApplicationSceneManifest"] as? [String: Any])
    #expect(scenes["UIApplicationSupportsMultipleScenes"] as? Bool == false)
    // Nothing goes out in clear text but where the system allows it, and no other app or computer
    // is given the app's files.
    for key in [
      "NSAppTransportSecurity", "UIFileSharingEnabled", "LSSupportsOpeningDocumentsInPlace",
      "CFBundleDocumentTypes", "UTExportedTypeDeclarations",
    ] {
      #expect(info[key] == nil, "\(key)")
    }
  }

  @Test("files are closed until the first unlock, in no group and no cloud, and leave no backup")
  func protection() throws {
    let entitlements = try plist("App/Patchwork.entitlements")
    #expect(
      entitlements as? [String: String] == [
        "com.apple.developer.default-data-protection":
          "NSFileProtectionCompleteUntilFirstUserAuthentication"
      ])
    let storage = try text("App/Phone/Storage.swift")
    #expect(
      storage.contains(".protectionKey: FileProtectionType.completeUntilFirstUserAuthentication"))
    #expect(storage.contains("isExcludedFromBackup = true"))
    // Nothing in the keychain is for another device, and nothing may be read before that unlock.
    let kept = try code().components(separatedBy: "kSecAttrAccessible").dropFirst()
      .filter { $0.first?.isUppercase == true }
      .map { $0.prefix { $0.isLetter } }
    #expect(!kept.isEmpty)
    #expect(
      Set(kept).isSubset(of: ["AfterFirstUnlockThisDeviceOnly", "WhenPasscodeSetThisDeviceOnly"]),
      "\(kept)")
  }

  @Test("the project builds the app with these files and no others")
  func project() throws {
    let project = try text("project.yml")
    #expect(project.contains("INFOPLIST_FILE: App/Info.plist"))
    #expect(project.contains("CODE_SIGN_ENTITLEMENTS: App/Patchwork.entitlements"))
    // The folder holds the privacy manifest, so it is copied into the app.
    #expect(project.contains("sources: [App]"))
    let folder = try FileManager.default.contentsOfDirectory(
      atPath: Self.ios.appendingPathComponent("App").path)
    let files = folder.filter { !$0.hasPrefix(".") && $0.contains(".") && !$0.hasSuffix(".swift") }
    #expect(Set(files) == ["Info.plist", "Patchwork.entitlements", "PrivacyInfo.xcprivacy"])
  }
}
