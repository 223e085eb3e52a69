import Foundation

/// Where the database lies: in the app's own container and in no App Group, whose files the system
/// must not find open when it suspends the app; outside backups; and readable from the first unlock
/// after a start, so that the phone can sync in a pocket. The database is encrypted besides.
enum Storage {
  static func folder() -> URL {
    var folder = URL.applicationSupportDirectory.appending(path: "patchwork")
    try? FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true,
      attributes: [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication])
    var values = URLResourceValues()
    values.isExcludedFromBackup = true
    try? folder.setResourceValues(values)
    return folder
  }
}
