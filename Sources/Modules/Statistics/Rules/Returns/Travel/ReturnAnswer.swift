// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What the secretariat says of a version of a State's return.
public struct ReturnAnswer: Hashable, Sendable {
  /// The collection.
  public let collection: ID<DataCollection>
  /// The version that it is about.
  public let revision: Int
  /// SHA-256 of the text of that version, 64 hexadecimal digits: of another text under the same number nothing is said.
  public let digest: String
  /// What became of it.
  public let outcome: Outcome

  /// What became of a version.
  public enum Outcome: Hashable, Sendable {
    /// It was taken in; an officer has not looked at it yet.
    case received
    /// It counts in the figures.
    case accepted
    /// It is asked back: what is to be explained or mended.
    case queried(remark: String)
    /// It was not taken in, for a reason of ``CannotTakeReturn``.
    case refused(problem: ProblemCode)

    /// Whether the State has nothing to do about it.
    public var isDone: Bool {
      switch self {
      case .received, .accepted: true
      case .queried, .refused: false
      }
    }

    /// The stable name.
    public var code: String {
      switch self {
      case .received: "received"
      case .accepted: "accepted"
      case .queried: "queried"
      case .refused: "refused"
      }
    }
  }

  /// So many characters a remark has at most, so that it fits into a message in any language.
  public static let longestRemark = 4_000

  /// Says something of a version; `nil` for what nobody can mean: no version, no digest, a remark that is empty or too long, an unknown reason.
  public init?(collection: ID<DataCollection>, revision: Int, digest: String, outcome: Outcome) {
    let digits = Set("0123456789abcdef")
    guard revision > 0, digest.count == 64, digest.allSatisfy({ digits.contains($0) }) else { return nil }
    switch outcome {
    case .queried(let remark):
      guard remark.contains(where: { !$0.isWhitespace }), remark.count <= Self.longestRemark else { return nil }
    case .refused(let problem):
      guard CannotTakeReturn.examples.contains(where: { $0.code == problem }) else { return nil }
    case .received, .accepted: break
    }
    self.collection = collection
    self.revision = revision
    self.digest = digest
    self.outcome = outcome
  }
}

extension KeptReturn {
  /// What a State is told of its return as it stands; `nil` while a second officer has not confirmed it.
  /// - Parameter digest: SHA-256 of its text.
  public func answer(digest: String) -> ReturnAnswer? {
    let outcome: ReturnAnswer.Outcome
    switch standing {
    case .unconfirmed: return nil
    case .received: outcome = .received
    case .accepted: outcome = .accepted
    case .queried(let remark): outcome = .queried(remark: remark)
    }
    return ReturnAnswer(collection: content.collection, revision: content.revision, digest: digest, outcome: outcome)
  }
}
