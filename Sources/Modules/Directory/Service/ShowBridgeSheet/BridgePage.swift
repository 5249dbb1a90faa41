// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import HTTPTypes
import Instruments
import Kernel
import Localisation
import Web

/// What two States ask of each other's requests, side by side, with the gaps marked; prints on A4.
struct BridgePage: Sendable {
  let store: DirectoryStore

  /// Measures that are compared when none is chosen: the ones asked for most.
  static let usual: Set<Measure> = [.takeEvidence, .bankRecords, .searchAndSeizure, .freezeForConfiscation]

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let words = call.words
    var query = PageQuery(call.query)
    let pair = query.pair()
    let chosen = Set(call.query.all("measure").compactMap { Measure(rawValue: $0) })
    if call.query.all("measure").contains(where: { Measure(rawValue: $0) == nil }) { query.refuse("measure", "directory.wrong-value") }
    let day = query.day("on") ?? call.today
    let errors = query.errors(words)
    let seesAll = DirectoryPages.seesRestricted(call)
    let snapshot = try await store.snapshot()
    var sheet: BridgeSheet?
    if let pair, errors.isEmpty {
      sheet = snapshot.bridgeSheet(
        from: pair.from, to: pair.to, measures: chosen.isEmpty ? Self.usual : chosen,
        territories: (call.query["fromTerritory"], call.query["toTerritory"]), on: day, publicOnly: !seesAll)
    }
    return .page(
      Page(
        words("directory.bridge.title"), trail: [.init(words("directory.title"), "/directory")],
        classification: sheet != nil && seesAll ? .internalUse : nil, hasErrors: !errors.isEmpty
      ) {
        errors.summary(words)
        if let sheet { body(sheet, words) } else { tag("p", .css("lead")) { words("directory.bridge.lead") } }
        chooser(sheet, snapshot, chosen, errors, call)
      }, status: query.status)
  }

  private func chooser(
    _ sheet: BridgeSheet?, _ snapshot: DirectorySnapshot, _ chosen: Set<Measure>, _ errors: FormErrors, _ call: Call<SignedIn?>
  ) -> HTML {
    let words = call.words
    let states = words.statesByName.map { Field.Option($0.code, words.state($0)) }
    let measures = chosen.isEmpty ? Self.usual : chosen
    return tag("div", .css("screen-only")) {
      tag("h2") { words("directory.bridge.choose") }
      filterForm("/directory/bridge", submit: words("directory.bridge.show")) {
        for name in ["from", "to"] {
          Field(name, words("directory.basis.\(name)"), value: call.query[name] ?? "", errors: errors).choice(
            states, none: words("directory.basis.choose"))
        }
        if let sheet {
          territory("fromTerritory", of: sheet.from, sheet, snapshot, call)
          territory("toTerritory", of: sheet.to, sheet, snapshot, call)
        }
        Field("on", words("directory.basis.on"), value: call.query["on"] ?? call.today.description, errors: errors).day
        Field("measure", words("directory.measures"), errors: errors).checkboxes(
          Measure.allCases.map { .init($0.rawValue, words("directory.measure.\($0.rawValue)")) }, chosen: Set(measures.map(\.rawValue)))
      }
      if let sheet {
        tag("p") { link("/directory/bridge" + Self.reversed(sheet, call.query), words("directory.bridge.reverse")) }
      }
    }
  }

  private func territory(
    _ name: String, of state: StateCode, _ sheet: BridgeSheet, _ snapshot: DirectorySnapshot, _ call: Call<SignedIn?>
  ) -> HTML {
    let names = snapshot.territories(of: state, for: .mutualLegalAssistance, on: sheet.day)
    guard !names.isEmpty else { return .nothing }
    let label = call.words("directory.bridge.territory", ["state": .state(state)])
    return Field(name, label, value: call.query[name] ?? "").choice(
      names.map { .init($0, $0) }, none: call.words("directory.resolve.wholeState"))
  }

  private static func reversed(_ sheet: BridgeSheet, _ query: FormData) -> String {
    let territories = [("fromTerritory", query["toTerritory"]), ("toTerritory", query["fromTerritory"])]
    return FormData(
      [("from", sheet.to.code), ("to", sheet.from.code), ("on", sheet.day.description)]
        + territories.compactMap { name, value in value.map { (name, $0) } } + sheet.measures.map { ("measure", $0.rawValue) }
    ).query
  }

  @HTMLBuilder func body(_ sheet: BridgeSheet, _ words: Words) -> [HTML] {
    tag("p", Attribute("role", "status")) {
      badge(
        words("directory.bridge.gaps", ["count": .integer(sheet.gapCount)]),
        sheet.lines.contains { $0.gap?.blocks == true } ? .refused : sheet.gapCount == 0 ? .ok : .attention)
    }
    DirectoryPages(store: store).basisPanel(sheet.basis, from: sheet.from, to: sheet.to, on: sheet.day, words)
    facts([
      (words.state(sheet.from), authority(sheet.requesting, sheet.requestingTerritories, sheet.day, words)),
      (words.state(sheet.to), authority(sheet.requested, sheet.requestedTerritories, sheet.day, words)),
      forAssets(sheet.from, sheet.requestingForAssets, sheet.day, words), forAssets(sheet.to, sheet.requestedForAssets, sheet.day, words),
    ])
    table(sheet, nil, words("directory.bridge.everyRequest"), words)
    for measure in sheet.measures { table(sheet, measure, words("directory.measure.\(measure.rawValue)"), words) }
  }

  private func forAssets(_ state: StateCode, _ entry: CompetentAuthority?, _ day: CalendarDay, _ words: Words) -> FactRow {
    let kind = words("directory.kind.\(CompetentAuthority.Kind.assetRecovery.rawValue)")
    return (
      words("directory.bridge.stateFor", ["state": .state(state), "kind": .text(kind)]), entry.map { authority($0, [], day, words) }
    )
  }

  private func authority(_ authority: CompetentAuthority?, _ territories: [String], _ day: CalendarDay, _ words: Words) -> HTML {
    guard let authority else {
      guard !territories.isEmpty else { return badge(words("directory.bridge.noAuthority"), .refused) }
      return badge(words("directory.bridge.chooseTerritory", ["territories": .text(words.list(territories))]), .attention)
    }
    return HTML {
      link("/directory/authorities/\(authority.id)", authority.originalName, .dir("auto"))
      if authority.isStale(on: day) {
        " "
        badge(words("directory.stale"), .attention)
      }
    }
  }

  private func table(_ sheet: BridgeSheet, _ measure: Measure?, _ caption: String, _ words: Words) -> HTML {
    let columns = [
      Table.Column(words("directory.bridge.topic")), Table.Column(words.state(sheet.from)), Table.Column(words.state(sheet.to)),
      Table.Column(words("directory.bridge.gap")),
    ]
    return Table(
      caption: caption, columns: columns,
      rows: sheet.lines.filter { $0.measure == measure }.map { line in
        [
          HTML {
            words(Self.label(line.topic))
            " "
            tag("span", .css("source"), .dir("ltr")) { "\(line.topic.source)" }
          },
          Self.shown(line.requesting, words), Self.shown(line.requested, words),
          line.gap.map { badge(words("directory.gap.\($0.rawValue)"), $0.blocks ? .refused : .attention) } ?? HTML("–"),
        ]
      }
    ).html
  }

  static func label(_ topic: BridgeSheet.Topic) -> String { "directory.\(topic.isOfMeasure ? "measures" : "field").\(topic.rawValue)" }

  /// A value in words: the State's own text stays in its own language.
  static func shown(_ value: BridgeSheet.Value, _ words: Words) -> HTML {
    switch value {
    case .notKnown, .notShown: tag("span", .css("hint")) { text(value, words) }
    case .text(let text): typedText(text)
    case .stance(.conditions(let text)), .availability(.conditions(let text), nil):
      HTML {
        words("directory.stance.conditions")
        " "
        typedText(text)
      }
    default: HTML(text(value, words))
    }
  }

  /// The same as plain text, for files and the command line.
  static func text(_ value: BridgeSheet.Value, _ words: Words) -> String {
    switch value {
    case .notKnown: words("directory.notKnown")
    case .notShown: words("directory.restricted")
    case .stance(.yes): words("directory.stance.yes")
    case .stance(.no): words("directory.stance.no")
    case .stance(.conditions(let text)): "\(words("directory.stance.conditions")) \(text)"
    case .text(let text): text
    case .languages(let languages, let others):
      words.list(languages.map { words("directory.language.\($0.rawValue)") }.sorted() + (others.map { [$0] } ?? []))
    case .channels(let channels): words.list(channels.map { words("directory.channel.\($0.rawValue)") })
    case .dualCriminality(let asked): words("directory.dualCriminality.\(asked.rawValue)")
    case .annexes(let annexes):
      annexes.isEmpty ? words("directory.edit.noAnnexes") : words.list(annexes.map { words("directory.annex.\($0.rawValue)") }.sorted())
    case .months(let range):
      words("directory.months", ["from": .text(words.number(range.from)), "to": .text(words.number(range.to))])
    case .availability(let stance, let instead):
      ([text(.stance(stance), words)]
        + (instead.map { [words("directory.measures.instead", ["measure": .text(words("directory.measure.\($0.rawValue)"))])] } ?? []))
        .joined(separator: " · ")
    case .suspicion(let standard): words("directory.suspicion.\(standard.rawValue)")
    case .orderedBy(let who): words("directory.orderedBy.\(who.rawValue)")
    }
  }
}
