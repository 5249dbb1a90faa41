// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why a change of a meeting is refused.
public enum CannotEditMeeting: Problem, Equatable {
  /// Fields hold what they may not; each is named. The officer puts them right.
  case wrongFields([FieldProblem])
  /// Another officer has written something else into the same fields since they were opened; the officer decides with both in view.
  case contested([String])
  /// The page was opened on a version that cannot be read any more; the officer opens it again.
  case changedSinceSeen
  /// The meeting has no such item, expectation, panel or session.
  case noSuchElement
  /// What was asked for needs an agenda item, and there is none yet.
  case agendaEmpty
  /// Other things refer to what is to be taken out; they are named, and go first.
  case stillReferredTo([String])
  /// The meeting has adopted its agenda: items change only by a decision of the meeting, on the item's own page.
  case agendaAdopted

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .wrongFields: "meetings.agenda-wrong-fields"
    case .contested: "meetings.agenda-contested"
    case .changedSinceSeen: "meetings.agenda-changed-since-seen"
    case .noSuchElement: "meetings.agenda-no-such-element"
    case .agendaEmpty: "meetings.agenda-empty"
    case .stillReferredTo: "meetings.agenda-still-referred-to"
    case .agendaAdopted: "meetings.agenda-is-adopted"
    }
  }

  /// Invalid, missing, or in conflict with what the meeting is by now.
  public var kind: ProblemKind {
    switch self {
    case .wrongFields: .invalid
    case .noSuchElement: .missing
    case .contested, .changedSinceSeen, .agendaEmpty, .stillReferredTo, .agendaAdopted: .conflict
    }
  }

  /// The fields concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .wrongFields(let fields): fields
    case .contested(let names): names.map { FieldProblem(field: $0, code: "meetings.agenda-contested") }
    default: []
    }
  }

  /// The names of what still refers to it.
  public var details: [String: String] {
    if case .stillReferredTo(let names) = self { ["names": names.joined(separator: ", ")] } else { [:] }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotEditMeeting] = [
    .wrongFields(MeetingFault.allCases.map { FieldProblem(field: "field", code: $0.code) }), .contested(["title.en"]), .changedSinceSeen,
    .noSuchElement, .agendaEmpty, .stillReferredTo(["e01"]), .agendaAdopted,
  ]
}

/// What can be wrong with one field of a meeting's forms.
public enum MeetingFault: String, Hashable, Sendable, CaseIterable {
  /// Nothing is there, and something must be.
  case missing = "field-missing"
  /// It is no number of an item.
  case numberUnreadable = "number-unreadable"
  /// Another item has the number.
  case numberTaken = "number-taken"
  /// It is no day, or a list with something that is no day.
  case dayUnreadable = "day-unreadable"
  /// The meeting does not meet on that day.
  case dayOutside = "day-outside"
  /// It is no time of day.
  case timeUnreadable = "time-unreadable"
  /// It is no whole number of the size that is meant.
  case countUnreadable = "count-unreadable"
  /// It is none of the things that can be chosen.
  case choiceUnknown = "choice-unknown"
  /// No time zone has that name.
  case zoneUnknown = "zone-unknown"
  /// The end is before the beginning.
  case endsFirst = "ends-first"
  /// It is no short name of small letters, digits and hyphens.
  case nameUnreadable = "name-unreadable"
  /// Something else has the name.
  case nameTaken = "name-taken"
  /// It would belong to itself.
  case belongsToItself = "belongs-to-itself"
  /// More than a hundred people speak on one panel.
  case tooManySpeakers = "too-many-speakers"
  /// A line names no term, or says no words for it.
  case termUnreadable = "term-unreadable"

  /// Its code, whose words stand beside the field.
  public var code: ProblemCode { ProblemCode(rawValue: "meetings.agenda-\(rawValue)") }
}
