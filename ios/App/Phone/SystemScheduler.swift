import AppCore
import BackgroundTasks

/// Asks the system for time in the background.
@MainActor
final class SystemScheduler: BackgroundScheduler {
  func ask(for request: BackgroundRequest) {
    // Refused where background refresh is switched off for the app: then it syncs when it is opened.
    try? BGTaskScheduler.shared.submit(systemRequest(request))
  }

  func cancelAll() { BGTaskScheduler.shared.cancelAllTaskRequests() }

  private func systemRequest(_ request: BackgroundRequest) -> BGTaskRequest {
    let asked: BGTaskRequest
    switch request.kind {
    case .look: asked = BGAppRefreshTaskRequest(identifier: request.kind.rawValue)
    case .send:
      let processing = BGProcessingTaskRequest(identifier: request.kind.rawValue)
      processing.requiresNetworkConnectivity = true
      asked = processing
    }
    asked.earliestBeginDate = request.earliest
    return asked
  }
}
