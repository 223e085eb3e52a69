import Foundation
import PatchworkTesting
import Testing

@testable import AppCore

/// Joining by a link, and letting others in.
@MainActor @Suite struct JoiningTest {
  @Test("a tapped invitation names its relay and asks before it joins")
  func link() async throws {
    let priya = try await PriyasPhone()
    let invited = try await priya.invitesJoan()
    let phone = try TestPhone()
    let app = await phone.start()
    let entrance = try await app.entrance()
    entrance.show(.join)
    entrance.type(code: "something typed")
    // A locked phone asks before it.
    app.parts.gate.close()
    phone.prompt.biometric = .refused
    app.take(try #require(URL(string: "patchwork://join#" + invited.code)))
    #expect(entrance.state.offered == nil)
    phone.prompt.biometric = .unlocked
    await app.unlock()
    #expect(entrance.state.offered?.relay == priya.relay.address)
    #expect(entrance.state.code == "something typed")
    entrance.declineOffered()
    #expect(try await app.parts.client.open().standing() == .new)
    #expect(entrance.state.code == "something typed")

    app.take(try #require(URL(string: "patchwork://join#" + invited.code)))
    entrance.acceptOffered()
    let waiting = try await app.waiting()
    // The relay is asked while somebody looks, and not while nobody does.
    #expect(waiting.isWatching)
    await app.leftFront()
    #expect(!waiting.isWatching)
    app.cameToFront()
    #expect(waiting.isWatching)

    let invite = Screen.invite(priya.around)
    let asks = try await until("Joan asks to join") { invite.state.pending.first }
    #expect(asks.words == waiting.state.words)
    invite.admit(asks)
    _ = try await app.inside()
    #expect(invite.state.admitted == "Joan Field")
    await app.parts.client.close()
    await priya.close()
  }

  @Test("a code that the camera sees names its relay and asks before it joins")
  func scanned() async throws {
    let priya = try await PriyasPhone()
    let invited = try await priya.invitesJoan()
    let phone = try TestPhone()
    let app = await phone.start()
    let entrance = try await app.entrance()
    entrance.show(.join)
    #expect(phone.camera.timesAsked == 0, "the camera is asked for when a code is to be scanned")
    phone.camera.isAllowed = false
    entrance.scan()
    _ = try await until("it says why") { entrance.state.whyNoScan.isEmpty ? nil : true }
    #expect(entrance.state.page == .join)
    phone.camera.isAllowed = true
    entrance.scan()
    _ = try await until("the camera shows") { entrance.state.page == .scan ? true : nil }
    #expect(entrance.state.whyNoScan.isEmpty)
    // A code that is none of Patchwork's: the camera goes on looking.
    entrance.saw("https://example.org")
    #expect(entrance.state.sawAnother && entrance.state.page == .scan)
    entrance.saw("patchwork://join#" + invited.code)
    #expect(entrance.state.page == .join && entrance.state.offered?.relay == priya.relay.address)
    // What the camera saw besides, before it was closed, changes nothing.
    entrance.saw("https://example.org")
    #expect(entrance.state.offered?.code == invited.code)
    #expect(try await priya.client.pendingDevices().isEmpty, "nothing was sent before a yes")
    entrance.acceptOffered()
    _ = try await until("Joan asks to join") { try await priya.client.pendingDevices().first }
    await app.parts.client.close()
    await priya.close()
  }

  @Test("a typed code names its relay, and a camera that fails leads back to it")
  func typed() async throws {
    let priya = try await PriyasPhone()
    let invited = try await priya.invitesJoan()
    let phone = try TestPhone()
    let app = await phone.start()
    let entrance = try await app.entrance()
    entrance.show(.join)
    entrance.type(code: "nothing")
    entrance.join()
    _ = try await until("the code is refused") { entrance.state.refused }
    entrance.scan()
    _ = try await until("the camera shows") { entrance.state.page == .scan ? true : nil }
    entrance.cameraFailed()
    #expect(entrance.state.page == .join && !entrance.state.whyNoScan.isEmpty)
    entrance.type(code: invited.code)
    #expect(entrance.state.whyNoScan.isEmpty)
    entrance.join()
    #expect(entrance.state.offered?.relay == priya.relay.address)
    #expect(try await priya.client.pendingDevices().isEmpty, "nothing was sent before a yes")
    await app.parts.client.close()
    await priya.close()
  }

  @Test("who waits to be admitted still waits after the process ended, with the same words")
  func processEndsWhileJoining() async throws {
    let priya = try await PriyasPhone()
    let invited = try await priya.invitesJoan()
    let phone = try TestPhone()
    let first = await phone.start()
    let entrance = try await first.entrance()
    entrance.show(.join)
    entrance.type(code: invited.code)
    entrance.join()
    entrance.acceptOffered()
    let waiting = try await first.waiting()
    await first.parts.client.close()

    // Another process on the same phone, with nothing but what lies in its folder and its vault.
    let second = await phone.start()
    let again = try await second.waiting()
    #expect(again.state.words == waiting.state.words && !again.state.words.isEmpty)
    let invite = Screen.invite(priya.around)
    let asks = try await until("Joan asks to join") { invite.state.pending.first }
    #expect(asks.words == again.state.words)
    invite.admit(asks)
    _ = try await second.inside()
    await second.parts.client.close()
    await priya.close()
  }

  @Test("a link that is no invitation says so and joins nothing")
  func noInvitation() async throws {
    let phone = try TestPhone()
    let app = await phone.start()
    let entrance = try await app.entrance()
    app.take(try #require(URL(string: "patchwork://join#nothing")))
    let offered = try #require(entrance.state.offered)
    #expect(offered.relay == nil)
    #expect(offered.refused?.body.isEmpty == false)
    entrance.acceptOffered()
    #expect(!entrance.state.isWorking)
    // Other links are none of ours.
    entrance.declineOffered()
    app.take(try #require(URL(string: "https://join/#code")))
    #expect(entrance.state.offered == nil)
    await app.parts.client.close()
  }

  @Test("the secret on the screen ends when nobody looks at it any more")
  func secretEnds() async throws {
    let priya = try await PriyasPhone()
    let invited = try await priya.invitesJoan()
    priya.around.go(.invitation(invited.practitioner))
    let entry = priya.around.backStack.top
    let model = entry.model { Screen.invitation(invited.practitioner, priya.around) }
    model.attended()
    _ = try await until("it is shown") { model.state.invitation.value?.screenCode }
    await priya.app.leftFront()
    #expect(model.state.invitation.value?.screenCode == nil)
    priya.app.cameToFront()
    _ = try await until("it is shown again") { model.state.invitation.value?.screenCode }
    await priya.close()
  }

  @Test("a copied code is gone from the clipboard after a minute and goes to no other device")
  func clipboard() async throws {
    let priya = try await PriyasPhone()
    let invited = try await priya.invitesJoan()
    let model = Screen.invitation(invited.practitioner, priya.around)
    model.attended()
    _ = try await until("it is shown") { model.state.invitation.value }
    #expect(model.state.link == "patchwork://join#" + invited.code)
    let before = Date()
    model.copy()
    let copied = try #require(priya.phone.others.copied)
    #expect(copied.words == invited.code)
    #expect(copied.onlyHere)
    #expect(copied.until.timeIntervalSince(before) <= 61)
    #expect(copied.until > before)
    model.unattended()
    await priya.close()
  }

  @Test("a phone beside this one joins by the code on the screen and is admitted by itself")
  func beside() async throws {
    let priya = try await PriyasPhone()
    let around = priya.around
    let form = try await priya.opens(.invite) { Screen.invite(around) }
    _ = try await until("the agencies are read") { form.state.agencies.count == 2 ? true : nil }
    form.type(InviteeWords(name: "Joan Field", role: "Health visitor"))
    form.invite()
    #expect(!form.state.wrong("agency").isEmpty, "none is chosen beforehand")
    form.foldAgency()
    form.type(AgencyWords(name: "Health visiting", kind: .healthVisiting))
    form.addAgency()
    _ = try await until("the agency is added, and chosen") { form.state.invitee.agency }
    form.invite()
    let invited = try await until("the invitation shows") { () -> PractitionerId? in
      guard case .invitation(let invited) = around.backStack.top.place else { return nil }
      return invited
    }
    let shown = around.backStack.top.model { Screen.invitation(invited, around) }
    shown.attended()
    let code = try await until("its code shows") { shown.state.invitation.value?.screenCode }
    let joan = try await openClient(in: priya.phone.folder.named("joan"), vault: MemoryVault())
    _ = try await joan.join(code: code)
    _ = try await until("Joan is let in by herself") {
      try await joan.standing() == .member ? true : nil
    }
    _ = try await until("the screen says so") { shown.state.hasJoined ? true : nil }
    shown.unattended()
    await joan.lock()
    await priya.close()
  }
}
