import Foundation
import Testing

@testable import AppCore

@MainActor @Suite struct GateTest {
  private final class Clock {
    var seconds: TimeInterval = 0
    var closesAfter: TimeInterval = 60
  }

  private let prompt = TestPrompt()
  private let key = TestGateKey()
  private let clock = Clock()
  private let gate: Gate

  init() {
    let clock = clock
    gate = Gate(key: key, seconds: { clock.seconds }, closesAfter: { clock.closesAfter })
  }

  @Test("the first time only the passcode opens it and makes the key for the faces of this phone")
  func first() async {
    prompt.passcode = .refused
    await gate.ask(prompt)
    #expect(gate.state == .closed)
    #expect(key.made == 0)
    prompt.passcode = .unlocked
    await gate.ask(prompt)
    #expect(gate.state == .open)
    #expect(prompt.shown == ["passcode", "passcode"])
    #expect(key.made == 1)
  }

  @Test("a face or a finger opens it")
  func biometric() async {
    key.state = .ready
    await gate.ask(prompt)
    #expect(gate.state == .open)
    #expect(prompt.shown == ["face or finger"])
    #expect(key.made == 0)
  }

  @Test("a phone without a passcode is not asked for one, also by the button")
  func noPasscodeByTheButton() async {
    prompt.hasPasscode = false
    prompt.passcode = .unavailable
    await gate.askForPasscode(prompt)
    #expect(gate.state == .closed)
    #expect(key.made == 0)
  }

  @Test("one prompt is on the screen at a time")
  func oneAtATime() async {
    key.state = .ready
    let (asking, gate) = (Waits(), gate)
    let first = Task { await gate.ask(asking) }
    while asking.answer == nil { await Task.yield() }
    await gate.ask(asking)
    await gate.askForPasscode(asking)
    #expect(asking.asked == 1)
    asking.answer?.resume(returning: .unlocked)
    await first.value
    #expect(gate.state == .open)
  }

  /// Keeps its question on the screen until a test answers it.
  private final class Waits: UnlockPrompt {
    let hasPasscode = true
    var asked = 0
    var answer: CheckedContinuation<Asked, Never>?

    func askForBiometric(key: any GateKey) async -> Asked {
      asked += 1
      return await withCheckedContinuation { answer = $0 }
    }

    func askForPasscode() async -> Asked {
      asked += 1
      return .unlocked
    }
  }

  @Test("who turns it away stays outside")
  func refused() async {
    key.state = .ready
    prompt.biometric = .refused
    await gate.ask(prompt)
    #expect(gate.state == .closed)
  }

  @Test("after a face was added only the passcode opens it and makes the key anew")
  func invalidated() async {
    key.state = .invalidated
    prompt.passcode = .refused
    await gate.ask(prompt)
    #expect(gate.state == .needsPasscode)
    // Asked again, a face is still not enough, and no key is made for it.
    await gate.ask(prompt)
    #expect(prompt.shown == ["passcode", "passcode"])
    #expect(key.made == 0)

    prompt.passcode = .unlocked
    await gate.ask(prompt)
    #expect(gate.state == .open)
    #expect(key.made == 1)
    gate.close()
    prompt.shown = []
    await gate.ask(prompt)
    #expect(prompt.shown == ["face or finger"])
    #expect(gate.state == .open)
  }

  @Test("where a face does not work the passcode is asked for")
  func unavailable() async {
    key.state = .ready
    prompt.biometric = .unavailable
    await gate.ask(prompt)
    #expect(prompt.shown == ["face or finger", "passcode"])
    #expect(gate.state == .open)
  }

  @Test("a phone without a passcode opens nothing")
  func noPasscode() async {
    prompt.hasPasscode = false
    await gate.ask(prompt)
    #expect(gate.state == .noPasscode)
    #expect(prompt.shown.isEmpty)
    prompt.hasPasscode = true
    await gate.ask(prompt)
    #expect(gate.state == .open)
  }

  @Test("it stays open for a short absence and closes after a long one")
  func absence() async {
    await gate.ask(prompt)
    gate.left()
    clock.seconds += 59.9
    gate.cameBack()
    #expect(gate.state == .open)
    gate.left()
    clock.seconds += 60
    gate.cameBack()
    #expect(gate.state == .closed)
  }

  @Test("set to close at once it is closed before the app is out of sight")
  func atOnce() async {
    await gate.ask(prompt)
    clock.closesAfter = 0
    gate.left()
    #expect(gate.state == .closed)
  }
}
