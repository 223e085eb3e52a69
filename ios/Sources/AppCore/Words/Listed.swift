/// Something that is known, with what it is.
public struct Fact: Equatable, Sendable, Identifiable {
  public let label: String
  public let value: String

  public var id: String { label }

  init(_ label: String, _ value: String) {
    self.label = label
    self.value = value
  }
}

/// What stands under one heading.
public struct Headed<Member: Sendable>: Sendable, Identifiable {
  public let heading: String
  public internal(set) var members: [Member]

  public var id: String { heading }

  init(_ heading: String, _ members: [Member]) {
    self.heading = heading
    self.members = members
  }
}

/// One of several that somebody can choose.
public struct Option<Value: Hashable & Sendable>: Sendable, Identifiable {
  public let value: Value
  public let label: String

  public var id: Value { value }

  public init(_ value: Value, _ label: String) {
    self.value = value
    self.label = label
  }
}

extension Array where Element: Sendable {
  /// By a word of each, in the order in which it first came.
  func grouped(by word: (Element) -> String) -> [Headed<Element>] {
    reduce(into: []) { groups, member in
      let heading = word(member)
      if let at = groups.firstIndex(where: { $0.heading == heading }) {
        groups[at].members.append(member)
      } else {
        groups.append(Headed(heading, [member]))
      }
    }
  }
}
