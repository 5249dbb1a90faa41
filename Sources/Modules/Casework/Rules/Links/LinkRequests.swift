// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// What a rule about a link decided: the request that names the other, and the facts of both.
public struct LinkDecision: Sendable {
  /// The request that names the other, as it is afterwards.
  public let request: RegisteredRequest
  /// The facts of the request.
  public let events: [CaseEvent]
  /// The facts of the other request.
  public let otherEvents: [CaseEvent]
}

/// Why two requests cannot be linked.
public enum CannotLink: SourcedProblem, Equatable {
  /// A request does not hang together with itself.
  case withItself
  /// They are linked in this way already, from one side or the other.
  case linkedAlready
  /// The other one is no information that was transmitted without a request.
  case notSpontaneous
  /// The other one is no informal contact and no draft shared for comment.
  case notInformal
  /// A request is split from another by taking items out of it, not by naming it.
  case onlyBySplitting
  /// No request that the officer may know of has the reference.
  case noSuchReference
  /// There is no such link.
  case noSuchLink

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .withItself: "casework.link-with-itself"
    case .linkedAlready: "casework.linked-already"
    case .notSpontaneous: "casework.link-not-spontaneous"
    case .notInformal: "casework.link-not-informal"
    case .onlyBySplitting: "casework.link-only-by-splitting"
    case .noSuchReference: "casework.no-such-reference"
    case .noSuchLink: "casework.no-such-link"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .noSuchReference: .invalid
    case .noSuchLink: .missing
    default: .conflict
    }
  }

  /// The field concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .noSuchReference, .withItself: [FieldProblem(field: "reference", code: code)]
    case .notSpontaneous, .notInformal, .onlyBySplitting: [FieldProblem(field: "kind", code: code)]
    case .linkedAlready, .noSuchLink: []
    }
  }

  /// Where it comes from.
  public var source: Source {
    self == .notSpontaneous ? .uncac(46, 4) : .practice("the life of a request in a central authority")
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotLink] = [
    .withItself, .linkedAlready, .notSpontaneous, .notInformal, .onlyBySplitting, .noSuchReference, .noSuchLink,
  ]
}

extension RequestLink.Kind {
  /// Whether it says the same read from either side.
  public var isMutual: Bool { self == .related || self == .parallelInvestigation }

  /// The kinds that an officer names; the others come about by acts of their own.
  public static let named: [Self] = allCases.filter { $0 != .splitFrom }
}

extension RegisteredRequest {
  /// Links the request to another one.
  /// - Source: UNCAC 46(4), 42(5); practice
  /// - Throws: ``CannotLink``.
  public func linking(_ kind: RequestLink.Kind, to other: RegisteredRequest) throws(CannotLink) -> LinkDecision {
    guard other.id != id else { throw .withItself }
    let there = other.head.links.contains(RequestLink(kind, to: id))
    guard !head.links.contains(RequestLink(kind, to: other.id)), !there else { throw .linkedAlready }
    switch kind {
    case .splitFrom: throw .onlyBySplitting
    case .followsSpontaneousTransmission: guard other.head.kind == .spontaneousTransmission else { throw .notSpontaneous }
    case .followsInformalContact: guard !other.head.kind.isFormal else { throw .notInformal }
    case .supplements, .related, .parallelInvestigation: break
    }
    return linked(kind, to: other)
  }

  /// Takes a link away that was made by mistake; what a split left is a fact and stays.
  /// - Source: practice
  /// - Throws: ``CannotLink/noSuchLink``, ``CannotLink/onlyBySplitting``.
  public func unlinking(_ link: RequestLink) throws(CannotLink) -> LinkDecision {
    guard head.links.contains(link) else { throw .noSuchLink }
    guard link.kind != .splitFrom else { throw .onlyBySplitting }
    return LinkDecision(
      request: changingHead { $0.links.removeAll { $0 == link } }, events: [.unlinked(link.kind, from: link.request, names: true)],
      otherEvents: [.unlinked(link.kind, from: id, names: false)])
  }

  private func linked(_ kind: RequestLink.Kind, to other: RegisteredRequest) -> LinkDecision {
    return LinkDecision(
      request: changingHead { $0.links.append(RequestLink(kind, to: other.id)) }, events: [.linked(kind, to: other.id, names: true)],
      otherEvents: [.linked(kind, to: id, names: false)])
  }

  func changingHead(_ change: (inout RequestHead) -> Void) -> RegisteredRequest {
    switch self {
    case .incoming(var request):
      change(&request.head)
      return .incoming(request)
    case .outgoing(var request):
      change(&request.head)
      return .outgoing(request)
    }
  }
}

extension CaseEvent {
  /// That a request is linked to another one; the timeline shows it to those alone who may know of the other.
  /// - Parameter names: whether this is the request that names the other: it is the one that supplements or follows.
  static func linked(_ kind: RequestLink.Kind, to other: ID<RegisteredRequest>, names: Bool) -> CaseEvent {
    CaseEvent(.linked, ["link": .code(kind.rawValue), "other": .code(other.description), "names": .flag(names)])
  }

  /// That a link was taken away.
  static func unlinked(_ kind: RequestLink.Kind, from other: ID<RegisteredRequest>, names: Bool) -> CaseEvent {
    CaseEvent(.unlinked, ["link": .code(kind.rawValue), "other": .code(other.description), "names": .flag(names)])
  }
}
