import Foundation
import PatchworkTesting

@testable import AppCore

/// A phone that does what a test says, with the real library in it.
@MainActor
final class TestPhone {
  let folder: TestFolder
  let vault = MemoryVault()
  let key = TestGateKey()
  let prompt = TestPrompt()
  let scheduler = TestScheduler()
  let poster = TestPoster()
  let others = OtherApps()
  let printer = TestPrinter()
  let camera = TestCamera()
  let kept = KeptInMemory()
  var uptime: TimeInterval = 0
  /// How long a sync in the background may last.
  var times = BackgroundTimes()

  init() throws { folder = try TestFolder() }

  var home: URL { folder.named("phone") }

  /// The parts of a process on this phone.
  func parts() -> AppParts {
    var platform = Platform(
      vault: vault, gateKey: key, prompt: prompt, scheduler: scheduler, poster: poster,
      reaching: others, printer: printer, camera: camera, kept: kept,
      uptime: { [unowned self] in self.uptime })
    platform.times = times
    return AppParts(folder: home, platform: platform)
  }

  /// Starts the app, unlocked and looked at.
  func start(kept: String = "") async -> AppModel {
    let app = AppModel(parts: parts(), kept: kept)
    app.cameToFront()
    await app.unlock()
    await app.open()
    return app
  }
}

/// Somebody at the phone, who answers its prompts as a test says.
@MainActor
final class TestPrompt: UnlockPrompt {
  var hasPasscode = true
  var biometric = Asked.unlocked
  var passcode = Asked.unlocked
  /// Which prompts were shown, in order.
  var shown: [String] = []

  func askForBiometric(key: any GateKey) async -> Asked {
    shown.append("face or finger")
    return key.state == .ready ? biometric : .unavailable
  }

  func askForPasscode() async -> Asked {
    shown.append("passcode")
    return passcode
  }
}

@MainActor
final class TestGateKey: GateKey {
  var state = GateKeyState.missing
  /// How often it was made.
  var made = 0

  func renew() {
    made += 1
    state = .ready
  }

  func forget() { state = .missing }
}

@MainActor
final class TestScheduler: BackgroundScheduler {
  /// What waits, by kind: a request takes the place of one that waits.
  var waiting: [BackgroundRequest.Kind: BackgroundRequest] = [:]

  func ask(for request: BackgroundRequest) { waiting[request.kind] = request }
  func cancelAll() { waiting = [:] }
}

@MainActor
final class TestPoster: NoticePoster {
  var posted: [String] = []
  var isShown = false

  func post(_ words: String) {
    posted.append(words)
    isShown = true
  }

  func takeAway() { isShown = false }
}

/// The other apps of the phone, and its clipboard.
@MainActor
final class OtherApps: Reaching {
  struct Copied: Equatable {
    let words: String
    let until: Date
    let onlyHere: Bool
  }

  var opened: [URL] = []
  var copied: Copied?

  func open(_ link: URL) async -> Bool {
    opened.append(link)
    return true
  }

  func copy(_ words: String, until: Date, onlyHere: Bool) {
    copied = Copied(words: words, until: until, onlyHere: onlyHere)
  }
}

/// A printer that keeps what it was given.
@MainActor
final class TestPrinter: SheetPrinter {
  var printed: [SheetView] = []
  var outcome = PrintOutcome.printed
  var timesPutAway = 0

  func print(_ sheet: SheetView) async -> PrintOutcome {
    printed.append(sheet)
    return outcome
  }

  func putAway() { timesPutAway += 1 }
}

/// A camera that may be used or not, as a test says.
@MainActor
final class TestCamera: CodeCamera {
  var isThere = true
  var isAllowed = true
  var timesAsked = 0

  func ask() async -> Bool {
    timesAsked += 1
    return isAllowed
  }
}

final class KeptInMemory: KeptValues {
  var numbers: [String: Double] = [:]
  var words: [String: [String]] = [:]

  func number(_ name: String) -> Double? { numbers[name] }
  func keep(_ number: Double?, as name: String) { numbers[name] = number }
  func words(_ name: String) -> [String] { words[name] ?? [] }

  func keep(_ words: [String], as name: String) {
    self.words[name] = words.isEmpty ? nil : words
  }
}

/// What shows is another screen than a test expects.
struct AnotherScreen: Error, CustomStringConvertible {
  let description: String
}

extension AppModel {
  /// Waits until the member's screens show.
  func inside() async throws -> Surroundings {
    try await until("the app is inside") {
      if case .inside(let around) = self.stage { return around }
      return nil
    }
  }

  /// Waits until somebody waits to be admitted.
  func waiting() async throws -> WaitingModel {
    try await until("the app waits to be admitted") {
      if case .waiting(let model) = self.stage { return model }
      return nil
    }
  }

  /// Waits until the first start shows.
  func entrance() async throws -> EntranceModel {
    try await until("the app is at its entrance") {
      if case .entrance(let model) = self.stage { return model }
      return nil
    }
  }
}

extension Surroundings {
  /// The screen that shows, which must be of this kind.
  func screen<Model: AnyObject>(_ kind: Model.Type, _ make: (Place) -> Model?) throws -> Model {
    let entry = backStack.top
    guard let model = make(entry.place) else { throw AnotherScreen(description: "\(entry.place)") }
    return entry.model { model }
  }

  /// The note that is being written.
  func capture() async throws -> CaptureModel {
    let model = try screen(CaptureModel.self) { place in
      guard case .capture(let draft, let id) = place else { return nil }
      return Screen.capture(draft, id, self)
    }
    _ = try await until("there is room to write") { model.state.draft.value }
    return model
  }
}
