// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import Instruments
import Kernel
import StrictJSON
import Testing
import WritingRules
import WritingService

/// The folder of the checkout.
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// A tree of JSON that tests change by path: `items[0].measure.accounts`.
struct Patched {
  var value: Any

  init(_ content: RequestContent) throws { value = try JSONSerialization.jsonObject(with: JSONEncoder().encode(content)) }

  mutating func set(_ path: String, to new: Any) {
    let steps = path.replacing("[", with: ".").replacing("]", with: "").split(separator: ".").map(String.init)
    value = Self.set(value, steps[...], new)
  }

  private static func set(_ tree: Any, _ steps: ArraySlice<String>, _ new: Any) -> Any {
    guard let step = steps.first else { return new }
    if var list = tree as? [Any], let index = Int(step), list.indices.contains(index) {
      list[index] = set(list[index], steps.dropFirst(), new)
      return list
    }
    var object = tree as? [String: Any] ?? [:]
    let changed = set(object[step] ?? [String: Any](), steps.dropFirst(), new)
    object[step] = changed is NSNull ? nil : changed
    return object
  }

  func content() throws -> RequestContent {
    // Without the check of short names: drafts that are older than it can still hold one twice.
    try StrictDecoder().decode(RequestContent.self, from: try StrictJSON.parse(try JSONSerialization.data(withJSONObject: value)))
  }
}

@Suite("Readiness, case by case") struct ReadinessCasesTests {
  static let day = CalendarDay("2026-11-24") ?? .earliest

  struct Case {
    let code: String
    let given: String
    let but: [String: Any]
    let when: [String: Any]
  }

  static func cases() throws -> [Case] {
    let data = try Data(contentsOf: root.appending(path: "Tests/Cases/readiness/cases.json"))
    let list = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    return try list.map {
      Case(
        code: try #require($0["code"] as? String), given: try #require($0["given"] as? String),
        but: try #require($0["but"] as? [String: Any]), when: try #require($0["when"] as? [String: Any]))
    }
  }

  static func directory() throws -> DirectorySnapshot {
    let extra = try DirectoryFile.read(try Data(contentsOf: root.appending(path: "Tests/Cases/readiness/directory.json")))
    return try BuiltInDirectory.all().merging(extra).snapshot
  }

  static func sample(_ name: String) throws -> RequestContent { try RequestFile.open(root.appending(path: "Samples/\(name).yaml").path) }

  func codes(_ content: RequestContent, _ directory: DirectorySnapshot) -> Set<String> {
    Set(Readiness.findings(ReadinessInput(content, on: Self.day, directory: directory)).map(\.code))
  }

  @Test("Each finding code has a case that triggers it, and without the trigger it is not there")
  func everyCase() throws {
    let directory = try Self.directory()
    for item in try Self.cases() {
      var draft = try Patched(Self.sample(item.given))
      for path in item.but.keys.sorted() { draft.set(path, to: item.but[path] ?? NSNull()) }
      #expect(!codes(try draft.content(), directory).contains(item.code), "\(item.code) before its trigger")
      for path in item.when.keys.sorted() { draft.set(path, to: item.when[path] ?? NSNull()) }
      #expect(codes(try draft.content(), directory).contains(item.code), "\(item.code) after its trigger")
    }
  }

  @Test("Every code of the rules has a case, and every case a rule")
  func complete() throws {
    #expect(Set(try Self.cases().map(\.code)) == Set(Readiness.rules.map(\.code)))
    #expect(Set(Readiness.rules.map(\.code)).count == Readiness.rules.count)
  }

  @Test(
    "The samples are ready on the day they are dated",
    arguments: [
      "bank-records", "freezing", "civil", "extradition", "spontaneous-information", "transfer-of-proceedings",
      "transfer-of-sentenced-person",
    ])
  func samplesAreReady(name: String) throws {
    let input = ReadinessInput(try Self.sample(name), on: Self.day, directory: try Self.directory())
    _ = try ReadyRequest(input)
    #expect(Readiness.findings(input).filter { $0.severity != .advice } == [])
  }

  func findings(_ content: RequestContent) throws -> [Finding] {
    Readiness.findings(ReadinessInput(content, on: Self.day, directory: try Self.directory()))
  }

  /// A request that lacks what article 46(15) lists and breaks other paragraphs from 9 to 29.
  static func incomplete() throws -> RequestContent {
    var content = try sample("bank-records")
    content.facts = nil
    content.purpose = nil
    content.language = .zh
    content.translation = nil
    content.urgency?.deadlineOn = CalendarDay("2026-11-01")
    content.items[0].measure = .transferDetainedPerson(DetainedTransfer())
    return content
  }

  static let displaced: Set<String> = [
    "facts-missing", "purpose-missing", "deadline-past", "transfer-without-consent", "transfer-return-not-assured",
    "transfer-immunity-not-assured", "language-not-accepted",
  ]

  @Test("Where another treaty governs, what paragraphs 9 to 29 ask for is practice and no longer blocks")
  func otherTreaty() throws {
    var content = try Self.incomplete()
    content.requestedState = StateCode("XC")
    content.legalBasis = LegalBasisClaim(kind: .otherTreaty, treaty: "Treaty of 2012")
    let found = try findings(content).filter { Self.displaced.contains($0.code) }
    #expect(Set(found.map(\.code)) == Self.displaced)
    #expect(found.allSatisfy { $0.severity == .delays && !"\($0.source)".contains("UNCAC") })
  }

  @Test(
    "Without a treaty in force, and where the request invokes paragraphs 9 to 29 although no register shows the agreement, they block",
    arguments: [("XE", LegalBasisClaim.Kind.reciprocity), ("XC", .otherTreatyWithElection), ("XB", .convention)])
  func paragraphsGovern(state: String, kind: LegalBasisClaim.Kind) throws {
    var content = try Self.incomplete()
    content.requestedState = StateCode(state)
    content.legalBasis = LegalBasisClaim(kind: kind, treaty: "Treaty of 2012")
    let found = try findings(content)
    for code in ["facts-missing", "purpose-missing", "deadline-past", "transfer-return-not-assured"] {
      #expect(found.first { $0.code == code }?.severity == .blocks, "\(code)")
      #expect(found.first { $0.code == code }.map { "\($0.source)".hasPrefix("UNCAC 46") } == true, "\(code)")
    }
  }

  @Test("A request that asks for nothing is ready on no basis", arguments: LegalBasisClaim.Kind.allCases)
  func nothingAsked(kind: LegalBasisClaim.Kind) throws {
    for state in ["XB", "XC", "XD", "XE"] {
      var content = try Self.sample("bank-records")
      content.requestedState = StateCode(state)
      content.legalBasis = LegalBasisClaim(kind: kind, treaty: "Treaty of 2012")
      content.items = []
      #expect(try findings(content).first { $0.code == "items-missing" }?.severity == .blocks, "\(state)")
    }
  }

  @Test("Tracing needs no location, freezing and tracing cite no provision on orders of confiscation")
  func tracing() throws {
    var content = try Self.sample("freezing")
    content.items[0].measure = .freezeForConfiscation(PropertyMeasure())
    content.items[1].measure = .traceProperty(PropertyMeasure())
    let found = try findings(content)
    #expect(!found.contains { $0.field.hasSuffix("location") && $0.field.hasPrefix("items[1]") })
    #expect(!found.contains { $0.source == .uncac(55, 3, "a") })
    content.items[0].measure = .freezing(PropertyMeasure())
    #expect(try !findings(content).contains { "\($0.source)".hasPrefix("UNCAC 55(3)") })
  }

  @Test("Consent that is not yet given delays a transfer and does not block it")
  func consent() throws {
    var content = try Self.sample("bank-records")
    content.items[0].measure = .transferDetainedPerson(DetainedTransfer())
    #expect(try findings(content).first { $0.code == "transfer-without-consent" }?.severity == .delays)
  }

  @Test("A certified translation that the requested State asks for with one measure alone is missed")
  func translationForOneMeasure() throws {
    var content = try Self.sample("bank-records")
    content.requestedState = StateCode("XJ")
    content.language = .zh
    content.translation = .en
    content.translationCertified = nil
    content.annexes = []
    #expect(try findings(content).contains { $0.code == "translation-not-certified" })
    content.items.removeAll { $0.measure.measure == .companyRecords }
    #expect(try !findings(content).contains { $0.code == "translation-not-certified" })
  }

  @Test("A request for service of documents alone needs no facts")
  func serviceNeedsNoFacts() throws {
    var content = try Self.sample("civil")
    content.items = Array(content.items.prefix(1))
    content.facts = nil
    #expect(!codes(content, try Self.directory()).contains("facts-missing"))
  }

  @Test("The gravest findings come first")
  func order() throws {
    let findings = Readiness.findings(ReadinessInput(RequestContent(), on: Self.day, directory: try Self.directory()))
    #expect(findings.map(\.severity) == findings.map(\.severity).sorted())
    #expect(findings.contains { $0.severity == .blocks } && findings.contains { $0.severity == .advice })
  }
}
