// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Instruments
import Kernel
import Localisation
import Web
import WritingRules

extension PropertyLedger: TrackBody {
  static var recordKind: CaseRecordKind { .property }

  func lines(_ words: Words) -> [CaseRecordLine] {
    var lines = [words.typed("property", property)].compactMap { $0 }
    lines += frozen.sorted { $0.key < $1.key }.map { words.line("frozen", said: Self.amount($0.value, $0.key)) }
    if let currency {
      for (field, sum) in [
        ("gross", gross), ("deducted", deducted), ("paid", paid), ("net", net), ("handedOver", handedOver), ("balance", balance),
      ] { lines.append(words.line(field, said: Self.amount(sum, currency))) }
    }
    for claim in claims {
      let outcome = claim.outcome.map { "\(words("casework.claimOutcome.\($0.code.rawValue)")) · \(words.date($0.on))" }
      lines.append(words.line("claim", said: "\(claim.id) · \(outcome ?? words("casework.tracks.open"))"))
      lines += [words.typed("claimant", claim.claimant)].compactMap { $0 }
    }
    return lines + disposal(words)
  }

  private func disposal(_ words: Words) -> [CaseRecordLine] {
    guard let decision else { return [] }
    let rule = DisposalRule.applying(to: decision.facts)
    return [
      words.line("disposalTo", said: words("casework.disposalTo.\(decision.to.rawValue)")),
      words.line("disposalRule", said: "\(words.source(rule.source)) · \(words("casework.disposalRule.\(rule.rawValue)"))"),
      words.line("decidedOn", said: words.date(decision.on)),
    ] + [words.typed("consideration", decision.consideration.isEmpty ? nil : decision.consideration)].compactMap { $0 }
  }

  func detail(_ words: Words) -> HTML {
    guard !entries.isEmpty else { return .nothing }
    let taken = Set(entries.compactMap(\.corrects))
    return Table(
      caption: words("casework.tracks.entries"),
      columns: [
        Table.Column(words("casework.column.entry")), Table.Column(words("casework.column.amount"), isNumber: true),
        Table.Column(words("casework.field.on")), Table.Column(words("casework.field.note")),
      ],
      rows: entries.enumerated().map { place, entry in
        [
          HTML {
            "\(place + 1). \(words("casework.entry.\(entry.kind.rawValue)"))"
            if let corrects = entry.corrects {
              tag("p", .css("hint")) { words("casework.tracks.takesBack", ["number": .integer(corrects)]) }
            }
            if taken.contains(place + 1) { tag("p", .css("hint")) { words("casework.tracks.takenBack") } }
          },
          tag("bdi", .dir("ltr")) { Self.amount(entry.counted, entry.currency) },
          HTML(words.date(entry.on)),
          entry.note.map(typedText) ?? HTML("–"),
        ]
      }
    ).html
  }

  static func amount(_ minorUnits: Int, _ currency: String) -> String {
    "\(Money.decimalText(minorUnits, currency: currency)) \(currency)"
  }
}

extension RecordAct {
  static let propertyActs: [RecordAct] = [
    [opening], PropertyLedger.Kind.allCases.map(entering), [correcting, claiming, answeringClaim, disposing],
  ].flatMap { $0 }

  private static let opening = RecordAct.beginning(
    PropertyLedger.self, "openAccount", .uncac(57, 3), .propertyOpened, [.area("property")], when: { TrackKind.property.canBegin(for: $0) }
  ) { input in
    let property = input.text("property")
    return { _, request, _ in try PropertyLedger.opening(of: property, for: request) }
  }

  /// One act for each kind of entry, so that each is offered when it makes sense.
  private static func entering(_ kind: PropertyLedger.Kind) -> RecordAct {
    let source: Source =
      switch kind {
      case .frozen: .uncac(54, 2)
      case .confiscated: .uncac(55, 1)
      case .deducted: .uncac(57, 4)
      case .paidToThirdParty: .uncac(55, 9)
      case .handedOver: .uncac(57, 3)
      }
    return .on(
      PropertyLedger.self, "enter.\(kind.rawValue)", source, kind.event,
      fields: [ActField("amount", .amount), .line("currency"), .area("note", isRequired: kind == .deducted), .on],
      when: { kind == .frozen || kind == .confiscated || $0.gross > 0 }
    ) { input in
      let currency = input.text("currency").uppercased()
      let amount = input.amount("amount", currency: currency)
      let (note, day) = (input.optionalText("note"), input.day())
      return { ledger, _, acting in
        try ledger.recording(.init(kind, minorUnits: amount, currency: currency, on: day, note: note), acting)
      }
    }
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
      ActField("claimOutcome", .choice(PropertyLedger.Claim.Outcome.Code.allCases.map(\.rawValue), words: "casework.claimOutcome")), .on,
    ],
    choices: { ledger, _ in ["claim": ledger.openClaims.map { TrackChoice($0.id, "\($0.id) · \($0.claimant)", isTyped: true) }] },
    when: { !$0.openClaims.isEmpty }
  ) { input in
    let (claim, day) = (input.text("claim"), input.day())
    let outcome = input.choice("claimOutcome", PropertyLedger.Claim.Outcome.Code.dismissed)
    return { ledger, _, acting in try ledger.answering(claim: claim, .init(outcome, on: day), acting) }
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
}
