import Foundation
import Patchwork
import Testing

@Suite struct DayTest {
  @Test("a day is read and written as the library does, and what is no day is refused")
  func iso() throws {
    #expect(try Day(iso: "2019-03-12") == Day(year: 2019, month: 3, day: 12))
    #expect(try Day(iso: "0987-01-02").iso == "0987-01-02")
    for wrong in [
      "", "2019", "2019-3", "2019-02-30", "2019-13-01", "2019-03-12T00:00", "-2019-03-12",
    ] {
      #expect(throws: NoSuchDay.self, "\(wrong)") { try Day(iso: wrong) }
    }
  }

  @Test("days are counted over the ends of months and years, and in order")
  func counted() throws {
    let day = try #require(Day(year: 2024, month: 2, day: 28))
    #expect(day.adding(days: 2) == Day(year: 2024, month: 3, day: 1))
    #expect(day.adding(days: -59).iso == "2023-12-31")
    #expect(day < day.adding(days: 1))
  }

  @Test("today is the same day for the library and for Foundation, and goes through it unchanged")
  func through() throws {
    let moment = Date(timeIntervalSince1970: 1_760_000_000)
    #expect(dayOf(at: moment) == Day(of: moment))
    #expect(!dayInWords(day: try Day(iso: "2019-03-12")).isEmpty)
  }
}
