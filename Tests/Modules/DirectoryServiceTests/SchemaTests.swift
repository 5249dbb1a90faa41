// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import HTTPTypes
import Instruments
import Kernel
import Storage
import StrictJSON
import Testing
import Web

@Suite("What the description of the interface says of authorities") struct SchemaTests {
  /// What of a value a schema of the description does not allow, by its path.
  func faults(_ value: JSONValue, _ schema: JSONValue, at path: String = "") -> [String] {
    if case .array(let all) = schema["oneOf"]?.content {
      return all.count { faults(value, $0).isEmpty } == 1 ? [] : ["\(path): not one of the alternatives"]
    }
    switch (schema["type"].flatMap(words), value.content) {
    case ("object", .object(let members)):
      let missing = elements(schema["required"]).compactMap(words).filter { value[$0] == nil }.map { "\(path).\($0): missing" }
      return missing
        + members.flatMap { member -> [String] in
          guard let known = schema["properties"]?[member.name] else { return ["\(path).\(member.name): not described"] }
          return faults(member.value, known, at: "\(path).\(member.name)")
        }
    case ("array", .array(let all)):
      guard let item = schema["items"] else { return ["\(path): items not described"] }
      return all.enumerated().flatMap { faults($1, item, at: "\(path)[\($0)]") }
    case ("string", .string(let text)):
      let allowed = elements(schema["enum"]).compactMap(words)
      return allowed.isEmpty || allowed.contains(text) ? [] : ["\(path): \(text)"]
    case ("integer", .number), ("boolean", .boolean): return []
    default: return ["\(path): another type"]
    }
  }

  func words(_ value: JSONValue) -> String? {
    if case .string(let text) = value.content { text } else { nil }
  }

  func elements(_ value: JSONValue?) -> [JSONValue] {
    if case .array(let all) = value?.content { all } else { [] }
  }

  /// The schema of an operation's answer, from the description that the site serves.
  func schema(_ site: DirectorySite, _ path: String) async throws -> JSONValue {
    let document = try StrictJSON.parse(Data(try await site.get("/api/openapi.json").body.utf8))
    let answer = document["paths"]?[path]?["get"]?["responses"]?["200"]?["content"]?["application/json"]?["schema"]
    return try #require(answer)
  }

  /// The directory with an entry that has every member.
  func fill(_ site: DirectorySite) async throws {
    var file = DirectoryFile(authorities: try await site.store.snapshot().authorities.filter { $0.id.description == borealia })
    var entry = file.authorities[0]
    (entry.territory, entry.fax, entry.validTo, entry.contactAtAnyHour) = ("North", "+999", CalendarDay("2030-01-01"), "+999")
    entry.requirements.otherLanguages = "Borealian"
    entry.requirements.encryption = .conditions("By key")
    entry.requirements.typicalMonths = MonthRange(from: 1, to: 2)
    entry.requirements.deMinimis = "1"
    var asks = MeasureRequirement(measure: .returnAssets)
    (asks.available, asks.alternative, asks.suspicion, asks.orderedBy) = (.conditions("x"), .freezing, .probableCause, .court)
    (asks.evidenceForm, asks.extraAnnexes, asks.remarks) = ("Certified", [.affidavit], "x")
    entry.requirements.set(asks, for: .returnAssets)
    file.authorities = [entry]
    try await site.store.take(file, at: Date(), by: .operatorAtConsole)
  }

  @Test("Real answers hold what is described and nothing else, for visitors and for officers", arguments: [nil, "reader"] as [String?])
  func answers(token: String?) async throws {
    try await DirectorySite.with { site in
      try await fill(site)
      for (path, query) in [
        ("/api/directory/authorities", ""), ("/api/directory/resolve", "?state=XB&territory=North"),
        ("/api/directory/resolve", "?state=XC"),
        ("/api/directory/bridge", "?from=XA&to=XC&measure=returnAssets"),
      ] {
        let answer = try StrictJSON.parse(Data(try await site.get(path + query, token: token).body.utf8))
        #expect(faults(answer, try await schema(site, path)) == [], "\(path)")
      }
    }
  }

  @Test("An answer with another member or value would be found")
  func wrong() async throws {
    try await DirectorySite.with { site in
      let schema = try await schema(site, "/api/directory/authorities")
      let wrong = try StrictJSON.parse(
        Data(
          #"[{"id":"x","state":"XA","kind":"other","originalName":"A","name":{"de":"A"},"requirements":{"encryption":"maybe"},"phone":"1"}]"#
            .utf8))
      #expect(faults(wrong, schema).count == 5)
    }
  }
}

@Suite("Taking a file in at the console") struct TakeFileTests {
  func take(
    _ site: DirectorySite, _ text: String, _ name: String, dryRun: Bool = false, removing: Bool = false
  ) async throws -> DirectoryStore.Taken {
    let folder = FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    return try await site.store.takeFile(
      at: file.path, dryRun: dryRun, removingParticipation: removing, today: DirectorySite.today,
      at: DirectorySite.noon(DirectorySite.today))
  }

  @Test("A file larger than a form can be is taken in; tried first, it changes nothing and tells the same")
  func large() async throws {
    try await DirectorySite.with { site in
      let austria = try #require(StateCode("AT"))
      let long = String(repeating: "x", count: AuthorityFault.longestText)
      let authorities = (0..<1200).map { number in
        var entry = CompetentAuthority(id: ID(), state: austria, kind: .prevention, originalName: "Office \(number)")
        entry.address = long
        return entry
      }
      let text = String(decoding: try JSONEncoder().encode(DirectoryFile(authorities: authorities)), as: UTF8.self)
      #expect(text.utf8.count > FormData.sizeLimit)
      let tried = try await take(site, text, "a.json", dryRun: true)
      #expect(tried.newAuthorities == 1200)
      #expect(try await site.store.snapshot().authorities.count == 18)
      #expect(try await take(site, text, "a.json") == tried)
      #expect(try await site.store.snapshot().authorities.count == 1218)
      #expect(try await take(site, text, "a.json").sameAuthorities == 1200)
    }
  }

  @Test("Wrong rows are told by line as on the page, a file that is not there by its name, and nothing is taken in")
  func refused() async throws {
    try await DirectorySite.with { site in
      let entry = CompetentAuthority(id: ID(), state: try #require(StateCode("AT")), kind: .prevention, originalName: " ")
      let problem = await #expect(throws: CannotReadFile.self) { _ = try await take(site, try AuthoritiesCSV.text([entry]), "a.csv") }
      #expect(problem?.faults.map(\.description) == ["line 2, column 5 (originalName): missing-name"])
      await #expect(throws: CannotReadFile.unreadable(file: "/nowhere/a.csv")) {
        _ = try await site.store.takeFile(
          at: "/nowhere/a.csv", dryRun: false, removingParticipation: false, today: DirectorySite.today, at: Date())
      }
      let moved = try AuthoritiesCSV.text(try await site.store.snapshot().authorities)
        .replacing(",XF,,mutualLegalAssistance,", with: ",XE,,mutualLegalAssistance,")
      await #expect(throws: CannotReadFile.self) { _ = try await take(site, moved, "a.csv") }
      #expect(try await site.store.snapshot().authorities.count == 18)
    }
  }

  @Test("Participation goes only when that is asked for")
  func removal() async throws {
    try await DirectorySite.with { site in
      let file = DirectoryFile(states: [.init(state: try #require(StateCode("AT")), regionalGroup: .westernEuropeanAndOthers)])
      let text = String(decoding: try JSONEncoder().encode(file), as: UTF8.self)
      await #expect(throws: CannotTake.self) { _ = try await take(site, text, "a.json") }
      #expect(try await take(site, text, "a.json", removing: true).removedPeriods == 1)
      #expect(try await site.store.snapshot().participation.status(on: DirectorySite.today).deposited == 189)
    }
  }
}
