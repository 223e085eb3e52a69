import Foundation
import PatchworkTesting
import Testing

@testable import AppCore

@MainActor @Suite struct SettingsTest {
  @Test("what is set on this phone stays, and lasts until it is erased")
  func settings() async throws {
    let priya = try await PriyasPhone()
    let settings = Screen.settings(priya.around)
    settings.closeAfter(0)
    let next = Screen.settings(priya.around)
    #expect(next.state.closesAfter == 0)
    await priya.app.leftFront()
    #expect(priya.app.parts.gate.state == .closed, "at once")
    await priya.close()
  }

  @Test("a notice of new entries is turned on for one case and off for all, by ids alone")
  func notices() async throws {
    let priya = try await PriyasPhone()
    let kept = priya.phone.kept
    let settings = Screen.settings(priya.around)
    _ = try await until("the cases are read") { settings.state.cases.first }
    #expect(settings.toldOf.isEmpty, "off until it is turned on")
    let ella = Screen.caseFile(priya.ella, .picture, priya.around)
    #expect(!ella.tellsOfNewEntries)
    ella.tellOfNewEntries(true, isAllowed: false)
    #expect(ella.tellsOfNewEntries && ella.state.areNoticesBlocked)
    #expect(settings.toldOf.map(\.child) == ["Ella Marsh"])
    #expect(kept.words == ["told-of": [priya.ella.text]], "an id, and no name")
    #expect(Preferences(kept).toldOf == [priya.ella], "the next process knows it")
    ella.tellOfNewEntries(true, isAllowed: true)
    #expect(!ella.state.areNoticesBlocked)
    settings.tellOfNone()
    #expect(!ella.tellsOfNewEntries && settings.toldOf.isEmpty)
    #expect(kept.words.isEmpty)
    await priya.close()
  }

  @Test("what waits is said, and the connection is switched off and on")
  func connection() async throws {
    let priya = try await PriyasPhone()
    let settings = Screen.settings(priya.around)
    settings.switchOff(true)
    _ = try await until("it is off") {
      settings.state.chip?.isSwitchedOff == true ? true : nil
    }
    #expect(settings.state.connectionWords.hasPrefix("Off."))
    let page = Screen.sync(priya.around)
    _ = try await priya.add("Dana Marsh", "Mother")
    let sync = try await until("something waits") {
      page.state.sync.value.flatMap { $0.waiting > 0 ? $0 : nil }
    }
    #expect(sync.facts.first?.value.contains("change") == true)
    #expect(sync.waitingWhere.first?.words.hasPrefix("Ella") == true)
    settings.switchOff(false)
    _ = try await until("all is sent") { page.state.sync.value?.waiting == 0 ? true : nil }
    await priya.close()
  }

  @Test("the partnership's card is changed, and what cannot be taken says why beside its field")
  func partnership() async throws {
    let priya = try await PriyasPhone()
    let around = priya.around
    let form = try await priya.opens(.partnership) { Screen.partnership(around) }
    _ = try await until("it is read") { form.state.about.value }
    form.type(PartnershipDetails(name: "", frontDoor: "01632 960124", frontDoorHours: "Always"))
    form.save()
    _ = try await until("a name is asked for") {
      form.state.saving.wrong("name").isEmpty ? nil : true
    }
    form.type(
      PartnershipDetails(name: "Northtown", frontDoor: "01632 960124", frontDoorHours: "Always"))
    form.save()
    _ = try await until("it is saved") { around.backStack.top.place == .cases ? true : nil }
    #expect(try await priya.client.partnership().frontDoor == "01632 960124")
    await priya.close()
  }

  @Test("the doctor checks what is kept here and its report names nobody")
  func doctor() async throws {
    let priya = try await PriyasPhone()
    let support = Screen.support(priya.around)
    _ = try await until("the report is written") { support.state.report.isEmpty ? nil : true }
    #expect(!support.state.report.contains("Ella") && !support.state.report.contains("Priya"))
    support.check()
    let found = try await until("it is checked") { support.state.found }
    #expect(found.cases == 1)
    await priya.close()
  }

  @Test("whoever was never in a partnership can erase what is here, and is asked first")
  func removed() async throws {
    let phone = try TestPhone()
    let client = try await openClient(in: phone.home, vault: phone.vault)
    var erased = 0
    let model = RemovedModel(client: client) { erased += 1 }
    model.erase()
    #expect(erased == 0)
    model.askToErase()
    model.erase()
    _ = try await until("it is erased") { erased == 1 ? true : nil }
    await client.lock()
  }
}
