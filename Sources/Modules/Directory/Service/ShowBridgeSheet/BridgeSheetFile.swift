// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Instruments
import Kernel
import Web

/// A bridge sheet for programs: codes, never words of a language.
struct BridgeSheetFile: Encodable, Sendable {
  struct Authority: Encodable, Sendable {
    let id: ID<CompetentAuthority>
    let originalName: String
    let lastVerified: CalendarDay?
  }

  struct Line: Encodable, Sendable {
    let topic: String
    let measure: String?
    let requesting: Value
    let requested: Value
    let gap: String?
    let blocks: Bool
    let source: String
  }

  /// Whether it is known, and the codes or the State's own words.
  struct Value: Encodable, Sendable {
    let known: String
    let codes: [String]
    let text: String?

    init(_ value: BridgeSheet.Value) {
      var (known, codes, text) = ("known", [String](), String?.none)
      switch value {
      case .notKnown: known = "notKnown"
      case .notShown: known = "notShown"
      case .stance(let stance): (codes, text) = Self.parts(stance)
      case .languages(let languages, let others): (codes, text) = (languages.map(\.rawValue).sorted(), others)
      case .channels(let channels): codes = channels.map(\.rawValue)
      case .dualCriminality(let asked): codes = [asked.rawValue]
      case .annexes(let annexes): codes = annexes.map(\.rawValue).sorted()
      case .months(let range): codes = ["\(range.from)", "\(range.to)"]
      case .text(let words): text = words
      case .availability(let stance, let instead):
        (codes, text) = Self.parts(stance)
        if let instead { codes.append(instead.rawValue) }
      case .suspicion(let standard): codes = [standard.rawValue]
      case .orderedBy(let who): codes = [who.rawValue]
      }
      (self.known, self.codes, self.text) = (known, codes, text)
    }

    private static func parts(_ stance: Stance) -> ([String], String?) {
      switch stance {
      case .yes: (["yes"], nil)
      case .no: (["no"], nil)
      case .conditions(let text): (["conditions"], text)
      }
    }
  }

  let from: StateCode
  let to: StateCode
  let on: CalendarDay
  let basis: String
  let appliesParagraphs9To29: Bool
  let requesting: Authority?
  let requested: Authority?
  let requestingForAssets: Authority?
  let requestedForAssets: Authority?
  let requestingTerritories: [String]
  let requestedTerritories: [String]
  let gaps: Int
  let lines: [Line]

  init(_ sheet: BridgeSheet) {
    func authority(_ one: CompetentAuthority?) -> Authority? {
      one.map { Authority(id: $0.id, originalName: $0.originalName, lastVerified: $0.lastVerified) }
    }
    (from, to, on) = (sheet.from, sheet.to, sheet.day)
    basis = sheet.basis.mode.code
    appliesParagraphs9To29 = sheet.basis.appliesParagraphs9To29
    (requesting, requested) = (authority(sheet.requesting), authority(sheet.requested))
    (requestingForAssets, requestedForAssets) = (authority(sheet.requestingForAssets), authority(sheet.requestedForAssets))
    (requestingTerritories, requestedTerritories) = (sheet.requestingTerritories, sheet.requestedTerritories)
    gaps = sheet.gapCount
    lines = sheet.lines.map { line in
      Line(
        topic: line.topic.rawValue, measure: line.measure?.rawValue, requesting: Value(line.requesting), requested: Value(line.requested),
        gap: line.gap?.rawValue, blocks: line.gap?.blocks ?? false, source: "\(line.topic.source)")
    }
  }

  private static let value = Schema.object(
    ["known": .oneOf(["known", "notKnown", "notShown"]), "codes": .array(.string()), "text": .string()], required: ["known", "codes"])
  private static let authority = Schema.object(
    ["id": .string(format: "uuid"), "originalName": .string(), "lastVerified": .string(format: "date")], required: ["id", "originalName"])

  static let operation = APIOperation(
    id: "bridgeSheet", "Compares what two States ask of requests for chosen measures and marks the gaps.",
    query: [
      .init("from", .string(pattern: "^[A-Z]{2}$"), isRequired: true, about: "The requesting State"),
      .init("to", .string(pattern: "^[A-Z]{2}$"), isRequired: true, about: "The requested State"),
      .init("on", .string(format: "date"), about: "The day; today when left out"),
      .init("fromTerritory", .string(), about: "The territory of the requesting State whose authority is compared"),
      .init("toTerritory", .string(), about: "The territory of the requested State whose authority is compared"),
      .init("measure", .array(.oneOf(Measure.allCases.map(\.rawValue))), about: "The measures; those asked for most when left out"),
    ],
    answers: [
      .init(
        .object(
          [
            "from": .string(pattern: "^[A-Z]{2}$"), "to": .string(pattern: "^[A-Z]{2}$"), "on": .string(format: "date"),
            "basis": .oneOf(["convention", "otherTreaty", "election", "noTreaty"]), "appliesParagraphs9To29": .boolean,
            "requesting": authority, "requested": authority, "requestingForAssets": authority, "requestedForAssets": authority,
            "requestingTerritories": .array(.string()), "requestedTerritories": .array(.string()), "gaps": .integer(minimum: 0),
            "lines": .array(
              .object(
                [
                  "topic": .oneOf(BridgeSheet.Topic.allCases.map(\.rawValue)), "measure": .oneOf(Measure.allCases.map(\.rawValue)),
                  "requesting": value, "requested": value, "gap": .oneOf(BridgeSheet.Gap.allCases.map(\.rawValue)), "blocks": .boolean,
                  "source": .string(),
                ], required: ["topic", "requesting", "requested", "blocks", "source"])),
          ],
          required: [
            "from", "to", "on", "basis", "appliesParagraphs9To29", "requestingTerritories", "requestedTerritories", "gaps", "lines",
          ]), about: "The sheet")
    ], problems: [404])
}

extension LegalBasis.Mode {
  /// The mode's name in files.
  var code: String {
    switch self {
    case .convention: "convention"
    case .otherTreaty: "otherTreaty"
    case .election: "election"
    case .noTreaty: "noTreaty"
    }
  }
}

extension DirectoryAPI {
  @Sendable func bridge(_ call: Call<SignedIn?>) async throws -> Answer {
    let (from, to) = (try required("from", call, Self.state), try required("to", call, Self.state))
    // Nothing lies between a State and itself.
    guard from != to else { throw WebProblem.notFound }
    let day = try value("on", call) { CalendarDay($0) } ?? call.today
    let measures = try call.query.all("measure").map { text in
      guard let measure = Measure(rawValue: text) else { throw CannotReadQuery.badValue(name: "measure") }
      return measure
    }
    let sheet = try await store.snapshot().bridgeSheet(
      from: from, to: to, measures: measures.isEmpty ? BridgePage.usual : Set(measures),
      territories: (call.query["fromTerritory"], call.query["toTerritory"]), on: day,
      publicOnly: !DirectoryPages.seesRestricted(call))
    return .json(BridgeSheetFile(sheet))
  }
}
