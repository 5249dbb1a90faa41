// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What can be wrong with a period of participation.
public enum ParticipationFault: String, Hashable, Sendable, CaseIterable {
  /// The Convention cannot bind the State on that day yet: article 68 asks for thirty days after the deposit.
  case inForceTooEarly = "in-force-too-early"
  /// The period ends before it begins.
  case endsBeforeItBegins = "ends-before-it-begins"
  /// Another period of the same State has not ended when this one begins.
  case periodsOverlap = "periods-overlap"

  /// Its code, whose words stand beside the row.
  public var code: ProblemCode { ProblemCode(rawValue: "directory.\(rawValue)") }
}

extension Participation {
  /// What is wrong with the period by itself, by the path of its field.
  ///
  /// A successor State is bound from the day of its succession, which lies before its notification.
  /// - Source: UNCAC 68
  public var faults: [FieldProblem] {
    var faults: [FieldProblem] = []
    let earliest = instrument == .succession ? Self.entryIntoForce : Self.inForce(depositedOn: depositedOn)
    if inForceOn < earliest { faults.append(FieldProblem(field: "inForceOn", code: ParticipationFault.inForceTooEarly.code)) }
    if let endedOn, endedOn <= depositedOn {
      faults.append(FieldProblem(field: "endedOn", code: ParticipationFault.endsBeforeItBegins.code))
    }
    return faults
  }

  /// The places of the periods that begin before an earlier one of the same State has ended.
  /// - Source: UNCAC 67, 68, 70
  public static func overlaps(in periods: [Participation]) -> [Int] {
    let order = periods.indices.sorted {
      (periods[$0].state, periods[$0].depositedOn, $0) < (periods[$1].state, periods[$1].depositedOn, $1)
    }
    return zip(order, order.dropFirst()).filter { earlier, later in
      let (one, other) = (periods[earlier], periods[later])
      return one.state == other.state && (one.endedOn.map { $0 > min(other.depositedOn, other.inForceOn) } ?? true)
    }.map(\.1).sorted()
  }

  /// The periods that are known and would be gone: those whose day of deposit the new ones do not have.
  public static func removed(from known: [Participation], by new: [Participation]) -> [Participation] {
    known.filter { old in !new.contains { $0.state == old.state && $0.depositedOn == old.depositedOn } }
  }
}

/// Why a file is not taken in, though each of its rows is right.
public enum CannotTake: Problem, Equatable {
  /// Periods of participation would be removed, and nobody said that they shall be.
  case removesParticipation([Participation])

  /// The stable name.
  public var code: ProblemCode { "directory.removes-participation" }

  /// What was given is not enough.
  public var kind: ProblemKind { .invalid }

  /// The periods, by State and day of deposit.
  public var details: [String: String] {
    if case .removesParticipation(let periods) = self {
      ["periods": periods.map { "\($0.state) \($0.depositedOn)" }.joined(separator: ", ")]
    } else {
      [:]
    }
  }

  /// The tick that says so.
  public var fields: [FieldProblem] { [FieldProblem(field: "removal", code: code, details: details)] }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotTake] = [.removesParticipation([])]
}
