/// What somebody typed about a child.
public struct TypedChild: Equatable, Sendable {
  public var given = ""
  public var family = ""
  public var preferred = ""
  public var born = ""
  public var bornIsApproximate = false
  public var expected = ""
  public var nhsNumber = ""
  public var familyLabel = ""

  var days: TypedDays { TypedDays(["born": born, "expected": expected]) }
}

extension TypedChild {
  /// What is known of a child, as it stands in the form.
  init(_ known: ChildView) {
    self.init(
      given: known.given, family: known.family, preferred: known.preferred,
      born: writeDay(known.born), bornIsApproximate: known.bornIsApproximate,
      expected: writeDay(known.expected), nhsNumber: known.nhsNumber,
      familyLabel: known.familyLabel)
  }
}
