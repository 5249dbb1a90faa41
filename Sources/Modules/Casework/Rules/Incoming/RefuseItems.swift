// SPDX-License-Identifier: Apache-2.0
import Instruments
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
  /// Why consulting before an extradition is refused is not appropriate, where the requesting State was not consulted.
  /// - Source: UNCAC 44(17)
  public var notConsulted: String?
  /// The day of the decision.
  public var on: CalendarDay

  /// Describes a refusal to come.
  public init(
    items: [ItemID], grounds: [GroundForRefusal], provision: String? = nil, causes: [CauseOfRefusal], reasons: String,
    basicConcepts: String? = nil, notConsulted: String? = nil, on day: CalendarDay
  ) {
    self.items = items
    self.grounds = grounds
    self.provision = provision
    self.causes = causes
    self.reasons = reasons
    self.basicConcepts = basicConcepts
    self.notConsulted = notConsulted
    self.on = day
  }
}

extension IncomingRequest {
  /// The grounds that are open for an item of this request: the list depends on the kind of cooperation and on the legal basis.
  /// - Source: UNCAC 43(1), 44, 45, 46(7), 46(9)(b), 46(21), 47-50, 55(7)
  public func groundsOpen(for item: IncomingItem) -> [GroundForRefusal] {
    GroundForRefusal.grounds(of: head.kind).filter { ground in
      switch ground {
      case .notInConformity, .essentialInterests, .forbiddenByOwnLaw, .contraryToLegalSystem: isUnderParagraphs9To29
      case .absenceOfDualCriminality: isUnderParagraphs9To29 || head.kind == .extradition
      case .deMinimis, .availableOtherwise: isUnderParagraphs9To29 && !item.isCoercive
      // Article 55 stands beside 46(7): its paragraph 7 is open under whatever treaty assistance is given, as long as the Convention binds.
      case .evidenceNotSupplied, .propertyDeMinimis: head.basis.bindsByConvention && item.isUnderArticle55
      case .politicalOffence: head.basis.primary.kind != .convention
      case .otherBasis: !isUnderParagraphs9To29
      case .personNotPresent, .extraditionConditions, .nationality, .persecution, .leftToTheState, .notConsistentWithOwnSystem: true
      }
    }
  }

  /// Refuses items, with ground, cause and reasons; the reasons are sent in a step of their own.
  /// - Source: UNCAC 44(16), 44(17), 46(21), 46(22), 46(23), 46(26)
  /// - Throws: ``CannotRefuse`` with the provision that stands against it; ``CannotAct``.
  func refusing(_ input: RefuseItems, _ acting: Acting) throws -> IncomingDecision {
    let chosen = try chosen(input.items, for: .refuse)
    try checked(input.on, acting)
    try checkNamed(input)
    for item in chosen { try check(input, for: item) }
    let consultation = try consultationBehindRefusal(input)
    let refusal = Refusal(
      on: input.on, grounds: input.grounds, provision: input.provision, causes: input.causes, reasons: input.reasons,
      basicConcepts: (input.basicConcepts ?? "").allSatisfy(\.isWhitespace) ? nil : input.basicConcepts, consultation: consultation)
    var request = changing(input.items) { item in
      if case .partlyExecuted(let execution) = item.stage { item.executedPart = execution }
      item.stage = .refused(refusal)
      item.beforePostponement = nil
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
    if input.causes == [.fiscalMatter] {
      if head.kind == .extradition { throw .fiscalExtradition }
      if isUnderParagraphs9To29 { throw .fiscalMatterAlone }
    }
    guard !input.grounds.isEmpty else { throw .noGround(sourceOfGrounds) }
    guard !input.causes.isEmpty else { throw .noCause }
    guard !input.reasons.allSatisfy(\.isWhitespace) else { throw .reasonsMissing(governed(.uncac(46, 23))) }
    if input.grounds.contains(.otherBasis), (input.provision ?? "").allSatisfy(\.isWhitespace) {
      throw .provisionMissing(GroundForRefusal.otherBasis.source(for: head.kind))
    }
  }

  /// Where the list of grounds stands that applies.
  private var sourceOfGrounds: Source {
    if head.kind == .extradition { return .uncac(44, 8) }
    return isUnderParagraphs9To29 ? .uncac(46, 21) : GroundForRefusal.otherBasis.source(for: head.kind)
  }

  /// A provision of paragraphs 9 to 29 of article 46 where they govern; elsewhere what is asked is practice.
  /// - Source: UNCAC 46(7)
  func governed(_ source: Source) -> Source {
    isUnderParagraphs9To29 ? source : .practice("the life of a request in a central authority")
  }

  private func check(_ input: RefuseItems, for item: IncomingItem) throws(CannotRefuse) {
    let open = groundsOpen(for: item)
    let exceptions: Set<GroundForRefusal> = [.deMinimis, .availableOtherwise]
    for ground in input.grounds where !open.contains(ground) {
      if ground == .politicalOffence, head.kind == .extradition { throw .politicalOffenceBarred }
      throw exceptions.contains(ground) && isUnderParagraphs9To29 ? .exceptionNotOpen(ground) : .groundNotOpen(ground, sourceOfGrounds)
    }
    guard !exceptions.union([.absenceOfDualCriminality]).isDisjoint(with: input.grounds) else { return }
    guard let finding = item.dualCriminality, !finding.isPresent else {
      throw .dualCriminalityNotAbsent(GroundForRefusal.absenceOfDualCriminality.source(for: head.kind))
    }
    guard isUnderParagraphs9To29 else { return }
    guard finding.purposesConsidered else { throw .purposesNotConsidered }
    let reasoned = !(input.basicConcepts ?? "").allSatisfy(\.isWhitespace)
    if !item.isCoercive, exceptions.isDisjoint(with: input.grounds), !reasoned { throw .notCoercive(item.id) }
  }

  /// - Source: UNCAC 46(26): consulting is a duty before refusing on the grounds of 46(21); 44(17): before refusing extradition where
  ///   appropriate, so that it is held or the reason stands why it is not; on other grounds it is practice.
  private func consultationBehindRefusal(_ input: RefuseItems) throws(CannotRefuse) -> ConsultationStanding {
    let held = input.items.map { item in consultations.last { $0.topic == .refusal && $0.items.contains(item) } }
    if let last = held.compactMap({ $0 }).last, held.allSatisfy({ $0?.outcome != nil }) { return .held(consultation: last.id) }
    if head.kind == .extradition, head.basis.namesConvention {
      if held.contains(where: { $0 != nil && $0?.outcome == nil }) { throw .consultationOpen(.uncac(44, 17)) }
      guard let reason = input.notConsulted, !reason.allSatisfy(\.isWhitespace) else { throw .extraditionNotConsulted }
      return .notAppropriate(reason: reason)
    }
    let isDuty = isUnderParagraphs9To29 && input.grounds.contains(where: \.isOfParagraph21)
    guard isDuty else { return .notRequired }
    throw held.contains { $0 == nil } ? .notConsulted : .consultationOpen(.uncac(46, 26))
  }
}

extension AppliedBasis {
  /// Whether the Convention binds the two States, whatever treaty assistance is given under.
  /// - Source: UNCAC 46(6), 46(7)
  var bindsByConvention: Bool { namesConvention || electsParagraphs9To29 }
}

extension IncomingItem {
  /// Whether article 55 governs it, with the grounds of its paragraph 7; returning assets is a matter of article 57.
  /// - Source: UNCAC 55(1), 55(2), 55(7)
  var isUnderArticle55: Bool {
    if case .measure(let measure) = sought { measure.isAssetRecovery && measure != .returnAssets } else { false }
  }
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
