// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Storage
import Web
import WritingRules

/// An act on a request of either direction.
enum CaseAct: Sendable, Hashable {
  case incoming(IncomingAct)
  case outgoing(OutgoingAct)

  /// What kind of act it is; its code is the same in addresses, files and words.
  enum Code: Hashable, Sendable {
    case incoming(IncomingAct.Code)
    case outgoing(OutgoingAct.Code)

    /// The acts that have a form of the common kind.
    static let withForm: [Code] =
      IncomingAct.Code.withForm.map { .incoming($0) } + OutgoingAct.Code.allCases.map { .outgoing($0) }

    var text: String {
      switch self {
      case .incoming(let code): code.rawValue
      case .outgoing(let code): code.rawValue
      }
    }

    /// The words of the act; where both directions have an act of one name, each has words of its own, unless both say the same.
    var words: String {
      switch self {
      case .incoming(let code): code.rawValue
      case .outgoing(let code) where [.recordDelays, .counterPropose, .recordCounterProposal].contains(code): code.rawValue
      case .outgoing(let code): IncomingAct.Code(rawValue: code.rawValue) == nil ? code.rawValue : "outgoing.\(code.rawValue)"
      }
    }

    var needsSecondOfficer: Bool {
      switch self {
      case .incoming(let code): code.needsSecondOfficer
      case .outgoing(let code): code.needsSecondOfficer
      }
    }

    var fields: [ActField] {
      switch self {
      case .incoming(let code): code.fields
      case .outgoing(let code): code.fields
      }
    }

    /// Who may do it.
    var permission: Permission {
      switch self {
      case .incoming(let code): code.permission
      case .outgoing(let code): code.permission
      }
    }

    /// Whether it goes to an authority that the directory names.
    var asksForAuthority: Bool {
      fields.contains { if case .authority = $0.kind { true } else { false } }
    }

    /// The facts that it can put into the event log.
    var records: [EventKind] { needsSecondOfficer ? ["casework.proposed"] : [event] }

    /// The fact that it records once it takes effect.
    var event: EventKind {
      switch self {
      case .incoming(let code): EventKind(rawValue: "casework.\(code.event.rawValue)")
      case .outgoing(let code): EventKind(rawValue: "casework.\(code.event.rawValue)")
      }
    }

    /// - Throws: ``UnreadableAct`` with every field that is wrong.
    func read(_ form: FormData) throws(UnreadableAct) -> CaseAct {
      switch self {
      case .incoming(let code): .incoming(try code.read(form))
      case .outgoing(let code): .outgoing(try code.read(form))
      }
    }
  }

  var code: Code {
    switch self {
    case .incoming(let act): .incoming(act.code)
    case .outgoing(let act): .outgoing(act.code)
    }
  }
}

/// A proposal of either direction, as pages show it.
struct ShownProposal: Sendable {
  let act: CaseAct
  let by: ActingOfficer
  let at: Date
}

extension RegisteredRequest {
  /// The acts that make sense now.
  var offered: [CaseAct.Code] {
    switch self {
    case .incoming(let request): request.offered.map { .incoming($0) }
    case .outgoing(let request): request.offered.map { .outgoing($0) }
    }
  }

  /// The items to which an act can be done now.
  func items(for code: CaseAct.Code) -> [ItemSummary] {
    let ids: [ItemID] =
      switch (self, code) {
      case (.incoming(let request), .incoming(let code)): request.items(for: code).map(\.id)
      case (.outgoing(let request), .outgoing(let code)): request.items(for: code).map(\.id)
      default: []
      }
    return items.filter { ids.contains($0.id) }
  }

  var consultations: [Consultation] {
    switch self {
    case .incoming(let request): request.consultations
    case .outgoing(let request): request.consultations
    }
  }

  var proposals: [ShownProposal] {
    switch self {
    case .incoming(let request): request.proposals.map { ShownProposal(act: .incoming($0.act), by: $0.by, at: $0.at) }
    case .outgoing(let request): request.proposals.map { ShownProposal(act: .outgoing($0.act), by: $0.by, at: $0.at) }
    }
  }

  /// Decides about an act of the request's own direction.
  /// - Throws: ``CannotAct/notOfThisKind`` for one of the other direction; what the rule throws.
  func deciding(_ act: CaseAct, _ acting: Acting) throws -> Casework.Change {
    switch (self, act) {
    case (.incoming(let request), .incoming(let act)): Casework.Change(try request.deciding(act, acting))
    case (.outgoing(let request), .outgoing(let act)): Casework.Change(try request.deciding(act, acting))
    default: throw CannotAct.notOfThisKind
    }
  }

  /// Confirms the proposal at a place.
  /// - Throws: ``CannotAct/noSuchProposal``; what the rule throws.
  func confirming(_ place: Int, _ acting: Acting) throws -> Casework.Change {
    guard proposals.indices.contains(place) else { throw CannotAct.noSuchProposal }
    switch self {
    case .incoming(let request): return Casework.Change(try request.confirming(request.proposals[place], acting))
    case .outgoing(let request): return Casework.Change(try request.confirming(request.proposals[place], acting))
    }
  }

  /// Gives the proposal at a place back.
  /// - Throws: ``CannotAct/noSuchProposal``.
  func returning(_ place: Int) throws -> Casework.Change {
    guard proposals.indices.contains(place) else { throw CannotAct.noSuchProposal }
    switch self {
    case .incoming(let request): return Casework.Change(try request.returning(request.proposals[place]))
    case .outgoing(let request): return Casework.Change(try request.returning(request.proposals[place]))
    }
  }
}
