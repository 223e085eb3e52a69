import Foundation
import PatchworkTesting
import Testing

@testable import AppCore

/// What is read and changed of a child's case.
@MainActor @Suite struct CaseTest {
  private func note(_ client: Client, _ ella: CaseId, _ words: String, kind: EntryKind = .worry)
    async throws
  {
    var draft = try await client.newDraft(case: ella)
    draft.kind = kind
    draft.text = words
    _ = try await client.saveEntry(draft: draft)
    try await client.sendNow()
  }

  @Test("the list tells what is for this person and a search finds people and words")
  func list() async throws {
    let priya = try await PriyasPhone()
    let around = priya.around
    let joan = try await priya.add("Joan Field", "Health visitor", agency: "Health visiting")
    try await note(priya.tom, priya.ella, "Ella limped.")
    let list = around.backStack.top.model { Screen.cases(around) }
    let (kind, line) = try await until("the worry waits for a response") {
      list.state.forYou.first { $0.kind == .worryWaits }
        .flatMap { group in group.lines.first.map { (group.kind, $0) } }
    }
    guard case .caseFile(priya.ella, .timeline, .some) = list.place(of: line, in: kind) else {
      Issue.record("\(list.place(of: line, in: kind))")
      return
    }
    let row = try await until("Ella's row says so") {
      list.state.families.value?.first?.cases.first { $0.tags.contains("1 new") }
    }
    #expect(row.child == "Ella Marsh")
    list.search("Joan")
    let person = try await until("a person is found") { list.state.hits.first { $0.person != nil } }
    #expect(person.place == .person(priya.ella, joan))
    list.search("limped")
    let word = try await until("a word is found") { list.state.hits.first { $0.entry != nil } }
    #expect(word.text.contains("limped"))
    #expect(word.place == .caseFile(priya.ella, tab: .timeline, entry: word.entry))
    let shoes = try await priya.client.addTask(
      task: NewTask(id: nil, case: priya.ella, title: "Measure feet", assignee: nil, due: nil))
    list.search("measure")
    let task = try await until("a task is found") { list.state.hits.first { $0.task != nil } }
    #expect(task.place == .task(priya.ella, shoes))
    #expect(task.label == "Task for nobody yet")
    #expect(task.about.contains("Ella Marsh"))
    list.search("")
    #expect(!list.state.isSearching)
    await priya.close()
  }

  @Test("a child who is likely here already is asked about, and can be added all the same")
  func likelyHere() async throws {
    let priya = try await PriyasPhone()
    let around = priya.around
    let form = try await priya.opens(.newChild) { Screen.newChild(around) }
    form.type(TypedChild(given: "Ella", family: "Marsh", born: "12/3/2019"))
    form.add()
    let same = try await until("it is asked about") { form.same.first }
    #expect(same.case == priya.ella)
    #expect(try await priya.client.allCases().count == 1)
    form.add()
    _ = try await until("she is added all the same") {
      try await priya.client.allCases().count == 2 ? true : nil
    }
    await priya.close()
  }

  @Test("a worry is answered from its timeline and the answer stands under it")
  func answered() async throws {
    let priya = try await PriyasPhone()
    let (around, ella) = (priya.around, priya.ella)
    try await note(priya.tom, ella, "Ella limped.")
    _ = try await until("Priya has it") { try await priya.written().first }
    let timeline = try await priya.opens(.caseFile(ella, tab: .timeline)) {
      Screen.timeline(ella, nil, around)
    }
    let find = { newest(in: timeline) }
    let worry = try await until("it stands in the timeline", find)
    #expect(worry.isUnanswered)
    #expect(worry.byline.contains("Tom Reed"))
    let kind = try #require(answers(worry.mayAnswer).first { $0.value == .reply })
    timeline.answer(worry.entry, kind.value)
    let capture = try await until("the answer is written") { () -> CaptureModel? in
      guard case .capture = around.backStack.top.place else { return nil }
      return try await around.capture()
    }
    _ = try await until("what it answers is shown") { capture.state.target }
    #expect(capture.state.target?.text == "Ella limped.")
    capture.change { $0.text = "I saw her; she had sprained it." }
    capture.save()
    let said = try await until("it stands under the worry") { find()?.thread.first }
    #expect(said.text == "I saw her; she had sprained it.")
    #expect(around.backStack.top.place == .caseFile(ella, tab: .timeline))
    await priya.close()
  }

  /// The newest entry that a timeline shows.
  private func newest(in timeline: TimelineModel) -> EntryView? {
    for item in timeline.state.days.value?.flatMap(\.items) ?? [] {
      if case .entry(let entry) = item { return entry }
    }
    return nil
  }

  @Test("who answers a worry with a task comes back to the worry, whose thread names the task")
  func madeATask() async throws {
    let priya = try await PriyasPhone()
    let (around, ella) = (priya.around, priya.ella)
    try await note(priya.tom, ella, "Ella limped.")
    _ = try await until("Priya has it") { try await priya.written().first }
    let timeline = try await priya.opens(.caseFile(ella, tab: .timeline)) {
      Screen.timeline(ella, nil, around)
    }
    let worry = try await until("it stands in the timeline") { newest(in: timeline) }
    timeline.answer(worry.entry, .response)
    let capture = try await until("the answer is written") { () -> CaptureModel? in
      guard case .capture = around.backStack.top.place else { return nil }
      return try await around.capture()
    }
    capture.change {
      $0.response = .task
      $0.text = "Ask the GP to look at her foot"
    }
    capture.save()
    let task = try await until("the task is on the list") {
      try await priya.client.caseView(case: ella).tasks.first
    }
    #expect(around.backStack.top.place == .caseFile(ella, tab: .timeline))
    let answered = try await priya.client.entry(case: ella, entry: worry.entry)
    #expect(answered.thread.first?.task == task)
    #expect(answered.thread.first.map { taskMadeIn(answer: $0.entry) } == task.task)
    timeline.open(task)
    #expect(around.backStack.top.place == .task(ella, task.task))
    let form = around.backStack.top.model { Screen.task(ella, task.task, around) }
    let about = try await until("the form is read") { form.state.about.value }
    #expect(about.worry?.text == "Ella limped.")
    #expect(form.state.typed.title == "Ask the GP to look at her foot")
    var typed = form.state.typed
    typed.title = "Ask the GP to look at both feet"
    form.type(typed)
    form.save()
    let changed = try await until("it is in other words") {
      try await priya.client.entry(case: ella, entry: worry.entry).thread.first?.task
        .flatMap { $0.title.hasSuffix("both feet") ? $0 : nil }
    }
    #expect(taskInWords(task: changed).contains("Priya Nair"))
    await priya.close()
  }

  /// Priya and Tom change a number of Dana's, and neither hears of the other before.
  private func twoNumbers(_ priya: PriyasPhone, of dana: PersonId) async throws -> ConflictView {
    let (client, tom, ella) = (priya.client, priya.tom, priya.ella)
    let known = try await until("Tom has the number") {
      try await tom.caseView(case: ella).people.first { $0.person == dana }?.contacts.first
    }
    for one in [client, tom] { try await one.setOffline(offline: true) }
    for (one, value) in [(client, "07700 900222"), (tom, "07700 900333")] {
      _ = try await one.setContact(
        case: ella,
        detail: ContactDetail(
          person: dana, detail: known.detail, kind: .mobile, value: value, shown: ""))
    }
    for one in [client, tom] { try await one.setOffline(offline: false) }
    return try await until("both values came") {
      try await client.caseView(case: ella).conflicts.first { $0.values.count == 2 }
    }
  }

  private func numbers(_ priya: PriyasPhone, of dana: PersonId) async throws -> [String] {
    let people = try await priya.client.caseView(case: priya.ella).people
    return people.first { $0.person == dana }?.contacts.map(\.value).sorted() ?? []
  }

  @Test("of two numbers that are both right both are kept")
  func bothNumbers() async throws {
    let priya = try await PriyasPhone()
    let (around, ella) = (priya.around, priya.ella)
    let dana = try await priya.add("Dana Marsh", "Mother", mobile: "07700 900111")
    let conflict = try await twoNumbers(priya, of: dana)
    let page = try await priya.opens(.person(ella, dana)) { Screen.person(ella, dana, around) }
    _ = try await until("both are on her page") { page.state.found.value?.conflicts.first }
    #expect(conflict.mayKeepAll)
    #expect(conflict.values.allSatisfy { $0.mayBeCalled })
    page.reach(conflict.values[0].link)
    _ = try await until("one of them is called") { priya.phone.others.opened.first }
    page.keepAll(conflict)
    let person = try await until("both stand") {
      page.state.found.value.flatMap { $0.conflicts.isEmpty ? $0.person : nil }
    }
    #expect(person.contacts.map(\.value).sorted() == ["07700 900222", "07700 900333"])
    #expect(around.frame.state.chosen == nil, "nothing went")
    await priya.close()
  }

  @Test("between two numbers one is kept, and the other one instead as long as the page stays")
  func otherNumber() async throws {
    let priya = try await PriyasPhone()
    let (around, ella) = (priya.around, priya.ella)
    let dana = try await priya.add("Dana Marsh", "Mother", mobile: "07700 900111")
    let conflict = try await twoNumbers(priya, of: dana)
    let value = { (number: String) in
      try #require(conflict.values.first { $0.value == number })
    }
    let page = try await priya.opens(.person(ella, dana)) { Screen.person(ella, dana, around) }
    page.choose(conflict, try value("07700 900333"))
    _ = try await until("the other one is offered") { around.frame.state.chosen.map { _ in true } }
    #expect(try await numbers(priya, of: dana) == ["07700 900333"])
    around.go(.settings)
    #expect(around.frame.state.chosen == nil, "it goes with the page")
    around.back()

    // On the form, what was typed stays, and what was chosen is no word that is lost.
    let again = try await twoNumbers(priya, of: dana)
    let form = try await priya.opens(.editPerson(ella, dana)) {
      Screen.editPerson(ella, dana, around)
    }
    _ = try await until("the form is read") { form.state.about.value?.conflicts.first }
    form.choose(again, try #require(again.values.first { $0.value == "07700 900333" }))
    _ = try await until("the other one is offered again") {
      around.frame.state.chosen.map { _ in true }
    }
    #expect(!form.holdsWords)
    form.state.typed.note = "Not before ten"
    around.frame.keepOther()
    // The form may show that number still, from before the first choice.
    _ = try await until("it stands") {
      try await numbers(priya, of: dana) == ["07700 900222"] ? true : nil
    }
    _ = try await until("the form shows it") {
      form.state.typed.contacts.map(\.value) == ["07700 900222"] ? true : nil
    }
    #expect(form.state.typed.note == "Not before ten")
    form.save()
    _ = try await until("the note is saved") {
      try await priya.client.caseView(case: ella).people.first { $0.person == dana }
        .flatMap { $0.note == "Not before ten" ? true : nil }
    }
    #expect(try await numbers(priya, of: dana) == ["07700 900222"])
    await priya.close()
  }

  @Test("how two people belong together is said, said differently and taken back")
  func ties() async throws {
    let priya = try await PriyasPhone()
    let (around, ella) = (priya.around, priya.ella)
    let dana = try await priya.add("Dana Marsh", "Mother")
    let form = { () async throws -> TiesModel in
      try await priya.opens(.ties(ella, dana)) { Screen.ties(ella, dana, around) }
    }
    let ties = { () async throws -> [TieView] in
      try await priya.client.caseView(case: ella).people.first { $0.person == dana }?.ties ?? []
    }
    let first = try await form()
    _ = try await until("it is read") { first.state.about.value }
    first.goOn()
    #expect(!first.state.saving.wrong("other").isEmpty, "nobody is chosen beforehand")
    first.type(TypedTie(other: theChild))
    first.goOn()
    first.goOn()
    #expect(!first.state.saving.wrong("kind").isEmpty)
    around.backStack.askBack()
    #expect(first.step == .other)
    first.goOn()
    first.type(TypedTie(other: theChild, kind: .parentOf))
    first.goOn()
    let tie = try await until("it is said") { try await ties().first }
    #expect(tie.kind == .parentOf)

    let second = try await form()
    _ = try await until("it is read again") { second.state.about.value }
    second.change(tie)
    var typed = second.state.typed
    typed.changedTo = .carerOf
    second.type(typed)
    second.saveChange()
    _ = try await until("it is said differently") {
      try await ties().first?.kind == .carerOf ? true : nil
    }
    let third = try await form()
    let known = try await until("it is read once more") {
      third.state.about.value?.person.ties.first
    }
    third.remove(known)
    _ = try await until("it is taken back") { try await ties().isEmpty ? true : nil }
    await priya.close()
  }

  @Test("a part in a child's life is added, changed and removed")
  func part() async throws {
    let priya = try await PriyasPhone()
    let (around, ella) = (priya.around, priya.ella)
    let joan = try await priya.add("Joan Field", "Health visitor", agency: "Health visiting")
    let form = { (id: InvolvementId?) async throws -> InvolvementModel in
      try await priya.opens(.involvement(ella, id, of: joan)) {
        Screen.involvement(ella, id, joan, around)
      }
    }
    let part = { () async throws -> InvolvementView? in
      try await priya.client.caseView(case: ella).involvements.first { $0.person == joan }
    }
    let new = try await form(nil)
    _ = try await until("it is read") { new.state.about.value }
    #expect(!new.mustShowMore)
    new.type(TypedInvolvement(person: joan, role: "Lead practitioner", until: "soon"))
    new.save()
    #expect(new.mustShowMore, "what is to be put right is not folded away")
    new.type(TypedInvolvement(person: joan, role: "Lead practitioner", from: "1/9/2025"))
    new.save()
    let added = try await until("it is added") { try await part() }
    #expect(added.role == "Lead practitioner")
    #expect(added.factWords.contains("2025"))

    let known = try await form(added.involvement)
    _ = try await until("it is read again") { known.state.about.value }
    #expect(known.state.typed.from == "1/9/2025")
    var typed = known.state.typed
    typed.basis = .agreement
    known.type(typed)
    known.save()
    _ = try await until("it is changed") { try await part()?.basis == .agreement ? true : nil }
    let last = try await form(added.involvement)
    _ = try await until("it is read once more") { last.state.about.value }
    last.remove()
    _ = try await until("it is removed") { try await part() == nil ? true : nil }
    await priya.close()
  }

  @Test("the switch names who used to help, and each of them has a card")
  func usedToHelp() async throws {
    let priya = try await PriyasPhone()
    let (around, ella) = (priya.around, priya.ella)
    let before = try await priya.add("Lena Fox", "Key worker", agency: "Hillside Nursery")
    around.go(.caseFile(ella))
    let picture = Screen.picture(ella, around)
    picture.fit(Viewport(width: 390, height: 600, textScale: 1)) { Float($0.text.count) * 7 }
    _ = try await until("she is in the picture") {
      picture.state.picture.value?.nodes.first { $0.person == before }
    }
    #expect(picture.state.picture.value?.usedToHelp == nil)
    _ = try await priya.client.addInvolvement(
      case: ella,
      involvement: NewInvolvement(
        id: nil, practitioner: nil, person: before, role: "Key worker", from: nil,
        until: readDay("1/3/2020"), basis: nil, review: nil))
    let named = try await until("she is named at the switch") {
      picture.state.picture.value?.usedToHelp
    }
    #expect(named.words == "1 person: Lena Fox")
    #expect(picture.pastWords == "Show who used to help")
    #expect(picture.state.picture.value?.nodes.contains { $0.person == before } == false)
    picture.togglePast()
    #expect(picture.pastWords == "Hide who used to help")
    _ = try await until("she is in the picture again") {
      picture.state.picture.value?.nodes.first { $0.person == before }
    }
    picture.lookAt(try #require(named.named.first?.person))
    let card = try await until("her card shows") { picture.state.card }
    #expect(card.person.name == "Lena Fox")
    #expect(card.person.standing == "Key worker until 1 March 2020")
    #expect(card.person.standingWords.hasSuffix("Does not read this case"))
    #expect(picture.stepBack())
    await priya.close()
  }

  @Test("of a helper the list says their own last contact without their name again")
  func lastContactInList() async throws {
    let priya = try await PriyasPhone()
    let (client, ella) = (priya.client, priya.ella)
    let dana = try await priya.add("Dana Marsh", "Mother")
    var draft = try await client.newDraft(case: ella)
    draft.kind = .contact
    draft.mode = .visit
    draft.outcome = .seenAlone
    draft.text = "Drew a house"
    draft.with = [dana]
    _ = try await client.saveEntry(draft: draft)
    let people = try await client.caseView(case: ella).people
    let find = { (name: String) in people.first { $0.name == name } }
    #expect(try #require(find("Dana Marsh")).lastContactInList == "Last contact today, Priya Nair")
    #expect(
      try #require(find("Priya Nair")).lastContactInList
        == "Last in contact with the family today")
    #expect(try #require(find("Dana Marsh")).roleWords == "Mother")
    await priya.close()
  }

  @Test("what is known of somebody is changed, and they are taken off and put back")
  func edited() async throws {
    let priya = try await PriyasPhone()
    let (around, ella) = (priya.around, priya.ella)
    let dana = try await priya.add("Dana Marsh", "Mother", mobile: "07700 900111")
    around.go(.person(ella, dana))
    let form = try await priya.opens(.editPerson(ella, dana)) {
      Screen.editPerson(ella, dana, around)
    }
    _ = try await until("it is read") { form.state.about.value }
    var typed = form.state.typed
    typed.name = "Dana Marsh-Lee"
    typed.contacts[0].value = "07700 900222"
    typed.newKind = .email
    typed.newContact = "dana@example.org"
    form.type(typed)
    form.save()
    let person = try await until("it is saved") {
      try await priya.client.caseView(case: ella).people
        .first { $0.person == dana && $0.contacts.count == 2 }
    }
    #expect(person.name == "Dana Marsh-Lee")
    #expect(Set(person.contacts.map(\.value)) == ["07700 900222", "dana@example.org"])
    #expect(person.ways.flatMap(\.doors).map(\.kind).contains(.email))

    let again = try await priya.opens(.editPerson(ella, dana)) {
      Screen.editPerson(ella, dana, around)
    }
    _ = try await until("it is read again") { again.state.about.value }
    again.takeOff()
    _ = try await until("the list shows, without her page") {
      around.backStack.top.place == .caseFile(ella, tab: .people) ? true : nil
    }
    let off = Screen.takenOff(ella, around)
    off.putBack(dana)
    _ = try await until("she is back") {
      around.backStack.top.place == .person(ella, dana) ? true : nil
    }
    await priya.close()
  }

  @Test("what a visitor must know is added, stands before an address, and ends")
  func marker() async throws {
    let priya = try await PriyasPhone()
    let (around, ella) = (priya.around, priya.ella)
    let form = try await priya.opens(.marker(ella, nil)) { Screen.marker(ella, nil, around) }
    _ = try await until("it is read") { form.state.about.value }
    form.save()
    _ = try await until("words are asked for") {
      form.state.saving.wrong("text").isEmpty ? nil : true
    }
    form.type(TypedMarker(text: "A large dog, loose in the yard"))
    form.save()
    let marker = try await until("it is added") {
      try await priya.client.caseView(case: ella).header.markers.first
    }
    _ = try await priya.client.addResidence(
      case: ella,
      residence: NewResidence(
        id: nil, person: nil, address: "4 Mill Lane, Northtown", kind: .home, pattern: "",
        from: nil, until: nil, withheldFrom: []))
    let residence = try #require(try await priya.client.caseView(case: ella).residences.first)
    let map = Screen.map(ella, residence.residence, around)
    let before = try await until("it is said before a map opens") { map.state.found.value }
    #expect(before.header.markers.first?.words == "A large dog, loose in the yard")
    #expect(priya.phone.others.opened.isEmpty)
    map.open()
    _ = try await until("the map opens") { priya.phone.others.opened.first }

    let known = try await priya.opens(.marker(ella, marker.marker)) {
      Screen.marker(ella, marker.marker, around)
    }
    _ = try await until("it is read again") { known.state.about.value }
    known.end()
    _ = try await until("it ends") {
      try await priya.client.caseView(case: ella).header.markers.isEmpty ? true : nil
    }
    await priya.close()
  }

  @Test("a colleague is added to a team and a decision about sharing stands in its ledger")
  func team() async throws {
    let priya = try await PriyasPhone()
    let around = priya.around
    let other = try await priya.client.openCase(
      case: NewCase(
        given: "Sam", family: "Okafor", preferred: "", born: nil, bornIsApproximate: false,
        expected: nil, nhsNumber: "", team: [], request: drawId()))
    let model = try await priya.opens(.team(other)) { Screen.team(other, around) }
    let tom = try await until("Tom may be added") { model.state.mayBeAdded?.practitioners.first }
    #expect(tom.name == "Tom Reed")
    #expect(model.state.chosen == nil, "nobody is chosen beforehand")
    model.add()
    #expect(!model.state.isAdding)
    model.choose(tom.practitioner)
    model.add()
    let team = try await until("Tom is on the team") {
      model.state.team.value?.team.members.count == 2 ? model.state.team.value?.team : nil
    }
    #expect(team.sizeWords.hasPrefix("2 people in 2 agencies"))

    model.decide()
    let capture = try await until("a decision is written") { () -> CaptureModel? in
      guard case .capture = around.backStack.top.place else { return nil }
      return try await around.capture()
    }
    #expect(capture.state.draft.value?.sharing == nil, "nothing is chosen beforehand")
    capture.change {
      $0.text = "Whether the housing office learns why they move"
      $0.withWhom = "Housing"
      $0.detail = "The family asked not to"
    }
    capture.save()
    _ = try await until("a choice is asked for") {
      capture.state.wrong("sharing").isEmpty ? nil : true
    }
    capture.change { $0.sharing = .doNotShare }
    capture.save()
    let decision = try await until("it stands in the ledger") { model.state.decisions.first }
    #expect(decision.sharingWords == ["Not with Housing", "Why: The family asked not to"])
    await priya.close()
  }

  @Test("colleagues read how to reach somebody, until when they are away and who covers")
  func card() async throws {
    let priya = try await PriyasPhone()
    let around = priya.around
    let form = try await priya.opens(.myCard) { Screen.myCard(around) }
    _ = try await until("it is read") { form.state.about.value }
    let tom = try await until("a colleague may cover") { form.colleagues.state.found.first }
    #expect(tom.name == "Tom Reed", "nobody covers for themselves")
    var typed = form.state.typed
    typed.phones[0] = "01632 960456"
    typed.bestReached = "Mornings"
    typed.awayUntil = writeDay(today().adding(days: 9))
    typed.cover = tom
    form.type(typed)
    #expect(form.state.typed.phones == ["01632 960456", ""], "there is room for another")
    form.save()
    _ = try await until("it is saved") { around.backStack.top.place == .cases ? true : nil }
    let directory = Screen.directory(around)
    directory.search("Priya")
    let card = try await until("it stands in the directory") {
      directory.state.people.value?.first { $0.awayUntil != nil }
    }
    #expect(card.awayWords.contains("Tom Reed covers"))
    #expect(card.ways.first?.doors.first?.link.hasPrefix("tel:") == true)
    let page = Screen.practitioner(card.practitioner, around)
    _ = try await until("it is one's own") { page.state.isMe ? true : nil }
    await priya.close()
  }
}
