// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Instruments
import Kernel
import Localisation
import Web
import WritingRules

extension RecordAct {
  static let propertyActs: [RecordAct] = [
    [opening, entering(.frozen), releasing, entering(.confiscated), entering(.deducted), paying, handingOver],
    [correcting, claiming, answeringClaim, disposing, agreeing],
  ].flatMap { $0 }

  private static let opening = RecordAct.beginning(
    PropertyLedger.self, "openAccount", .uncac(57, 3), .propertyOpened, [.area("property"), .line("item", isRequired: false)],
    choices: { request, words in ["item": request.items.map { choice($0.id, $0.sought, words) }] },
    when: { TrackKind.property.canBegin(for: $0) }
  ) { input in
    let (property, item) = (input.text("property"), input.optionalText("item").map { ItemID(rawValue: $0) })
    return { _, request, _ in try PropertyLedger.opening(of: property, item: item, for: request) }
  }

  private static func choice(_ item: ItemID, _ sought: SoughtAct, _ words: Words) -> TrackChoice {
    TrackChoice(item.rawValue, "\(item.rawValue) · \(words.sought(sought))")
  }

  private static let money: [ActField] = [ActField("amount", .amount), .line("currency")]

  /// What every entry tells: the amount, the currency, the day and a note.
  private static func entry(_ kind: PropertyLedger.Kind, _ input: inout ActInput) -> PropertyLedger.Entry {
    let currency = input.text("currency").uppercased()
    let amount = input.amount("amount", currency: currency)
    return .init(kind, minorUnits: amount, currency: currency, on: input.day(), note: input.optionalText("note"))
  }

  /// One act for each kind of entry, so that each is offered when it makes sense.
  private static func entering(_ kind: PropertyLedger.Kind) -> RecordAct {
    let source: Source =
      switch kind {
      case .frozen: .uncac(54, 2)
      case .deducted: .uncac(57, 4)
      default: .uncac(55, 1)
      }
    return .on(
      PropertyLedger.self, "enter.\(kind.rawValue)", source, kind.event,
      fields: money + [.area("note", isRequired: kind == .deducted), .on], when: { kind != .deducted || $0.gross > 0 }
    ) { input in
      let entry = entry(kind, &input)
      return { ledger, _, acting in try ledger.recording(entry, acting) }
    }
  }

  private static let releasing = RecordAct.on(
    PropertyLedger.self, "enter.released", .uncac(55, 8), .propertyReleased,
    fields: money + [
      ActField("releaseCause", .choice(PropertyLedger.ReleaseCause.allCases.map(\.rawValue), words: "casework.releaseCause")),
      .line("item", isRequired: false), .area("note", isRequired: false), .on,
    ], when: { ledger in ledger.frozen.keys.contains { ledger.stillFrozen($0) > 0 } }
  ) { input in
    var entry = entry(.released, &input)
    entry.cause = input.choice("releaseCause", .lifted)
    entry.item = input.optionalText("item").map { ItemID(rawValue: $0) }
    let released = entry
    return { ledger, request, acting in try ledger.releasing(released, of: request, acting) }
  }.choosing { request, record, words in
    // An account that belongs to an item asks for none.
    guard case .incoming(let incoming) = request, (record as? Track<PropertyLedger>)?.body.item == nil else { return ["item": []] }
    return ["item": incoming.itemsWithMeasure.map { choice($0.id, $0.sought, words) }]
  }

  private static let paying = RecordAct.on(
    PropertyLedger.self, "enter.paidToThirdParty", .uncac(57, 2), .propertyPaid,
    fields: [.line("claim")] + money + [.area("note", isRequired: false), .on],
    choices: { ledger, _ in ["claim": ledger.unpaidClaims.map { TrackChoice($0.id, "\($0.id) · \($0.claimant)", isTyped: true) }] },
    when: { $0.gross > 0 && !$0.unpaidClaims.isEmpty }
  ) { input in
    var entry = entry(.paidToThirdParty, &input)
    entry.claim = input.text("claim")
    let paid = entry
    return { ledger, _, acting in try ledger.recording(paid, acting) }
  }

  private static let handingOver = RecordAct.on(
    PropertyLedger.self, "enter.handedOver", .uncac(57, 3), .propertyHandedOver,
    fields: [.line("disposalTo", isRequired: false)] + money + [.area("note", isRequired: false), .on],
    choices: { ledger, words in
      let recipients = ledger.decision?.recipients ?? []
      return ["disposalTo": recipients.map { TrackChoice($0.rawValue, words("casework.disposalTo.\($0.rawValue)")) }]
    }, when: { $0.gross > 0 }
  ) { input in
    var entry = entry(.handedOver, &input)
    if input.optionalText("disposalTo") != nil { entry.to = input.choice("disposalTo", DisposalRecipient.requestingState) }
    let handed = entry
    return { ledger, _, acting in try ledger.recording(handed, acting) }
  }

  private static let correcting = RecordAct.on(
    PropertyLedger.self, "correctEntry", .uncac(57, 4), .propertyCorrected, fields: [.line("entry"), .area("note"), .on],
    choices: { ledger, words in
      let taken = Set(ledger.entries.compactMap(\.corrects))
      let open = ledger.entries.enumerated().filter { $1.corrects == nil && !taken.contains($0 + 1) }
      return [
        "entry": open.map { place, entry in
          TrackChoice(
            "\(place + 1)",
            "\(place + 1). \(words("casework.entry.\(entry.kind.rawValue)")) · \(PropertyLedger.amount(entry.minorUnits, entry.currency))")
        }
      ]
    }, when: { !$0.standing.isEmpty }
  ) { input in
    let (entry, note, day) = (input.number("entry"), input.text("note"), input.day())
    return { ledger, _, acting in try ledger.correcting(entry: entry, note: note, on: day, acting) }
  }

  private static let claiming = RecordAct.on(
    PropertyLedger.self, "registerClaim", .uncac(55, 9), .propertyClaimed, fields: [.line("claimant"), .on],
    when: { $0.balance > 0 || $0.gross == 0 }
  ) { input in
    let (claimant, day) = (input.text("claimant"), input.day())
    return { ledger, _, acting in try ledger.claiming(by: claimant, on: day, acting) }
  }

  private static let answeringClaim = RecordAct.on(
    PropertyLedger.self, "decideClaim", .uncac(55, 9), .propertyClaimDecided,
    fields: [
      .line("claim"),
      ActField("claimOutcome", .choice(PropertyLedger.Claim.Outcome.Code.allCases.map(\.rawValue), words: "casework.claimOutcome")),
      ActField("upheld", .amount, isRequired: false), .line("currency", isRequired: false), .on,
    ],
    choices: { ledger, _ in
      // What was upheld and is not paid can be decided anew, on appeal.
      let claims = ledger.openClaims + ledger.unpaidClaims
      return ["claim": claims.map { TrackChoice($0.id, "\($0.id) · \($0.claimant)", isTyped: true) }]
    }, when: { !$0.openClaims.isEmpty || !$0.unpaidClaims.isEmpty }
  ) { input in
    let (claim, day) = (input.text("claim"), input.day())
    let outcome = input.choice("claimOutcome", PropertyLedger.Claim.Outcome.Code.dismissed)
    var upheld: Int?
    if outcome == .upheld { upheld = input.amount("upheld", currency: input.text("currency").uppercased()) }
    let (amount, currency) = (upheld, input.optionalText("currency")?.uppercased())
    return { ledger, _, acting in
      if amount != nil, let known = ledger.currency, known != currency { throw CannotDispose.otherCurrency }
      return try ledger.answering(claim: claim, .init(outcome, on: day), amount: amount, acting)
    }
  }

  private static let disposing = RecordAct.on(
    PropertyLedger.self, "decideDisposal", .uncac(57, 3), .propertyDisposalDecided,
    fields: [
      ActField("origin", .choice(DisposalFacts.Origin.allCases.map(\.rawValue), words: "casework.origin")),
      ActField("isUnderArticle55", .tick, isRequired: false), .day("finalJudgmentOn", isRequired: false),
      ActField("isJudgmentWaived", .tick, isRequired: false), ActField("isOwnershipEstablished", .tick, isRequired: false),
      ActField("isDamageRecognised", .tick, isRequired: false),
      ActField("disposalTo", .choice(DisposalRecipient.allCases.map(\.rawValue), words: "casework.disposalTo")),
      .area("consideration", isRequired: false), .on,
    ], when: { $0.gross > 0 && $0.decision == nil }
  ) { input in
    let facts = DisposalFacts(
      origin: input.choice("origin", .outsideConvention), isUnderArticle55: input.tick("isUnderArticle55"),
      finalJudgmentOn: input.optionalDay("finalJudgmentOn"), isJudgmentWaived: input.tick("isJudgmentWaived"),
      isOwnershipEstablished: input.tick("isOwnershipEstablished"), isDamageRecognised: input.tick("isDamageRecognised"))
    let decision = DisposalDecision(
      facts: facts, to: input.choice("disposalTo", .requestingState), consideration: input.optionalText("consideration") ?? "",
      on: input.day())
    return { ledger, _, acting in try ledger.disposing(decision, acting) }
  }

  private static let agreeing = RecordAct.on(
    PropertyLedger.self, "agreeDisposal", .uncac(57, 5), .propertyDisposalAgreed,
    fields: [
      ActField("recipients", .many(DisposalRecipient.allCases.map(\.rawValue), words: "casework.disposalTo")), .area("agreed"),
      ActField("excludesDeductions", .tick, isRequired: false), .on,
    ], when: { $0.balance > 0 }
  ) { input in
    let agreement = DisposalAgreement(
      input.text("agreed"), to: input.many("recipients", DisposalRecipient.self), excludesDeductions: input.tick("excludesDeductions"),
      on: input.day())
    return { ledger, _, acting in try ledger.disposing(by: agreement, acting) }
  }
}
