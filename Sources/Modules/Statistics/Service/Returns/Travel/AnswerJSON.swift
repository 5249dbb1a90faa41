// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel
public import StatisticsRules
import StrictJSON

/// The text `comity.return-answer/1`: what the secretariat says of a return.
///
/// docs/protocol/returns.md describes it.
public enum AnswerJSON {
  static let format = "comity.return-answer/1"
  /// The largest text that is read, in bytes.
  public static let sizeLimit = 64 << 10

  /// The canonical bytes of an answer.
  public static func bytes(_ answer: ReturnAnswer) throws -> Data { try CanonicalJSON.encode(Text(answer)) }

  /// Reads an answer; nothing that it does not know is left out.
  /// - Throws: ``ReturnProblem/unreadable(place:)``.
  public static func read(_ data: Data) throws(ReturnProblem) -> ReturnAnswer {
    do throws(StrictJSONError) {
      let tree = try StrictJSON.parse(data, limits: StrictLimits(bytes: sizeLimit, depth: 4))
      let text = try StrictDecoder().decode(Text.self, from: tree)
      guard let answer = text.answer else { throw StrictJSONError(.wrongValue, at: Position(line: 1, column: 1)) }
      return answer
    } catch {
      throw ReturnProblem(error)
    }
  }

  struct Text: Codable {
    let format: String
    let collection: ID<DataCollection>
    let revision: Int
    let digest: String
    let outcome: String
    /// What is asked; empty where nothing is.
    let remark: String
    /// Why it was not taken in; empty where it was.
    let problem: String

    init(_ answer: ReturnAnswer) {
      format = AnswerJSON.format
      (collection, revision, digest) = (answer.collection, answer.revision, answer.digest)
      outcome = answer.outcome.code
      if case .queried(let text) = answer.outcome { remark = text } else { remark = "" }
      if case .refused(let code) = answer.outcome { problem = code.rawValue } else { problem = "" }
    }

    /// The answer; `nil` where its parts do not fit each other.
    var answer: ReturnAnswer? {
      guard format == AnswerJSON.format, let outcome = ReturnAnswer.Outcome(outcome, remark: remark, problem: problem) else { return nil }
      return ReturnAnswer(collection: collection, revision: revision, digest: digest, outcome: outcome)
    }
  }
}

extension ReturnAnswer.Outcome {
  /// Puts an outcome together from its parts; `nil` where there is one too many or too few.
  init?(_ code: String, remark: String, problem: String) {
    switch (code, remark.isEmpty, problem.isEmpty) {
    case ("received", true, true): self = .received
    case ("accepted", true, true): self = .accepted
    case ("queried", false, true): self = .queried(remark: remark)
    case ("refused", true, false): self = .refused(problem: ProblemCode(rawValue: problem))
    default: return nil
    }
  }

  /// The remark, and the reason for a refusal, as they are written; empty where there is none.
  var parts: (remark: String, problem: String) {
    switch self {
    case .received, .accepted: ("", "")
    case .queried(let remark): (remark, "")
    case .refused(let problem): ("", problem.rawValue)
    }
  }
}

/// The text `comity.return-reminder/1`: the secretariat reminds of a collection.
///
/// Its words are those of the reader's own node.
public enum ReminderJSON {
  static let format = "comity.return-reminder/1"
  private static let sizeLimit = 4 << 10

  /// The canonical bytes of a reminder.
  public static func bytes(_ collection: ID<DataCollection>) throws -> Data {
    try CanonicalJSON.encode(Text(format: format, collection: collection))
  }

  /// Reads of which collection is reminded.
  /// - Throws: ``ReturnProblem/unreadable(place:)``.
  public static func read(_ data: Data) throws(ReturnProblem) -> ID<DataCollection> {
    do throws(StrictJSONError) {
      let tree = try StrictJSON.parse(data, limits: StrictLimits(bytes: sizeLimit, depth: 2))
      let text = try StrictDecoder().decode(Text.self, from: tree)
      guard text.format == format else { throw StrictJSONError(.wrongValue, at: Position(line: 1, column: 1)) }
      return text.collection
    } catch {
      throw ReturnProblem(error)
    }
  }

  struct Text: Codable {
    let format: String
    let collection: ID<DataCollection>
  }
}
