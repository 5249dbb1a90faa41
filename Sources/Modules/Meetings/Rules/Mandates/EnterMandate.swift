// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why a mandate, or something that was done about it, is not entered.
public enum CannotEnterMandate: Problem, Equatable {
  /// Fields hold what they may not; each is named.
  case wrongFields([FieldProblem])
  /// Another officer has changed it since it was opened.
  case changedSinceSeen

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .wrongFields: "meetings.mandate-wrong-fields"
    case .changedSinceSeen: "meetings.mandate-changed-since-seen"
    }
  }

  /// Invalid, or in conflict with what was entered meanwhile.
  public var kind: ProblemKind {
    switch self {
    case .wrongFields: .invalid
    case .changedSinceSeen: .conflict
    }
  }

  /// The fields concerned.
  public var fields: [FieldProblem] {
    if case .wrongFields(let fields) = self { fields } else { [] }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotEnterMandate] = [
    .wrongFields(MandateFault.allCases.map { $0.at("field") }), .changedSinceSeen,
  ]
}

/// What can be wrong with a mandate or an action, field by field.
public enum MandateFault: String, Hashable, Sendable, CaseIterable {
  /// A field that must be filled is empty.
  case missing
  /// A value that is not one of those that are known.
  case wrongValue = "wrong-value"
  /// A verb that leaves something to do needs somebody to do it.
  case missingAddressee = "missing-addressee"
  /// The task holds a second verb of decision: it belongs into a row of its own.
  case twoVerbs = "two-verbs"
  /// The task repeats the verb that has its own field.
  case verbInTask = "verb-in-task"
  /// The task is a list.
  case severalTasks = "several-tasks"
  /// It is to be done before the document that asks for it was decided.
  case dueBeforeGiven = "due-before-given"
  /// Nobody reports to oneself.
  case reportsToItself = "reports-to-itself"
  /// Nothing has been done on a day that is still to come.
  case dayToCome = "day-to-come"
  /// Nothing was done about it before it was given.
  case beforeGiven = "before-given"
  /// The last day counted is before the first.
  case periodReversed = "period-reversed"
  /// A value since the baseline counts days after it.
  case notAfterBaseline = "not-after-baseline"
  /// The same value from the same source stands there already.
  case enteredAlready = "entered-already"
  /// The release that was chosen does not tell the figure for these days.
  case notPublished = "not-published"

  /// The fault at a field.
  public func at(_ field: String) -> FieldProblem {
    FieldProblem(field: field, code: ProblemCode(rawValue: "meetings.mandate-\(rawValue)"))
  }
}

extension Mandate {
  /// Everything that is wrong with the mandate, by the name of its field.
  ///
  /// One row is one verb, one addressee and one task; the verb and the addressee have fields of their own.
  /// - Parameter source: the document that gives it, where it is known.
  /// - Source: practice (the secretariat splits an operative paragraph by verb and addressee)
  public func faults(source: MeetingDocument?) -> [FieldProblem] {
    var faults: [FieldProblem] = []
    if task.texts.values.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { faults.append(MandateFault.missing.at("task.en")) }
    for (language, text) in task.texts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let verbs = OperativeWords.verbs(in: text, language)
      let field = "task.\(language.rawValue)"
      if verbs.contains(where: { $0 != verb }) {
        faults.append(MandateFault.twoVerbs.at(field))
      } else if verbs.contains(verb) {
        faults.append(MandateFault.verbInTask.at(field))
      }
      if OperativeWords.isList(text) { faults.append(MandateFault.severalTasks.at(field)) }
    }
    if createsTask, addressee == nil { faults.append(MandateFault.missingAddressee.at("addressee")) }
    if let reportTo, reportTo == addressee { faults.append(MandateFault.reportsToItself.at("reportTo")) }
    if case .day(let day) = due, let given = source?.decidedOn ?? source?.issuedOn, day < given {
      faults.append(MandateFault.dueBeforeGiven.at("dueDay"))
    }
    return faults
  }

  /// Accepts the mandate for the register.
  /// - Throws: ``CannotEnterMandate/wrongFields(_:)`` with every field that holds what it may not.
  public func entered(source: MeetingDocument?) throws(CannotEnterMandate) -> Mandate {
    let faults = faults(source: source)
    guard faults.isEmpty else { throw .wrongFields(faults) }
    return self
  }

  /// The mandate with one thing more that was done about it.
  /// - Throws: ``CannotEnterMandate/wrongFields(_:)`` when it says nothing, or was done on a day that cannot be.
  public func recording(_ action: Action, source: MeetingDocument?, today: CalendarDay) throws(CannotEnterMandate) -> Mandate {
    var faults: [FieldProblem] = []
    if action.what.texts.values.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { faults.append(MandateFault.missing.at("what.en")) }
    if action.doneOn > today { faults.append(MandateFault.dayToCome.at("doneOn")) }
    if let given = source?.decidedOn ?? source?.issuedOn, action.doneOn < given { faults.append(MandateFault.beforeGiven.at("doneOn")) }
    guard faults.isEmpty else { throw .wrongFields(faults) }
    var mandate = self
    mandate.actions.append(action)
    return mandate
  }
}
