// SPDX-License-Identifier: Apache-2.0

/// Something that went wrong and that a person can understand and act on.
///
/// Every error thrown on purpose is one. Its words in six languages stand in the catalogues under
/// `problem.<code>.title`, `problem.<code>.detail` and `problem.<code>.action`.
public protocol Problem: Error, Sendable {
  /// Stable, published, never reused, for example `writing.changed-since-seen`.
  var code: ProblemCode { get }
  /// What kind of refusal it is; decides the HTTP status and the exit code.
  var kind: ProblemKind { get }
  /// Values for the sentences, by name; never personal or case data.
  var details: [String: String] { get }
  /// The fields concerned, so that a form can show the words beside them; empty when it concerns no field.
  var fields: [FieldProblem] { get }
}

extension Problem {
  /// No values.
  public var details: [String: String] { [:] }
  /// No fields.
  public var fields: [FieldProblem] { [] }
}

/// The stable name of a problem: module, dot, words with hyphens.
public struct ProblemCode: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name as published.
  public let rawValue: String
  /// Makes a code from its published name.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// Makes a code from a literal.
  public init(stringLiteral value: String) { self.rawValue = value }
}

/// What kind of refusal a problem is.
public enum ProblemKind: String, Sendable, CaseIterable {
  /// What was given cannot be used as it is.
  case invalid
  /// Nobody is signed in, or the sign-in has ended.
  case unauthenticated
  /// The officer may not do this.
  case forbidden
  /// There is no such thing, or the officer may not know of it.
  case missing
  /// The thing has changed, or its stage does not allow the act.
  case conflict
  /// Too many attempts; try again later.
  case limited
  /// Something outside, such as the document worker, does not answer.
  case unavailable
}

/// One field of a form or a file with what is wrong with it.
public struct FieldProblem: Hashable, Sendable {
  /// The field's name in the form, or its path in the file.
  public let field: String
  /// The code whose words stand beside the field.
  public let code: ProblemCode
  /// Values for the words.
  public let details: [String: String]

  /// Names a field and what is wrong with it.
  public init(field: String, code: ProblemCode, details: [String: String] = [:]) {
    self.field = field
    self.code = code
    self.details = details
  }
}
