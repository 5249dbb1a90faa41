// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// What refusing needs: the items, the legal ground and the factual cause, and the reasons for the requesting State.
/// - Source: UNCAC 46(21), 46(23)
public struct RefuseItems: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The legal grounds.
  public var grounds: [GroundForRefusal]
  /// The provision of the other treaty or law, where that governs.
  public var provision: String?
  /// The factual causes.
  public var causes: [CauseOfRefusal]
  /// The reasons, as they will be sent.
  public var reasons: String
  /// Why non-coercive help would not be consistent with the basic concepts of the own legal system.
  /// - Source: UNCAC 46(9)(b)
  public var basicConcepts: String?
  /// The day of the decision.
  public var on: CalendarDay

  /// Describes a refusal to come.
  public init(
    items: [ItemID], grounds: [GroundForRefusal], provision: String? = nil, causes: [CauseOfRefusal], reasons: String,
    basicConcepts: String? = nil, on day: CalendarDay
  ) {
    self.items = items
    self.grounds = grounds
    self.provision = provision
    self.causes = causes
    self.reasons = reasons
    self.basicConcepts = basicConcepts
    self.on = day
  }
}

/// Why items cannot be refused.
public enum CannotRefuse: SourcedProblem, Equatable {
  /// No legal ground was named.
  case noGround
  /// No factual cause was named.
  case noCause
  /// The reasons are missing, which the requesting State must be given.
  case reasonsMissing
  /// Bank secrecy is never a ground.
  case bankSecrecy
  /// A fiscal matter alone is no ground for refusing assistance.
  case fiscalMatterAlone
  /// A fiscal matter alone is no ground for refusing extradition.
  case fiscalExtradition
  /// The ground is not on the list that applies to this request.
  case groundNotOpen(GroundForRefusal)
  /// An offence under the Convention is not political where the Convention is the basis.
  case politicalOffenceBarred
  /// The provision of the other treaty or law is missing.
  case provisionMissing
  /// Dual criminality was not assessed, or found present.
  case dualCriminalityNotAbsent
  /// That the purposes of the Convention were taken into account is not recorded.
  case purposesNotConsidered
  /// The item is not coercive: absence of dual criminality does not by itself refuse it.
  case notCoercive(ItemID)
  /// De minimis nature and other avenues count for non-coercive help without dual criminality alone.
  case exceptionNotOpen(GroundForRefusal)
  /// The requesting State was not consulted.
  case notConsulted
  /// The consultation still waits for an answer.
  case consultationOpen

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
    default: []
    }
  }

  /// Where it comes from.
  public var source: Source {
    switch self {
    case .noGround, .groundNotOpen, .provisionMissing: .uncac(46, 21)
    case .noCause: .practice("legal ground and factual cause are told apart")
    case .reasonsMissing: .uncac(46, 23)
    case .bankSecrecy: .uncac(46, 8)
    case .fiscalMatterAlone: .uncac(46, 22)
    case .fiscalExtradition: .uncac(44, 16)
    case .politicalOffenceBarred: .uncac(44, 4)
    case .dualCriminalityNotAbsent, .notCoercive, .exceptionNotOpen: .uncac(46, 9, "b")
    case .purposesNotConsidered: .uncac(46, 9, "a")
    case .notConsulted, .consultationOpen: .uncac(46, 26)
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotRefuse] = [
    .noGround, .noCause, .reasonsMissing, .bankSecrecy, .fiscalMatterAlone, .fiscalExtradition, .groundNotOpen(.nationality),
    .politicalOffenceBarred, .provisionMissing, .dualCriminalityNotAbsent, .purposesNotConsidered, .notCoercive("i1"),
    .exceptionNotOpen(.deMinimis), .notConsulted, .consultationOpen,
  ]
}

extension IncomingRequest {
  /// The grounds that are open for an item of this request: the list depends on the legal basis and on the kind of cooperation.
  /// - Source: UNCAC 46(7), 46(21), 46(9)(b), 55(7), 44
  public func groundsOpen(for item: IncomingItem) -> [GroundForRefusal] {
    GroundForRefusal.allCases.filter { ground in
      switch ground {
      case .notInConformity, .essentialInterests, .forbiddenByOwnLaw, .contraryToLegalSystem: isUnderParagraphs9To29
      case .absenceOfDualCriminality: isUnderParagraphs9To29 || head.kind == .extradition
      case .deMinimis, .availableOtherwise: isUnderParagraphs9To29 && !item.isCoercive
      case .evidenceNotSupplied, .propertyDeMinimis: isUnderParagraphs9To29 && item.isOfChapterFive
      case .extraditionConditions, .nationality, .persecution: head.kind == .extradition
      case .politicalOffence: head.kind == .extradition && head.basis.primary.kind != .convention
      case .otherBasis: !isUnderParagraphs9To29
      }
    }
  }

  /// Refuses items, with ground, cause and reasons; the reasons are sent in a step of their own.
  /// - Source: UNCAC 46(21), 46(22), 46(23), 46(26)
  /// - Throws: ``CannotRefuse`` with the provision that stands against it; ``CannotAct``.
  func refusing(_ input: RefuseItems, _ acting: Acting) throws -> IncomingDecision {
    let chosen = try chosen(input.items, for: .refuse)
    try checked(input.on, acting)
    try checkNamed(input)
    for item in chosen { try check(input, for: item) }
    let consultation = try consultationBehindRefusal(input)
    let refusal = Refusal(
      on: input.on, grounds: input.grounds, provision: input.provision, causes: input.causes, reasons: input.reasons,
      consultation: consultation)
    var request = changing(input.items) { item in
      if case .partlyExecuted(let execution) = item.stage { item.executedPart = execution }
      item.stage = .refused(refusal)
    }
    request.endSuspension(.postponement, on: input.on)
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .refused,
          [
            "items": .codes(input.items.map(\.rawValue)), "sought": .codes(chosen.map(\.sought.code)), "on": .day(input.on),
            "grounds": .codes(input.grounds.map(\.rawValue)), "causes": .codes(input.causes.map(\.rawValue)),
          ])
      ])
  }

  private func checkNamed(_ input: RefuseItems) throws(CannotRefuse) {
    guard !input.causes.contains(.bankSecrecy) else { throw .bankSecrecy }
    if input.causes == [.fiscalMatter] { throw head.kind == .extradition ? .fiscalExtradition : .fiscalMatterAlone }
    guard !input.grounds.isEmpty else { throw .noGround }
    guard !input.causes.isEmpty else { throw .noCause }
    guard !input.reasons.allSatisfy(\.isWhitespace) else { throw .reasonsMissing }
    if input.grounds.contains(.otherBasis), (input.provision ?? "").allSatisfy(\.isWhitespace) { throw .provisionMissing }
  }

  private func check(_ input: RefuseItems, for item: IncomingItem) throws(CannotRefuse) {
    let open = groundsOpen(for: item)
    let exceptions: Set<GroundForRefusal> = [.deMinimis, .availableOtherwise]
    for ground in input.grounds where !open.contains(ground) {
      if ground == .politicalOffence, head.kind == .extradition { throw .politicalOffenceBarred }
      throw exceptions.contains(ground) && isUnderParagraphs9To29 ? .exceptionNotOpen(ground) : .groundNotOpen(ground)
    }
    guard !exceptions.union([.absenceOfDualCriminality]).isDisjoint(with: input.grounds) else { return }
    guard let finding = item.dualCriminality, !finding.isPresent else { throw .dualCriminalityNotAbsent }
    guard isUnderParagraphs9To29 else { return }
    guard finding.purposesConsidered else { throw .purposesNotConsidered }
    let reasoned = !(input.basicConcepts ?? "").allSatisfy(\.isWhitespace)
    if !item.isCoercive, exceptions.isDisjoint(with: input.grounds), !reasoned { throw .notCoercive(item.id) }
  }

  /// - Source: UNCAC 46(26): consulting is a duty before refusing on the grounds of 46(21); on others it is practice.
  private func consultationBehindRefusal(_ input: RefuseItems) throws(CannotRefuse) -> ConsultationStanding {
    let held = input.items.map { item in consultations.last { $0.topic == .refusal && $0.items.contains(item) } }
    let isDuty = isUnderParagraphs9To29 && input.grounds.contains(where: \.isOfParagraph21)
    if let last = held.compactMap({ $0 }).last, held.allSatisfy({ $0?.outcome != nil }) { return .held(consultation: last.id) }
    guard isDuty else { return .notRequired }
    throw held.contains { $0 == nil } ? .notConsulted : .consultationOpen
  }
}

extension IncomingItem {
  /// Whether chapter V governs it, with the grounds of article 55(7).
  /// - Source: UNCAC 55(7)
  var isOfChapterFive: Bool { if case .measure(let measure) = sought { measure.isAssetRecovery } else { false } }
}

/// Sends the reasons of a refusal to the requesting State.
/// - Source: UNCAC 46(23)
public struct SendReasons: Codable, Hashable, Sendable {
  /// The refused items.
  public var items: [ItemID]
  /// The day on which the reasons were sent.
  public var on: CalendarDay

  /// Names the items and the day.
  public init(items: [ItemID], on day: CalendarDay) {
    self.items = items
    self.on = day
  }
}

extension IncomingRequest {
  /// Records that the reasons of a refusal were sent.
  /// - Source: UNCAC 46(23)
  /// - Throws: ``CannotAct``; ``CannotAct/doneAlready`` when they were sent before.
  func sendingReasons(_ input: SendReasons, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    let chosen = try chosen(input.items, for: .sendReasons)
    try checked(input.on, acting)
    for item in chosen {
      guard case .refused(let refusal) = item.stage else { continue }
      guard refusal.reasonsSentOn == nil else { throw .doneAlready }
      guard input.on >= refusal.on else { throw .dayTooEarly(field: "on") }
    }
    let request = changing(input.items) { item in
      guard case .refused(var refusal) = item.stage else { return }
      refusal.reasonsSentOn = input.on
      item.stage = .refused(refusal)
    }
    return IncomingDecision(
      state: request, events: [CaseEvent(.reasonsSent, ["items": .codes(input.items.map(\.rawValue)), "on": .day(input.on)])])
  }
}
