import Patchwork
import Testing

@testable import AppCore

@MainActor @Suite struct PlacesTest {
  @Test("every place is read again as it was kept")
  func kept() {
    let (id, person) = (CaseId("c1"), PersonId("p1"))
    let places: [Place] = [
      .cases, .myTasks, .directory, .settings, .sync, .newChild, .myCard, .relayAddress,
      .partnership, .server, .support, .erase, .invite, .invitation(PractitionerId("r1")),
      .caseFile(id), .caseFile(id, tab: .timeline, entry: EntryId("e1")), .person(id, person),
      .practitioner(PractitionerId("r1")), .capture(DraftId("d1")), .capture(DraftId("d1"), id),
      .newPerson(id), .editPerson(id, person), .ties(id, person), .child(id),
      .status(id), .marker(id, nil), .marker(id, MarkerId("m1")), .team(id), .task(id, nil),
      .task(id, TaskId("t1")),
      .residence(id, nil), .residence(id, nil, of: person),
      .residence(id, ResidenceId("s1")), .withheld(id, ResidenceId("s1")),
      .map(id, ResidenceId("s1")), .sheet(id), .involvement(id, nil),
      .involvement(id, nil, of: person),
      .involvement(id, InvolvementId("i1")),
    ]
    for place in places { #expect(Place(kept: place.kept) == place, "\(place.kept)") }
  }

  @Test("what another version kept is left out")
  func unknown() {
    for kept in ["", "unheard-of", "case", "person c1", "capture", "invitation"] {
      #expect(Place(kept: kept) == nil, "\(kept)")
    }
    #expect(BackStack(kept: "unheard-of\ncase").entries.map(\.place) == [.cases])
  }

  @Test("days and times are read as people type them")
  func typed() {
    #expect(readDay("27/3/2026") == Day(year: 2026, month: 3, day: 27))
    #expect(readDay("27.03.2026") == readDay("2026-03-27"))
    for wrong in ["27/3/26", "31/2/2026", "27/3", "tomorrow", ""] { #expect(readDay(wrong) == nil) }
    #expect(writeDay(readDay("2026-03-07")) == "7/3/2026")
    #expect(ClockTime(typed: "1530") == ClockTime(typed: "15:30"))
    #expect(ClockTime(typed: "9.05")?.minute == 5)
    for wrong in ["24:00", "9", "9:60", "half nine", ""] { #expect(ClockTime(typed: wrong) == nil) }
  }
}
