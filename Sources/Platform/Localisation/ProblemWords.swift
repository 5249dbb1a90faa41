// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What a reader is told about a problem.
public struct ProblemWords: Sendable, Hashable {
  /// What went wrong, in a few words.
  public let title: String
  /// What exactly went wrong, with its values.
  public let detail: String
  /// What the reader can do now.
  public let action: String
}

extension Words {
  /// The words of a problem, from the keys `problem.<code>.title`, `.detail` and `.action`.
  public func problem(_ problem: any Problem) -> ProblemWords {
    self.problem(problem.code, details: problem.details)
  }

  /// The words that stand beside one field.
  public func problem(_ field: FieldProblem) -> ProblemWords {
    problem(field.code, details: field.details)
  }

  /// The words of a problem's code with its values.
  public func problem(_ code: ProblemCode, details: [String: String]) -> ProblemWords {
    var arguments: [String: MessageArgument] = [:]
    for (name, value) in details { arguments[name] = MessageArgument(detail: value, named: name) }
    let key = "problem.\(code.rawValue)"
    return ProblemWords(
      title: self("\(key).title", arguments), detail: self("\(key).detail", arguments),
      action: self("\(key).action", arguments))
  }
}

extension MessageArgument {
  /// Reads a value that a problem or a finding carries as text, by the rule that typed keys follow.
  ///
  /// `day`, `...Day` and `...On` are days (`YYYY-MM-DD`), `state` and `...State` codes of States, `count`, `number`
  /// and `...Count` whole numbers. Everything else, and what cannot be read so, is text.
  public init(detail value: String, named name: String) {
    if name == "day" || name.hasSuffix("Day") || name.hasSuffix("On"), let day = CalendarDay(value) {
      self = .day(day)
    } else if name == "state" || name.hasSuffix("State"), let code = StateCode(value) {
      self = .state(code)
    } else if name == "count" || name == "number" || name.hasSuffix("Count"), let number = Int(value) {
      self = .integer(number)
    } else {
      self = .text(value)
    }
  }
}
