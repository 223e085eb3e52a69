import Foundation
import PatchworkClient

extension ClientError {
  /// What a person reads of this error: what happened and what to do, in the words of the core.
  public var notice: Notice { describeError(error: self) }
}

extension ClientError: LocalizedError {
  /// What happened.
  public var errorDescription: String? { notice.title }

  /// Why, and what to do.
  public var recoverySuggestion: String? { notice.body }
}

/// What a person reads of any error. What is none of the client's own is a fault of ours, and is
/// described as one.
public func notice(of error: any Error) -> Notice {
  if let known = error as? ClientError { return known.notice }
  return describeError(error: .Internal(trace: error.localizedDescription))
}
