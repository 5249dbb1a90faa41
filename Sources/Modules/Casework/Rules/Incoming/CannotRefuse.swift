// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Why items cannot be refused.
public enum CannotRefuse: SourcedProblem, Equatable {
  /// No legal ground was named.
  case noGround(Source)
  /// No factual cause was named.
  case noCause
  /// The reasons are missing, which the requesting State must be given.
  case reasonsMissing(Source)
  /// Bank secrecy is never a ground.
  case bankSecrecy
  /// A fiscal matter alone is no ground for refusing assistance.
  case fiscalMatterAlone
  /// A fiscal matter alone is no ground for refusing extradition.
  case fiscalExtradition
  /// The ground is not on the list that applies to this request.
  case groundNotOpen(GroundForRefusal, Source)
  /// An offence under the Convention is not political where the Convention is the basis.
  case politicalOffenceBarred
  /// The provision of the other treaty or law is missing.
  case provisionMissing(Source)
  /// Dual criminality was not assessed, or found present.
  case dualCriminalityNotAbsent(Source)
  /// That the purposes of the Convention were taken into account is not recorded.
  case purposesNotConsidered
  /// The item is not coercive: absence of dual criminality does not by itself refuse it.
  case notCoercive(ItemID)
  /// De minimis nature and other avenues count for non-coercive help without dual criminality alone.
  case exceptionNotOpen(GroundForRefusal)
  /// The requesting State was not consulted.
  case notConsulted
  /// The requesting State was not consulted before its request for extradition is refused, and no reason stands why that is not appropriate.
  case extraditionNotConsulted
  /// The consultation still waits for an answer.
  case consultationOpen(Source)

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .noGround: "casework.refusal-no-ground"
    case .noCause: "casework.refusal-no-cause"
    case .reasonsMissing: "casework.refusal-reasons-missing"
    case .bankSecrecy: "casework.refusal-bank-secrecy"
    case .fiscalMatterAlone: "casework.refusal-fiscal-matter"
    case .fiscalExtradition: "casework.refusal-fiscal-extradition"
    case .groundNotOpen: "casework.refusal-ground-not-open"
    case .politicalOffenceBarred: "casework.refusal-political-offence"
    case .provisionMissing: "casework.refusal-provision-missing"
    case .dualCriminalityNotAbsent: "casework.refusal-dual-criminality-not-absent"
    case .purposesNotConsidered: "casework.refusal-purposes-not-considered"
    case .notCoercive: "casework.refusal-not-coercive"
    case .exceptionNotOpen: "casework.refusal-exception-not-open"
    case .notConsulted: "casework.refusal-not-consulted"
    case .extraditionNotConsulted: "casework.refusal-extradition-not-consulted"
    case .consultationOpen: "casework.refusal-consultation-open"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .noGround, .noCause, .reasonsMissing, .provisionMissing: .invalid
    default: .conflict
    }
  }

  /// The item's short name.
  public var details: [String: String] {
    if case .notCoercive(let item) = self { ["item": item.rawValue] } else { [:] }
  }

  /// The field concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .noGround, .groundNotOpen, .politicalOffenceBarred, .exceptionNotOpen: [FieldProblem(field: "grounds", code: code)]
    case .noCause, .bankSecrecy, .fiscalMatterAlone, .fiscalExtradition: [FieldProblem(field: "causes", code: code)]
    case .reasonsMissing: [FieldProblem(field: "reasons", code: code)]
    case .provisionMissing: [FieldProblem(field: "provision", code: code)]
    case .notCoercive: [FieldProblem(field: "basicConcepts", code: code, details: details)]
    case .extraditionNotConsulted: [FieldProblem(field: "notConsulted", code: code)]
    default: []
    }
  }

  /// Where it comes from: the list of grounds and what is asked beside it follow the kind of cooperation and the legal basis.
  public var source: Source {
    switch self {
    case .noGround(let source), .reasonsMissing(let source), .groundNotOpen(_, let source), .provisionMissing(let source),
      .dualCriminalityNotAbsent(let source), .consultationOpen(let source):
      source
    case .noCause: .practice("legal ground and factual cause are told apart")
    case .bankSecrecy: .uncac(46, 8)
    case .fiscalMatterAlone: .uncac(46, 22)
    case .fiscalExtradition: .uncac(44, 16)
    case .politicalOffenceBarred: .uncac(44, 4)
    case .notCoercive, .exceptionNotOpen: .uncac(46, 9, "b")
    case .purposesNotConsidered: .uncac(46, 9, "a")
    case .notConsulted: .uncac(46, 26)
    case .extraditionNotConsulted: .uncac(44, 17)
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotRefuse] = [
    .noGround(.uncac(46, 21)), .noCause, .reasonsMissing(.uncac(46, 23)), .bankSecrecy, .fiscalMatterAlone, .fiscalExtradition,
    .groundNotOpen(.nationality, .uncac(46, 21)), .politicalOffenceBarred, .provisionMissing(.uncac(46, 7)),
    .dualCriminalityNotAbsent(.uncac(46, 9, "b")), .purposesNotConsidered, .notCoercive("i1"), .exceptionNotOpen(.deMinimis),
    .notConsulted, .extraditionNotConsulted, .consultationOpen(.uncac(46, 26)),
  ]
}
