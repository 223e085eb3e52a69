// The ids of the facade. Each holds hex digits as the library gave them; two are the same thing when
// these are equal. The generated code names these types (core/client/uniffi.toml), so that a
// person's id cannot be given where a case's is asked for.

/// What all ids have in common.
public protocol TextId: Hashable, Sendable, CustomStringConvertible {
  /// The id's hex digits.
  var text: String { get }
  init(_ text: String)
}

extension TextId {
  public var description: String { text }
}

/// An agency of the partnership.
public struct AgencyId: TextId {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// A child's case.
public struct CaseId: TextId {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// A number or an address of a person.
public struct ContactDetailId: TextId {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// A device that somebody uses.
public struct DeviceId: TextId {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// Something that is being written.
public struct DraftId: TextId {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// An entry of a journal.
public struct EntryId: TextId {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// Somebody's part in a child's life.
public struct InvolvementId: TextId {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// A risk marker.
public struct MarkerId: TextId {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// A person in a child's life.
public struct PersonId: TextId {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// A practitioner of the partnership.
public struct PractitionerId: TextId {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// What one person is to another.
public struct RelationshipId: TextId {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// A place where somebody lives or lived.
public struct ResidenceId: TextId {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// Something to be done.
public struct TaskId: TextId {
  public let text: String
  public init(_ text: String) { self.text = text }
}
