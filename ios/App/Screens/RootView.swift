import AppCore
import SwiftUI

/// The whole app: before the gate, before joining, and inside.
struct RootView: View {
  let app: AppModel

  var body: some View {
    Group {
      switch app.stage {
      case .gate(let state): GatePage(app: app, state: state)
      case .opening: Palette.ground.ignoresSafeArea()
      case .refused(let refusal): RefusedPage(app: app, refusal: refusal)
      case .entrance(let model): EntrancePages(model: model)
      case .waiting(let model): WaitingPage(model: model)
      case .removed(let model): RemovedPage(model: model)
      case .inside(let around): FramePage(around: around, stack: around.backStack)
      }
    }
    .task { await app.open() }
    .background(Palette.ground)
    .tint(Palette.accent)
  }
}

/// What stands before the app. The phone asks at once; the button asks again.
struct GatePage: View {
  let app: AppModel
  let state: GateState

  var body: some View {
    Page("Patchwork is locked") {
      Text(state.words).foregroundStyle(Palette.quiet)
      switch state {
      case .noPasscode: MainButton("I have set one", act: unlock)
      case .needsPasscode: MainButton("Use the passcode", icon: "lock", act: unlockByPasscode)
      case .closed, .open:
        MainButton("Unlock", icon: "lock", act: unlock)
        QuietButton("Use the passcode", act: unlockByPasscode)
      }
    }
    .task { await app.unlock() }
  }

  private func unlock() { Task { await app.unlock() } }
  private func unlockByPasscode() { Task { await app.unlockByPasscode() } }
}

/// That the database of this phone cannot be opened, with the ways out.
struct RefusedPage: View {
  let app: AppModel
  let refusal: Refusal
  @State private var asks = false
  @State private var again: Notice?

  var body: some View {
    Page("Patchwork cannot open") {
      NoticeCard(notice: again ?? refusal.notice)
      MainButton("Try again") { Task { await app.open() } }
      if refusal.canBeErased {
        QuietButton("Erase, and begin anew") { asks = true }
      }
    }
    .confirmationDialog(
      "What was written on this phone and did not reach the team is lost for good. What the team has "
        + "stays.", isPresented: $asks, titleVisibility: .visible
    ) {
      Button("Erase for good", role: .destructive, action: erase)
    }
  }

  private func erase() {
    Task { do { try await app.erase() } catch { again = notice(of: error) } }
  }
}
