import Foundation
import PatchworkTesting
import Testing

@testable import AppCore

/// Forms: what was typed stays, and is asked about before it goes.
@MainActor @Suite struct FormsTest {
  @Test("back on a form with words asks, and without words goes")
  func back() async throws {
    let priya = try await PriyasPhone()
    let stack = priya.around.backStack
    stack.go(.caseFile(priya.ella))
    stack.go(.newPerson(priya.ella))
    let form = stack.top.model { Screen.newPerson(priya.ella, priya.around) }
    stack.askBack()
    #expect(stack.top.place == .caseFile(priya.ella))

    stack.go(.newPerson(priya.ella))
    let again = stack.top.model { Screen.newPerson(priya.ella, priya.around) }
    #expect(again !== form)
    again.type(TypedNewPerson(name: "Joan"))
    stack.askBack()
    #expect(stack.asksToLeave == .back)
    stack.stay()
    #expect(again.state.typed.name == "Joan")
    stack.askSwitch(to: .directory)
    #expect(stack.asksToLeave == .to(.directory))
    #expect(stack.top.place == .newPerson(priya.ella))
    stack.leaveAnyway()
    #expect(stack.entries.map(\.place) == [.cases, .directory])
    await priya.close()
  }

  @Test("somebody is added, and who may be the same is asked about")
  func newPerson() async throws {
    let priya = try await PriyasPhone()
    let dana = try await priya.add("Dana Marsh", "Mother", mobile: "07700 900111")
    let around = priya.around
    let form = try await priya.opens(.newPerson(priya.ella)) {
      Screen.newPerson(priya.ella, around)
    }
    form.add()
    _ = try await until("a name is asked for") {
      form.state.saving.wrong("name").isEmpty ? nil : true
    }
    form.type(TypedNewPerson(name: "Dana Marsh", role: "Mum"))
    form.add()
    let same = try await until("who may be the same") { form.same.first }
    #expect(same.person == dana)
    form.add()
    _ = try await until("she is added all the same") { () -> Bool? in
      if case .person = around.backStack.top.place { return true }
      return nil
    }
    #expect(around.backStack.asksToLeave == nil)
    await priya.close()
  }

  @Test("a day that cannot be read is said beside its field and nothing is saved")
  func days() async throws {
    let priya = try await PriyasPhone()
    let around = priya.around
    let form = try await priya.opens(.child(priya.ella)) { Screen.child(priya.ella, around) }
    _ = try await until("it is read") { form.state.about.value }
    #expect(form.state.typed.born == "12/3/2019")
    #expect(!form.holdsWords)
    var typed = form.state.typed
    typed.born = "31/2/2019"
    form.type(typed)
    form.save()
    #expect(form.state.saving.wrong("born").contains("31/2/2019"))
    typed.born = "2019-03-13"
    form.type(typed)
    form.save()
    _ = try await until("it is saved") { around.backStack.top.place == .cases ? true : nil }
    #expect(try await priya.client.caseView(case: priya.ella).child.born?.iso == "2019-03-13")
    await priya.close()
  }

  @Test("a plan is recorded with its category, one question after the other")
  func status() async throws {
    let priya = try await PriyasPhone()
    let around = priya.around
    let form = try await priya.opens(.status(priya.ella)) { Screen.status(priya.ella, around) }
    _ = try await until("it is read") { form.state.about.value }
    form.goOn()
    #expect(!form.state.saving.wrong("status").isEmpty, "nothing is chosen beforehand")
    form.type(TypedStatus(kind: .protectionPlan))
    form.goOn()
    #expect(form.step == .category)
    around.backStack.askBack()
    #expect(form.step == .status, "back goes to the question before")
    form.goOn()
    form.type(
      TypedStatus(kind: .protectionPlan, category: .neglect, from: "1/2/2026", source: "Conference")
    )
    form.goOn()
    form.goOn()
    _ = try await until("it is saved") { around.backStack.top.place == .cases ? true : nil }
    let status = try #require(
      try await priya.client.caseView(case: priya.ella).header.statuses.first)
    #expect(status.status == .protectionPlan(.neglect))
    #expect(status.from?.iso == "2026-02-01")
    await priya.close()
  }

  @Test("a withheld address shows after a tap that is noted and is covered when the app is left")
  func withheld() async throws {
    let priya = try await PriyasPhone()
    let (around, ella) = (priya.around, priya.ella)
    let dana = try await priya.add("Dana Marsh", "Mother")
    let form = try await priya.opens(.residence(ella, nil, of: theChild)) {
      Screen.newResidence(ella, theChild, around)
    }
    _ = try await until("it is read") { form.state.about.value }
    form.goOn()
    #expect(!form.state.saving.wrong("kind").isEmpty)
    form.type(
      TypedResidence(
        person: theChild, address: "9 Hidden Close, Northtown", kind: .home, withheldFrom: [dana]))
    for _ in 0..<3 { form.goOn() }
    _ = try await until("it is saved") { around.backStack.top.place == .cases ? true : nil }
    let list = Screen.caseFile(ella, .people, around)
    let view = try await until("the list is read") { list.state.view.value }
    let residence = try #require(view.residences.first)
    #expect(!"\(view)".contains("Hidden Close"), "no list holds it")

    let page = try await priya.opens(.withheld(ella, residence.residence)) {
      Screen.withheld(ella, residence.residence, around)
    }
    let shown = try await until("it shows") { page.state.residence?.value }
    #expect(shown.addresses.first?.value == "9 Hidden Close, Northtown")
    await priya.app.leftFront()
    #expect(page.state.residence == nil)
    priya.app.cameToFront()
    #expect(page.state.residence == nil, "it shows after another tap alone")
    page.uncover()
    _ = try await until("it shows again") { page.state.residence?.value }
    around.go(.team(ella))
    #expect(page.state.residence == nil, "covered by another screen, it is covered")
    around.back()

    around.back()
    around.go(.residence(ella, residence.residence))
    let known = around.backStack.top.model {
      Screen.knownResidence(ella, residence.residence, around)
    }
    _ = try await until("it is covered") { known.isCovered ? true : nil }
    #expect(known.state.typed.address.isEmpty)
    known.uncover()
    _ = try await until("it shows") { known.isCovered ? nil : true }
    #expect(known.state.typed.address == "9 Hidden Close, Northtown")
    await priya.app.leftFront()
    #expect(!"\(known.state)".contains("Hidden Close"), "nothing holds what is covered again")
    priya.app.cameToFront()
    known.uncover()
    _ = try await until("it shows") { known.isCovered ? nil : true }
    var typed = known.state.typed
    typed.address = "9a Hidden Close, Northtown"
    known.type(typed)
    await priya.app.leftFront()
    #expect(known.isCovered)
    known.save()
    #expect(!known.state.saving.isUnderWay, "nothing is saved of what is covered")
    priya.app.cameToFront()
    known.uncover()
    _ = try await until("it shows again") { known.isCovered ? nil : true }
    #expect(known.state.typed.address == "9a Hidden Close, Northtown", "what was typed stays")
    await priya.close()
  }

  @Test("a task is read before it is changed, and its form is unfolded where it was refused")
  func taskIsRead() async throws {
    let priya = try await PriyasPhone()
    let (around, ella) = (priya.around, priya.ella)
    let me = try await priya.client.me().practitioner
    let id = try await priya.client.addTask(
      task: NewTask(
        id: TaskId(drawId()), case: ella, title: "Ring the school", assignee: me, due: nil))
    let form = try await priya.opens(.task(ella, id)) { Screen.task(ella, id, around) }
    let about = try await until("it is read") { form.state.about.value }
    #expect(about.heading == "Task for Ella Marsh")
    #expect(about.whoSees == "2 people in 2 agencies will see this")
    let task = try #require(about.task)
    #expect(task.title == "Ring the school")
    #expect(taskInWords(task: task).hasSuffix("Priya Nair"))
    #expect(!form.mustShowForm, "it is read, and nothing is to be typed")
    var typed = form.state.typed
    typed.title = " "
    form.type(typed)
    #expect(form.mustShowForm, "words that were typed are not folded away")
    form.save()
    _ = try await until("it is refused") { form.state.saving.refused }
    #expect(!form.state.saving.wrong("title").isEmpty)
    #expect(form.mustShowForm)
    form.type(TypedTask(title: "Ring the school", assignee: me))
    form.complete()
    _ = try await until("it is left") { around.backStack.top.place == .cases ? true : nil }
    let again = try await priya.opens(.task(ella, id)) { Screen.task(ella, id, around) }
    let done = try await until("it is read again") { again.state.about.value?.task }
    #expect(taskInWords(task: done).contains("done today by"))
    #expect(!again.mustShowForm)
    again.reopen()
    _ = try await until("it is not done after all") {
      try await priya.client.caseView(case: ella).tasks.first?.doneAt == nil ? true : nil
    }
    await priya.close()
  }

  @Test("a task is added for whoever adds it, changed, done, and not done after all")
  func task() async throws {
    let priya = try await PriyasPhone()
    let (around, ella) = (priya.around, priya.ella)
    let form = try await priya.opens(.task(ella, nil)) { Screen.task(ella, nil, around) }
    _ = try await until("it is read") { form.state.about.value }
    var typed = form.state.typed
    let me = try await priya.client.me().practitioner
    #expect(typed.assignee == me)
    typed.title = "Ring the school"
    form.type(typed)
    form.save()
    form.save()
    _ = try await until("it is saved") { around.backStack.top.place == .cases ? true : nil }
    let mine = Screen.myTasks(around)
    let task = try await until("it is among mine") { mine.state.tasks.value?.tasks.first }
    #expect(task.title == "Ring the school")
    mine.complete(task)
    _ = try await until("it is done") {
      mine.state.tasks.value?.tasks.allSatisfy { $0.doneAt != nil } == true ? true : nil
    }
    #expect(
      try await priya.client.caseView(case: ella).tasks.count == 1, "touched twice, added once")
    await priya.close()
  }

  @Test("a link of the core opens another app and no other link does")
  func links() async throws {
    let others = OtherApps()
    #expect(await others.reach("tel:+447700900111"))
    #expect(await !others.reach("https://example.org"))
    #expect(await !others.reach("patchwork://join#code"))
    #expect(await !others.reach(""))
    #expect(others.opened.count == 1)
    await others.showOnMap("4 Mill Lane, Northtown & more")
    #expect(
      others.opened.last?.absoluteString
        == "https://maps.apple.com/?q=4%20Mill%20Lane,%20Northtown%20%26%20more")
  }
}
