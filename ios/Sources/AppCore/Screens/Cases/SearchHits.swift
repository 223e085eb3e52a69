extension SearchHit {
  /// So many other children of a colleague are named without a tap.
  private static let alsoNamed = 6

  /// Where it leads.
  public var place: Place {
    if let entry { return .caseFile(self.case, tab: .timeline, entry: entry) }
    if let task { return .task(self.case, task) }
    return place(in: FoundIn(case: self.case, child: child))
  }

  /// Where a child leads whom the same person helps.
  public func place(in other: FoundIn) -> Place {
    if let person { return .person(other.case, person) }
    return .caseFile(other.case)
  }

  /// The other children who are named, before or after all of them were asked for.
  public func alsoNamed(all: Bool) -> [FoundIn] {
    all ? alsoIn : Array(alsoIn.prefix(Self.alsoNamed))
  }
}
