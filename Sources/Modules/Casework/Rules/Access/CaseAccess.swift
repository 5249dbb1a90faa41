// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Who may know of a request: its unit and the central authority while it is open to them, the officers named and nobody else once it is restricted.
/// - Source: practice (need to know); UNCAC 46(20)
public struct CaseAccess: Hashable, Sendable {
  /// Whether only the officers named may know of it.
  public internal(set) var isRestricted: Bool
  /// The accounts of the officers named.
  public internal(set) var officers: Set<String>

  /// Describes who may know of a request.
  public init(isRestricted: Bool, officers: Set<String>) {
    self.isRestricted = isRestricted
    self.officers = officers
  }
}

/// What can be done about who may know of a request.
public enum AccessAct: Hashable, Sendable {
  /// Only the officers named may know of it; whoever restricts it is one of them.
  case restrict
  /// Its unit and the central authority may know of it again.
  case open
  /// Names an officer.
  case grant(String)
  /// Takes an officer's name away.
  case withdraw(String)
}

/// Whom the accounts of the node allow to know of requests.
public struct AccessCandidates: Hashable, Sendable {
  /// The accounts that may read cases.
  public let readers: Set<String>
  /// Those that may also change who may know of one.
  public let granters: Set<String>

  /// Names the accounts.
  public init(readers: Set<String>, granters: Set<String>) {
    self.readers = readers
    self.granters = granters
  }
}

/// Why access stays as it is.
public enum CannotChangeAccess: Problem, Equatable {
  /// The officer is none, cannot sign in, or reads no cases.
  case noSuchOfficer
  /// Nobody would be left who could let anybody in.
  case lastOfficer
  /// It is so already.
  case unchanged

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .noSuchOfficer: "casework.access-no-such-officer"
    case .lastOfficer: "casework.access-last-officer"
    case .unchanged: "casework.access-unchanged"
    }
  }

  /// The kind.
  public var kind: ProblemKind { self == .noSuchOfficer ? .invalid : .conflict }

  /// The field concerned.
  public var fields: [FieldProblem] { self == .noSuchOfficer ? [FieldProblem(field: "officer", code: code)] : [] }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotChangeAccess] = [.noSuchOfficer, .lastOfficer, .unchanged]
}

/// What a rule about access decided.
public typealias AccessDecision = Decision<CaseAccess, CaseEvent, CaseEffect>

extension CaseAccess {
  /// Changes who may know of a request; four eyes are not needed, because every change is recorded and can be taken back.
  /// - Source: practice (need to know)
  /// - Throws: ``CannotChangeAccess``.
  public func changing(_ act: AccessAct, by officer: String, _ candidates: AccessCandidates) throws(CannotChangeAccess) -> AccessDecision {
    var access = self
    let event: CaseEvent
    switch act {
    case .restrict:
      guard !isRestricted else { throw .unchanged }
      access.isRestricted = true
      access.officers.insert(officer)
      event = CaseEvent(.accessRestricted)
    case .open:
      guard isRestricted else { throw .unchanged }
      access.isRestricted = false
      event = CaseEvent(.accessOpened)
    case .grant(let named):
      guard candidates.readers.contains(named) else { throw .noSuchOfficer }
      guard access.officers.insert(named).inserted else { throw .unchanged }
      event = CaseEvent(.accessGranted, ["officer": .code(named)])
    case .withdraw(let named):
      guard access.officers.remove(named) != nil else { throw .unchanged }
      event = CaseEvent(.accessWithdrawn, ["officer": .code(named)])
    }
    // A case that nobody can open to anybody would be lost.
    guard !access.isRestricted || !access.officers.isDisjoint(with: candidates.granters) else { throw .lastOfficer }
    return AccessDecision(state: access, events: [event])
  }
}
