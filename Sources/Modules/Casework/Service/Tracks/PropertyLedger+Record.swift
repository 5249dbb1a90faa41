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
    var lines = [words.typed("property", property), item.map { words.line("item", said: $0.rawValue) }].compactMap { $0 }
    lines += frozen.sorted { $0.key < $1.key }.map { words.line("frozen", said: Self.amount($0.value, $0.key)) }
    for (currency, sum) in released.sorted(by: { $0.key < $1.key }) {
      lines.append(words.line("released", said: Self.amount(sum, currency)))
      lines.append(words.line("stillFrozen", said: Self.amount(stillFrozen(currency), currency)))
    }
    if let currency {
      for (field, sum) in [
        ("gross", gross), ("deducted", deducted), ("paid", paid), ("net", net), ("handedOver", handedOver), ("balance", balance),
      ] { lines.append(words.line(field, said: Self.amount(sum, currency))) }
    }
    for claim in claims {
      let outcome = claim.outcome.map { "\(words("casework.claimOutcome.\($0.code.rawValue)")) · \(words.date($0.on))" }
      lines.append(words.line("claim", said: "\(claim.id) · \(outcome ?? words("casework.tracks.open"))"))
      lines += [words.typed("claimant", claim.claimant)].compactMap { $0 }
      guard case .upheld? = claim.outcome, let currency else { continue }
      if let upheld = claim.upheldMinorUnits { lines.append(words.line("upheld", said: Self.amount(upheld, currency))) }
      if let owed = unpaid(of: claim) { lines.append(words.line("claimUnpaid", said: Self.amount(owed, currency))) }
    }
    return lines + (decision.map { disposal($0, words) } ?? [])
      + (revised ?? []).flatMap { earlier in
        [words.line("revisedDisposal", said: words("casework.disposalTo.\(earlier.to.rawValue)"))] + disposal(earlier, words).dropFirst()
      }
  }

  private func disposal(_ decision: DisposalDecision, _ words: Words) -> [CaseRecordLine] {
    let isAgreed = decision.agreement != nil
    var lines = [
      words.line("disposalTo", said: words.list(decision.recipients.map { words("casework.disposalTo.\($0.rawValue)") })),
      words.line("disposalRule", said: "\(words.source(decision.source)) · \(words("casework.disposalRule.\(decision.rule)"))"),
      words.line(isAgreed ? "agreedOn" : "decidedOn", said: words.date(decision.on)),
    ]
    if decision.agreement?.excludesDeductions == true {
      lines.append(words.line("excludesDeductions", said: words("casework.yesNo.yes")))
    }
    let text = decision.consideration.isEmpty ? nil : decision.consideration
    return lines + [words.typed(isAgreed ? "agreed" : "consideration", text)].compactMap { $0 }
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
            "\(place + 1). \(words("casework.entry.\(entry.kind.rawValue)"))\(entry.claim.map { " · \($0)" } ?? "")"
            if let to = entry.to { tag("p", .css("hint")) { words("casework.disposalTo.\(to.rawValue)") } }
            if let cause = entry.cause {
              tag("p", .css("hint")) { "\(words("casework.releaseCause.\(cause.rawValue)"))\(entry.item.map { " · \($0)" } ?? "")" }
            }
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
