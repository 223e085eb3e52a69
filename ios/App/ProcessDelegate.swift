import AppCore
import BackgroundTasks
import SwiftUI

/// Lives as long as the process: background work may start it with no window at all.
@MainActor
final class ProcessDelegate: NSObject, UIApplicationDelegate {
  private(set) lazy var parts = AppParts(folder: Storage.folder(), platform: .phone())
  private var model: AppModel?
  /// The seconds that the system granted for leaving.
  private var granted = UIBackgroundTaskIdentifier.invalid

  /// The app's model, made for the first window.
  func app(kept: String) -> AppModel {
    if let model { return model }
    let made = AppModel(parts: parts, kept: kept)
    model = made
    WriteIntent.onWrite = { made.takeWrite() }
    return made
  }

  func application(
    _ application: UIApplication,
    didFinishLaunchingWithOptions options: [UIApplication.LaunchOptionsKey: Any]?
  ) -> Bool {
    for kind in BackgroundRequest.Kind.allCases { register(kind) }
    return true
  }

  func turned(to phase: ScenePhase) {
    switch phase {
    case .active: model?.cameToFront()
    case .background: leave()
    default: break
    }
  }

  /// Asks the system for the seconds that leaving takes.
  private func leave() {
    guard let model else { return }
    let application = UIApplication.shared
    granted = application.beginBackgroundTask { self.giveBack() }
    Task {
      await model.leftFront()
      giveBack()
    }
  }

  private func giveBack() {
    if granted == .invalid { return }
    UIApplication.shared.endBackgroundTask(granted)
    granted = .invalid
  }

  private func register(_ kind: BackgroundRequest.Kind) {
    BGTaskScheduler.shared.register(forTaskWithIdentifier: kind.rawValue, using: .main) { task in
      nonisolated(unsafe) let task = task
      MainActor.assumeIsolated {
        let granted = GrantedTime(task)
        task.expirationHandler = { MainActor.assumeIsolated { granted.end(false) } }
        Task { granted.end(await self.parts.backgroundSync.run(kind)) }
      }
    }
  }
}

/// Time in the background. Its end is said once: by the sync, which keeps a shorter deadline of its
/// own, or by the system.
@MainActor
private final class GrantedTime {
  private let task: BGTask
  private var hasEnded = false

  init(_ task: BGTask) { self.task = task }

  func end(_ isDone: Bool) {
    if hasEnded { return }
    hasEnded = true
    task.setTaskCompleted(success: isDone)
  }
}
