import AppCore
import BackgroundTasks
import SwiftUI

/// Lives as long as the process: background work may start it with no window at all.
@MainActor
final class ProcessDelegate: NSObject, UIApplicationDelegate {
  private(set) lazy var parts = AppParts(folder: Storage.folder(), platform: .phone())
  private var model: AppModel?

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
    var granted = UIBackgroundTaskIdentifier.invalid
    granted = application.beginBackgroundTask { application.endBackgroundTask(granted) }
    Task {
      await model.leftFront()
      application.endBackgroundTask(granted)
    }
  }

  private func register(_ kind: BackgroundRequest.Kind) {
    BGTaskScheduler.shared.register(forTaskWithIdentifier: kind.rawValue, using: .main) { task in
      MainActor.assumeIsolated {
        // A sync keeps its own deadline, which is shorter than the system's. Should the system end
        // it before, it is asked for again.
        task.expirationHandler = { task.setTaskCompleted(success: false) }
        Task { task.setTaskCompleted(success: await self.parts.backgroundSync.run(kind)) }
      }
    }
  }
}
