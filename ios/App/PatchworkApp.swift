import AppCore
import SwiftUI

/// The process. It makes the parts once, and tells them when the app is looked at and left.
@main
struct PatchworkApp: App {
  @UIApplicationDelegateAdaptor(ProcessDelegate.self) private var process
  @Environment(\.scenePhase) private var phase
  @SceneStorage("places") private var places = ""

  var body: some Scene {
    WindowGroup {
      RootView(app: process.app(kept: places))
        .overlay { if phase != .active { PrivacyScreen() } }
        .onOpenURL { process.app(kept: places).take($0) }
        .onChange(of: phase) { _, now in
          places = process.app(kept: places).kept
          process.turned(to: now)
        }
    }
  }
}

/// What the list of recent apps shows: nothing of any child.
private struct PrivacyScreen: View {
  var body: some View {
    ZStack {
      Palette.ground.ignoresSafeArea()
      Image(systemName: "lock.fill").font(.largeTitle).foregroundStyle(Palette.accent)
    }
    .accessibilityHidden(true)
  }
}
