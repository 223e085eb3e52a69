import AppCore
import Foundation

extension Platform {
  /// What this phone gives the app.
  static func phone() -> Platform {
    Platform(
      vault: KeychainVault(),
      gateKey: KeychainGateKey(),
      prompt: PhonePrompt(),
      scheduler: SystemScheduler(),
      poster: SystemNotices(),
      reaching: OtherApps(),
      printer: PaperPrinter(),
      camera: PhoneCamera(),
      kept: UserDefaults.standard,
      // Sleep included, unlike `systemUptime`.
      uptime: { TimeInterval(clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW)) / 1e9 })
  }
}
