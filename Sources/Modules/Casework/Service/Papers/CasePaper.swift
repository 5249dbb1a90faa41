// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Documents
import Foundation
import Instruments
import Kernel
import Localisation
import Web
import WritingRules

/// Makes a whole case an official document in one language.
struct CasePaper: Sendable {
  let whole: WholeCase
  let words: Words
  /// The authority's time zone, in which the instants of the timeline are written.
  let zone: TimeZone

  private var request: RegisteredRequest { whole.request }
  private var head: RequestHead { whole.request.head }

  /// The document.
  /// - Throws: `EncodingError` when the case cannot be written as JSON for its digest.
  func document() throws -> OfficialDocument {
    var document = OfficialDocument(
      primary: words.language, secondary: words.language, title: said("casework.paper.title"), subtitle: same(subtitle),
      pagePattern: CaseLetterComposer.pagePattern(words, words), digestLabel: said("casework.paper.digest"),
      digest: try whole.json().sha256, translationLabel: nil)
    document.classification = said(
      head.confidentiality?.classification.map { "content.classification.\($0.rawValue)" } ?? "web.classification.restricted")
    document.runningHead = head.reference.isEmpty ? nil : head.reference
    document.contents = said("casework.paper.contents")
    document.head = rows([
      ("casework.field.reference", head.reference.isEmpty ? nil : .code(head.reference)),
      ("casework.field.theirReference", head.theirReference.map { .code($0) }),
      ("casework.letter.otherReferences", head.otherReferences.isEmpty ? nil : .code(head.otherReferences.joined(separator: "; "))),
      ("casework.paper.stage", .pair(said("casework.stage.\(request.stageCode)"))),
      ("casework.paper.writtenOn", day(whole.writtenOn)),
      ("casework.paper.zone", .code(zone.identifier)),
      ("casework.paper.version", .code("\(whole.found.version)")),
    ])
    document.parts = parts.filter { !$0.blocks.isEmpty }
    document.closing = []
    return document
  }

  private var subtitle: String {
    // An arrow keeps its direction whichever way a line runs.
    let arrow = words.language.direction == .rightToLeft ? "←" : "→"
    return "\(words.state(head.requestingState)) \(arrow) \(words.state(head.requestedState))"
  }

  private var parts: [OfficialDocument.Part] {
    [
      part("head", headRows), part("basis", basis), part("items", request.items.flatMap(item)),
      part("said", CasePaperRecords(paper: self).blocks), part("clocks", clocks), part("suspensions", suspensions),
      part("proposals", proposals), part("records", records + [.paragraph(said("casework.paper.compartments"))]), part("letters", letters),
      part("timeline", timeline),
    ]
  }

  private typealias Lines = [(label: String, value: OfficialDocument.Value?)]

  private var headRows: [OfficialDocument.Block] { [.rows(rows(parties + arrival + urgency + end))] }

  private var parties: Lines {
    let offences = words.list(head.offences.map(words.offence))
    return [
      ("casework.field.direction", .pair(said("casework.direction.\(request.direction.rawValue)"))),
      ("casework.field.requestingState", .pair(same(words.state(head.requestingState, .formal)))),
      ("casework.field.requestedState", .pair(same(words.state(head.requestedState, .formal)))),
      ("casework.field.otherAuthority", typed(head.otherAuthority)),
      ("casework.field.kind", .pair(said("casework.kind.\(head.kind.rawValue)"))), ("casework.field.subject", typed(head.subject)),
      ("casework.field.offences", head.offences.isEmpty ? nil : .pair(same(offences))),
    ]
  }

  private var arrival: Lines {
    let channel: OfficialDocument.Value? = head.arrival.channel.map { .pair(said("content.channel.\($0.rawValue)")) }
    return [
      (request.direction == .incoming ? "casework.field.arrivedOn" : "letter.date", day(head.arrival.on)),
      ("casework.field.medium", .pair(said("casework.medium.\(head.arrival.medium.rawValue)"))), ("casework.field.channel", channel),
    ]
  }

  private var urgency: Lines {
    guard let urgency = head.urgency, urgency.isUrgent == true else { return [] }
    let ground: OfficialDocument.Value? = urgency.ground.map { .pair(said("content.urgencyGround.\($0.rawValue)")) }
    return [
      ("casework.field.urgency", ground), ("casework.letter.reasons", typed(urgency.reason)),
      ("casework.letter.neededBy", urgency.deadlineOn.map(day)),
    ]
  }

  private var end: Lines {
    let isConfidential = head.confidentiality?.isRequired == true
    let outcome: OfficialDocument.Value? = request.closure.map { .pair(said("casework.outcome.\($0.outcome.rawValue)")) }
    return [
      ("casework.field.confidential", isConfidential ? .pair(said("casework.confidentialRequired")) : nil),
      ("casework.field.outcome", outcome), ("casework.letter.note", typed(request.closure?.note)),
    ]
  }

  private var basis: [OfficialDocument.Block] {
    let named = head.basis.all.map { basis -> OfficialDocument.Row in
      let kind = said("casework.basis.\(basis.kind.rawValue)")
      return .init(kind, basis.title.map { .text($0, language: nil) } ?? .pair(conventionArticle(of: basis) ?? kind))
    }
    let elected: [OfficialDocument.Block] = head.basis.electsParagraphs9To29 ? [.paragraph(said("casework.basis.elected"))] : []
    return [.rows(named)] + elected
  }

  private func conventionArticle(of basis: AppliedBasis.Named) -> OfficialDocument.Pair? {
    guard basis.kind == .convention, let article = head.kind.article else { return nil }
    return same(words.source(.uncac(article)))
  }

  private var clocks: [OfficialDocument.Block] {
    guard !whole.clocks.isEmpty else { return [] }
    let lines = whole.clocks.map { clock -> [OfficialDocument.Value] in
      let noted = [
        clock.isStopped ? words("casework.clockStopped") : nil, clock.isOverdue(on: whole.writtenOn) ? words("casework.overdue") : nil,
        clock.suspended.count > 0 ? words("casework.clockSuspended", ["count": .integer(clock.suspended.count)]) : nil,
      ].compactMap(\.self)
      return [
        .pair(said("casework.clock.\(clock.kind.rawValue)")), day(clock.dueOn),
        .pair(same(noted.isEmpty ? "–" : words.list(noted))), .pair(same(words.profileSource(clock.source))),
      ]
    }
    return [
      table([("casework.paper.what", 3), ("casework.paper.day", 2), ("casework.column.noted", 3), ("casework.paper.source", 3)], lines)
    ]
  }

  private var suspensions: [OfficialDocument.Block] {
    guard !request.suspensions.isEmpty else { return [] }
    let lines = request.suspensions.map { suspension -> [OfficialDocument.Value] in
      let end =
        suspension.endedOn.map { words("casework.until", ["day": .day($0)]) }
        ?? suspension.wakesOn.map { words("casework.wakesOn", ["day": .day($0)]) } ?? "–"
      return [.pair(said("casework.suspension.\(suspension.reason.rawValue)")), day(suspension.from), .pair(same(end))]
    }
    let total = words("casework.paper.suspendedDays", ["count": .integer(whole.suspended.count)])
    return [
      table([("casework.paper.what", 4), ("casework.paper.when", 2), ("casework.letter.extent", 3)], lines),
      .rows([.init(said("casework.paper.suspendedTotal"), .pair(same(total)))]),
    ]
  }

  private var proposals: [OfficialDocument.Block] {
    request.proposals.map { proposal in
      .rows([
        .init(
          said("casework.act.\(proposal.act.code.words)"),
          .pair(
            same(
              words(
                "casework.proposedBy",
                ["name": .text(proposal.by.name), "when": .text(words.dateTime(proposal.at, in: zone))]))))
      ])
    }
  }

  private var records: [OfficialDocument.Block] {
    whole.records.flatMap { told -> [OfficialDocument.Block] in
      let lines = told.lines.map { line in
        OfficialDocument.Row(same(line.label), line.isTyped ? .narrative(line.value, language: nil) : .pair(same(line.value)))
      }
      return [.heading(same(told.title))] + (lines.isEmpty ? [] : [.rows(lines)])
    }
  }

  private var letters: [OfficialDocument.Block] {
    guard !whole.letters.isEmpty else { return [] }
    return [
      table(
        [("casework.paper.day", 2), ("casework.paper.letter", 6), ("casework.field.items", 2)],
        whole.letters.map {
          [day($0.on), .pair(said("casework.letter.title.\($0.kind.rawValue)")), .code($0.items.map(\.rawValue).joined(separator: ", "))]
        })
    ]
  }

  private var timeline: [OfficialDocument.Block] {
    [
      table(
        [("casework.paper.when", 3), ("casework.paper.what", 6), ("casework.paper.who", 4)],
        whole.timeline.map { [.pair(same(words.dateTime($0.at, in: zone))), .pair(same(what($0))), .pair(same(who($0)))] })
    ]
  }

  private func what(_ happening: WholeCase.Happening) -> String {
    let noted = [
      happening.act.map { words("casework.paper.act", ["act": .text(words.act($0, of: request))]) },
      happening.items.isEmpty ? nil : words("casework.paper.items", ["items": .list(happening.items)]),
      happening.day.flatMap { $0 == CalendarDay(happening.at, in: zone) ? nil : words("casework.paper.of", ["day": .day($0)]) },
    ].compactMap(\.self)
    let title = words.happening(happening.kind)
    return noted.isEmpty ? title : "\(title)\n\(noted.joined(separator: " · "))"
  }

  private func who(_ happening: WholeCase.Happening) -> String {
    let name = words.actor(happening.by)
    guard let proposer = happening.proposedBy else { return name }
    let by = words("casework.paper.proposedBy", ["name": .text(words.actor(proposer))])
    // What was given back was confirmed by nobody.
    guard happening.kind != "casework.proposalReturned" else { return "\(name)\n\(by)" }
    return "\(by)\n\(words("casework.paper.confirmedBy", ["name": .text(name)]))"
  }

  func part(_ name: String, _ blocks: [OfficialDocument.Block]) -> OfficialDocument.Part {
    .init(said("casework.paper.part.\(name)"), source: nil, blocks)
  }

  func same(_ text: String) -> OfficialDocument.Pair { .init(text, text) }
  func said(_ key: String) -> OfficialDocument.Pair { same(words(key)) }
  func day(_ day: CalendarDay) -> OfficialDocument.Value { .pair(same(words.date(day))) }

  /// Typed text; nothing when nothing was typed.
  func typed(_ text: String?) -> OfficialDocument.Value? {
    guard let text, !text.allSatisfy(\.isWhitespace) else { return nil }
    return .narrative(text, language: nil)
  }

  func rows(_ list: [(label: String, value: OfficialDocument.Value?)]) -> [OfficialDocument.Row] {
    list.compactMap { line in line.value.map { .init(said(line.label), $0) } }
  }

  func table(_ columns: [(label: String, share: Int)], _ lines: [[OfficialDocument.Value]]) -> OfficialDocument.Block {
    .table(columns: columns.map { .init(said($0.label), share: $0.share) }, rows: lines)
  }
}
