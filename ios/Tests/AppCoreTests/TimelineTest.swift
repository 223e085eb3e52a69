import Foundation
import PatchworkTesting
import Testing

@testable import AppCore

/// What was written about a child, as the timeline shows it.
@MainActor @Suite struct TimelineTest {
  private func write(_ priya: PriyasPhone, _ words: (inout DraftView) -> Void) async throws {
    var draft = try await priya.client.newDraft(case: priya.ella)
    words(&draft)
    _ = try await priya.client.saveEntry(draft: draft)
  }

  private func texts(_ timeline: TimelineModel) -> [String] {
    (timeline.state.days.value ?? []).flatMap(\.items).compactMap {
      if case .entry(let entry) = $0 { entry.text } else { nil }
    }
  }

  @Test("the pattern shows each worry, strength, visit and call at its day")
  func pattern() async throws {
    let priya = try await PriyasPhone()
    let (worry, strength, visit) = (
      today().adding(days: -40), today().adding(days: -20), today().adding(days: -3)
    )
    try await write(priya) {
      $0.kind = .worry
      $0.text = "Limped"
      $0.happenedOn = worry
    }
    try await write(priya) {
      $0.kind = .strength
      $0.text = "Read aloud"
      $0.happenedOn = strength
    }
    try await write(priya) {
      $0.kind = .contact
      $0.mode = .visit
      $0.outcome = .seenAlone
      $0.text = "Drew a house"
      $0.happenedOn = visit
    }
    try await write(priya) { $0.text = "Rang the school" }
    let timeline = Screen.timeline(priya.ella, nil, priya.around)
    _ = try await until("all of it stands there") {
      texts(timeline).contains("Rang the school") && texts(timeline).count == 4 ? true : nil
    }
    #expect(timeline.state.pattern == nil, "shown where it was asked for")
    #expect(choices().timelineFilters.contains { $0.value == .pattern })

    timeline.show(.pattern)
    let pattern = try await until("the strip shows") { timeline.state.pattern }
    #expect(pattern.spoken.hasPrefix("Worries, strengths, visits and calls of the last 12 weeks"))
    #expect(pattern.lanes.map(\.marks.count) == [1, 1, 1])
    let marks = pattern.lanes.flatMap(\.marks)
    #expect(marks.map(\.sign) == [.worry, .strength, .childSeen])
    #expect(marks.map(\.day) == [worry, strength, visit])
    #expect(marks.map(\.at) == marks.map(\.at).sorted(), "from left to right")
    #expect(
      marks.map(\.words) == [
        "Worry, \(dayInWords(day: worry))", "Strength, \(dayInWords(day: strength))",
        "Child seen, \(dayInWords(day: visit))",
      ])
    #expect(Set(texts(timeline)) == ["Limped", "Read aloud", "Drew a house"])

    timeline.show(.all)
    _ = try await until("the strip is gone") { timeline.state.pattern == nil ? true : nil }
    await priya.close()
  }
}
