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
    try RequestFile.read(try JSONSerialization.data(withJSONObject: value), isYAML: false)
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

  @Test("The samples are ready on the day they are dated", arguments: ["bank-records", "freezing", "civil"])
  func samplesAreReady(name: String) throws {
    let input = ReadinessInput(try Self.sample(name), on: Self.day, directory: try Self.directory())
    _ = try ReadyRequest(input)
    #expect(Readiness.findings(input).filter { $0.severity != .advice } == [])
  }

  @Test("Where another treaty governs, the list of article 46(15) does not block")
  func otherTreaty() throws {
    var content = try Self.sample("bank-records")
    content.requestedState = StateCode("XC")
    content.legalBasis = LegalBasisClaim(kind: .otherTreaty, treaty: "Treaty of 2012")
    content.facts = nil
    content.purpose = nil
    let found = codes(content, try Self.directory())
    #expect(found.isDisjoint(with: ["facts-missing", "purpose-missing"]))
    content.requestedState = StateCode("XB")
    content.legalBasis = LegalBasisClaim(kind: .convention)
    #expect(codes(content, try Self.directory()).isSuperset(of: ["facts-missing", "purpose-missing"]))
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
