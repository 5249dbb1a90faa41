// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why a statement cannot be taken or changed.
public enum CannotGiveStatement: Problem, Equatable {
  /// No file was chosen, or no language.
  case incomplete([FieldProblem])
  /// The statement is not where the act needs it.
  case otherStage

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .incomplete: "meetings.statement-incomplete"
    case .otherStage: "meetings.statement-at-other-stage"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .incomplete: .invalid
    case .otherStage: .conflict
    }
  }

  /// The fields concerned.
  public var fields: [FieldProblem] {
    if case .incomplete(let fields) = self { return fields }
    return []
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotGiveStatement] = [
    .incomplete([FieldProblem(field: "file", code: "meetings.entry-missing")]), .otherStage,
  ]
}

/// The text of a statement, which a delegation gives in as a file; nobody outside sees it before it is delivered.
public struct Statement: Codable, Hashable, Sendable {
  /// How far it is.
  public enum Stage: String, Codable, Hashable, Sendable, CaseIterable {
    /// Under embargo.
    case givenIn
    /// It was read out, or taken as read.
    case delivered
    /// The delegation took it back.
    case withdrawn
  }

  /// What can be done with it.
  public enum Act: String, Hashable, Sendable, CaseIterable {
    /// It was read out, or taken as read.
    case deliver
    /// The delegation agrees that it is published once delivered.
    case agree
    /// The delegation no longer agrees.
    case disagree
    /// The delegation takes it back.
    case withdraw
  }

  /// The statement's identifier.
  public let id: ID<Statement>
  /// The meeting.
  public let meeting: ID<Meeting>
  /// The item.
  public let item: ID<AgendaItem>
  /// Whose statement it is.
  public let delegation: ID<Delegation>
  /// The language of the text.
  public let language: Language
  /// The text.
  public let text: KeptFile
  /// How far it is.
  public private(set) var stage = Stage.givenIn
  /// Whether the delegation agrees that it is published.
  public private(set) var mayBePublished: Bool

  /// A statement as it is given in.
  public init(
    id: ID<Statement>, meeting: ID<Meeting>, item: ID<AgendaItem>, delegation: ID<Delegation>, language: Language, text: KeptFile,
    mayBePublished: Bool
  ) {
    self.id = id
    self.meeting = meeting
    self.item = item
    self.delegation = delegation
    self.language = language
    self.text = text
    self.mayBePublished = mayBePublished
  }

  /// Whether everybody may have it.
  public var isPublic: Bool { stage == .delivered && mayBePublished }

  /// The statement after an act.
  ///
  /// What was delivered stays part of the record: the delegation can end its publication but not take it back.
  /// - Throws: ``CannotGiveStatement/otherStage``.
  public func after(_ act: Act) throws(CannotGiveStatement) -> Statement {
    var statement = self
    switch (stage, act) {
    case (.givenIn, .deliver): statement.stage = .delivered
    case (.givenIn, .withdraw): statement.stage = .withdrawn
    case (.givenIn, .agree), (.delivered, .agree): statement.mayBePublished = true
    case (.givenIn, .disagree), (.delivered, .disagree): statement.mayBePublished = false
    case (.delivered, .deliver), (.delivered, .withdraw), (.withdrawn, _): throw .otherStage
    }
    guard statement != self else { throw .otherStage }
    return statement
  }
}
