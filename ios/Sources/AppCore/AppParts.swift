import Foundation

/// What the phone gives the app. Each is the phone's own on a phone, and a test's in tests.
@MainActor
public struct Platform {
  public var vault: any KeyVault
  public var gateKey: any GateKey
  public var prompt: any UnlockPrompt
  public var scheduler: any BackgroundScheduler
  public var poster: any NoticePoster
  public var reaching: any Reaching
  public var printer: any SheetPrinter
  public var camera: any CodeCamera
  public var kept: any KeptValues
  /// The time since the phone started, sleep included, in seconds.
  public var uptime: () -> TimeInterval
  public var times = BackgroundTimes()

  public init(
    vault: any KeyVault,
    gateKey: any GateKey,
    prompt: any UnlockPrompt,
    scheduler: any BackgroundScheduler,
    poster: any NoticePoster,
    reaching: any Reaching,
    printer: any SheetPrinter,
    camera: any CodeCamera,
    kept: any KeptValues,
    uptime: @escaping () -> TimeInterval
  ) {
    self.vault = vault
    self.gateKey = gateKey
    self.prompt = prompt
    self.scheduler = scheduler
    self.poster = poster
    self.reaching = reaching
    self.printer = printer
    self.camera = camera
    self.kept = kept
    self.uptime = uptime
  }
}

/// What the app is made of besides its screens. One for each process.
@MainActor
public final class AppParts {
  public let preferences: Preferences
  public let client: OpenedClient
  public let gate: Gate
  public let backgroundSync: BackgroundSync
  public let reaching: any Reaching
  public let printer: any SheetPrinter
  public let camera: any CodeCamera
  public let prompt: any UnlockPrompt
  private let gateKey: any GateKey
  private let notices: NewEntryNotices
  private let attention: Attention

  /// - Parameter folder: Where the database lies.
  public init(folder: URL, platform: Platform) {
    let preferences = Preferences(platform.kept)
    let attention = Attention()
    let client = OpenedClient(folder: folder, vault: platform.vault)
    let notices = NewEntryNotices(
      poster: platform.poster, preferences: preferences, isLookedAt: { attention.isAtFront })
    self.preferences = preferences
    self.attention = attention
    self.client = client
    self.notices = notices
    gate = Gate(
      key: platform.gateKey, seconds: platform.uptime, closesAfter: { preferences.closesAfter })
    gateKey = platform.gateKey
    prompt = platform.prompt
    reaching = platform.reaching
    printer = platform.printer
    camera = platform.camera
    backgroundSync = BackgroundSync(
      scheduler: platform.scheduler, preferences: preferences, client: client, notices: notices,
      isAtFront: { attention.isAtFront }, now: { Date() },
      times: platform.times)
  }

  /// Whether somebody looks at the app.
  public var isAtFront: Bool { attention.isAtFront }

  /// Somebody looks at the app: the connection is kept up.
  func cameToFront() {
    attention.isAtFront = true
    gate.cameBack()
    notices.takeAway()
    client.current?.foreground()
  }

  /// Nobody looks any more.
  func leftFront() {
    attention.isAtFront = false
    gate.left()
  }

  /// The connection ends, and what waits is sent while the system lets it.
  func sendOnLeaving() async {
    if let client = client.current { await backgroundSync.leave(client) }
  }

  /// Erases everything that Patchwork keeps on this phone.
  func erase() async throws {
    try await client.erase()
    backgroundSync.stop()
    notices.takeAway()
    preferences.clear()
    gateKey.forget()
  }

  /// Whether somebody looks, which several parts ask.
  private final class Attention {
    var isAtFront = false
  }
}
