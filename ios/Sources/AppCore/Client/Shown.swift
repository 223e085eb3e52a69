import Foundation
@_exported import Patchwork

/// What a screen shows: not read yet, read, or why it cannot be read.
public enum Shown<Value: Sendable>: Sendable {
  case reading
  case read(Value)
  case refused(Refusal)

  /// What was read, or nothing.
  public var value: Value? {
    if case .read(let value) = self { return value }
    return nil
  }

  /// Why it cannot be read, or nothing.
  public var refusal: Refusal? {
    if case .refused(let refusal) = self { return refusal }
    return nil
  }

  /// What was read, as something else; or why it was not.
  func then<Next: Sendable>(
    isolation: isolated (any Actor)? = #isolation,
    _ next: (Value) async throws -> Next
  ) async -> Shown<Next> {
    switch self {
    case .reading: .reading
    case .refused(let refusal): .refused(refusal)
    case .read(let value): await attempt { try await next(value) }
    }
  }
}

extension Shown: Equatable where Value: Equatable {}

/// The client's words, and the field that they are about, where it is one.
public struct Refusal: Error, Equatable, Sendable {
  public var notice: Notice
  public var field = ""
  /// What is wrong with other fields of the same form, in its order.
  public var others: [InvalidField] = []

  public init(notice: Notice, field: String = "", others: [InvalidField] = []) {
    self.notice = notice
    self.field = field
    self.others = others
  }

  /// Of any error. What is none of the client's own is described as a fault of ours.
  public init(_ error: any Error) {
    if let refusal = error as? Refusal {
      self = refusal
      return
    }
    notice = Patchwork.notice(of: error)
    if case .Invalid(let field, _, let others) = error as? ClientError {
      self.field = field
      self.others = others
    }
  }

  /// Something that a form says by itself, about one of its fields.
  static func of(field: String, _ words: String) -> Refusal {
    Refusal(
      notice: Notice(code: "invalid", title: "", body: words, actions: []), field: field)
  }

  /// What is wrong with this field; empty where nothing is.
  public func of(_ field: String) -> String {
    if field.isEmpty { return "" }
    if field == self.field { return notice.body }
    return others.first { $0.field == field }?.reason ?? ""
  }
}

/// Does what the client may refuse, and gives its words where it does.
func attempt<Value: Sendable>(
  isolation: isolated (any Actor)? = #isolation,
  _ work: () async throws -> Value
) async -> Shown<Value> {
  do {
    return .read(try await work())
  } catch {
    return .refused(Refusal(error))
  }
}

extension Client {
  /// What is read, now and after each update for which `isOf` holds, or why it cannot be read.
  func shown<Value: Sendable>(
    _ isOf: @escaping @Sendable (Update) -> Bool,
    _ read: @escaping @Sendable (Client) async throws -> Value
  ) -> AsyncStream<Shown<Value>> {
    watch(isOf) { client in await attempt { try await read(client) } }
  }

  /// The case, before a form about it is shown: nobody types what will be refused.
  func writable(_ id: CaseId) async -> Shown<CaseView> {
    if let notice = readOnlyNotice() { return .refused(Refusal(notice: notice)) }
    let found = await attempt { try await self.caseView(case: id) }
    guard let header = found.value?.header, !header.mayWrite else { return found }
    return .refused(
      Refusal(
        notice: Notice(
          code: "only-to-read", title: "You may not do this", body: header.notice, actions: [])))
  }
}

extension Refusal {
  /// Whether no second try and no update mends it: what is here can only be erased.
  public var canBeErased: Bool { ["key-gone", "damaged"].contains(notice.code) }
}
