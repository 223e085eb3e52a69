import Foundation
import PatchworkTesting
import Testing

@testable import AppCore

/// The app is left and looked at again, while the phone's clock goes on.
@MainActor @Suite struct LockingTest {
  private func leave(_ priya: PriyasPhone, for seconds: TimeInterval) async {
    await priya.app.leftFront()
    priya.phone.uptime += seconds
    priya.app.cameToFront()
  }

  private func isInside(_ app: AppModel) -> Bool {
    if case .inside = app.stage { return true }
    return false
  }

  @Test("left for as long as was set it is locked, and is where it was once it is unlocked")
  func absence() async throws {
    let priya = try await PriyasPhone()
    let (app, around) = (priya.app, priya.around)
    Screen.settings(around).closeAfter(300)
    around.go(.caseFile(priya.ella))
    priya.phone.prompt.shown = []
    await leave(priya, for: 299.9)
    #expect(isInside(app))
    #expect(priya.phone.prompt.shown.isEmpty, "it was left for less than five minutes")

    priya.phone.prompt.biometric = .refused
    await leave(priya, for: 300)
    await app.unlock()
    guard case .gate(.closed) = app.stage else {
      Issue.record("\(app.stage)")
      return
    }
    priya.phone.prompt.biometric = .unlocked
    await app.unlock()
    #expect(isInside(app))
    #expect(around.backStack.top.place == .caseFile(priya.ella))
    await priya.close()
  }

  @Test("set to lock at once it is locked as soon as it is left")
  func atOnce() async throws {
    let priya = try await PriyasPhone()
    Screen.settings(priya.around).closeAfter(0)
    await priya.app.leftFront()
    guard case .gate(.closed) = priya.app.stage else {
      Issue.record("\(priya.app.stage)")
      return
    }
    priya.app.cameToFront()
    #expect(!isInside(priya.app), "coming back opens nothing by itself")
    await priya.close()
  }
}
