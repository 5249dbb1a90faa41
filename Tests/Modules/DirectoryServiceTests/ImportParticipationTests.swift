// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import HTTPTypes
import Kernel
import Storage
import Testing
import Web

@Suite("Taking in States, and what an entry may not become") struct ImportParticipationTests {
  static let url = ImportTests.url

  func state(_ code: String) throws -> StateCode { try #require(StateCode(code)) }

  func json(_ file: DirectoryFile) throws -> String { String(decoding: try JSONEncoder().encode(file), as: UTF8.self) }

  func check(_ site: DirectorySite, _ file: DirectoryFile) async throws -> DirectorySite.Reply {
    try await site.post(Self.url, [("format", "json"), ("text", try json(file))], as: "anna")
  }

  func confirm(_ site: DirectorySite, _ preview: String, _ more: [(String, String)] = []) async throws -> DirectorySite.Reply {
    try await site.post("\(Self.url)/confirm", DirectorySite.values(in: preview) + more, from: Self.url, as: "anna")
  }

  func counts(_ site: DirectorySite) async throws -> [Int] {
    let status = try await site.store.snapshot().participation.status(on: DirectorySite.today)
    return [status.deposited, status.inForce]
  }

  func faults(_ json: String, into known: DirectoryFile? = nil) throws -> [String] {
    let directory = try known ?? BuiltInDirectory.all()
    let reader = DirectoryImport(today: DirectorySite.today, listed: Set(directory.states.map(\.state)), known: directory.authorities)
    do {
      _ = try reader.read(Data(json.utf8), as: .json)
      return []
    } catch {
      return error.faults.map { "\($0.field) \($0.reason)" }
    }
  }

  @Test("A State's row without its participation is shown with what would go, and takes nothing away until that is ticked")
  func removal() async throws {
    try await DirectorySite.with { site in
      let file = DirectoryFile(states: [.init(state: try state("AT"), regionalGroup: .westernEuropeanAndOthers)])
      let preview = try await check(site, file)
      #expect(preview.status == .ok)
      for words in ["11 January 2006", "would be removed", "Remove 1 period of participation"] {
        #expect(preview.body.contains(words), "\(words)")
      }
      let refused = try await confirm(site, preview.body)
      #expect(refused.status == .unprocessableContent && refused.body.contains("AT 2006-01-11"))
      #expect(try await counts(site) == [190, 190])
      #expect(try await confirm(site, refused.body, [("removal", "yes")]).status == .seeOther)
      #expect(try await counts(site) == [189, 189])
      await #expect(throws: CannotTake.self) {
        try await site.store.take(
          DirectoryFile(states: [.init(state: try self.state("DE"), regionalGroup: .none)]), at: Date(), by: .operatorAtConsole)
      }
    }
  }

  @Test("Periods that overlap, begin too soon, end before they begin or belong to no State of the file are refused by their places")
  func wrongPeriods() throws {
    func period(_ state: String, _ deposited: String, _ inForce: String, _ more: String = "") -> String {
      #"{"state":"\#(state)","instrument":"ratification","depositedOn":"\#(deposited)","inForceOn":"\#(inForce)"\#(more)}"#
    }
    let periods = [
      period("AT", "2006-01-11", "2006-02-10"), period("AT", "2010-01-01", "2010-01-31"), period("XA", "2007-01-01", "2006-12-01"),
      period("XB", "2007-06-01", "2007-07-01", #","endedOn":"2007-05-31""#), period("DE", "2014-11-12", "2014-12-12"),
    ]
    let states = ["AT", "XA", "XB", "XB"].map { #"{"state":"\#($0)","regionalGroup":"NONE"}"# }
    let text = """
      {"format":1,"states":[\(states.joined(separator: ","))],"participation":[\(periods.joined(separator: ","))],
      "authorities":[],"treaties":{"treaties":[],"elections":[]}}
      """
    #expect(
      try faults(text) == [
        "states[3].state duplicate-state", "participation[1].depositedOn periods-overlap", "participation[2].inForceOn in-force-too-early",
        "participation[3].endedOn ends-before-it-begins", "participation[4].state state-not-in-file",
      ])
  }

  @Test("A whole export with one change writes that change alone, and the program's own States go on following the program")
  func oneChange() async throws {
    try await DirectorySite.with { site in
      var file = try await site.store.file()
      let index = try #require(file.authorities.firstIndex { $0.id.description == arcadia })
      file.authorities[index].unit = "New unit"
      let events = try await EventLog(site.database).page(limit: 1000).count
      let preview = try await check(site, file)
      #expect(try await confirm(site, preview.body).status == .seeOther)
      #expect(try await EventLog(site.database).page(limit: 1000).count == events + 1)
      #expect(try await site.database.rows(SQL("SELECT state FROM directoryState")).count == 6)
      #expect(try await counts(site) == [190, 190])
    }
  }

  @Test("State and kind of an entry stay")
  func identity() throws {
    var file = try BuiltInDirectory.fictional()
    let index = try #require(file.authorities.firstIndex { $0.id.description == arcadia })
    file.authorities[index].kind = .prevention
    #expect(try faults(try json(file)) == ["authorities[\(index)].kind identity-stays"])
    file.authorities[index].kind = .mutualLegalAssistance
    file.authorities[index].state = try state("XB")
    #expect(try faults(try json(file)) == ["authorities[\(index)].state identity-stays"])
  }

  @Test("The same entry or agreement twice in a file is told, whatever the capitals of its identifier")
  func twice() throws {
    var file = try BuiltInDirectory.fictional()
    let elections = file.treaties.elections.count
    file.treaties.elections.append(try #require(file.treaties.elections.first))
    #expect(try faults(try json(file)) == ["treaties.elections[\(elections)] duplicate-election"])
    var other = CompetentAuthority(id: ID(), state: try state("AT"), kind: .prevention, originalName: "Büro")
    other.unit = "A"
    let table = try AuthoritiesCSV.text([other, other])
    let upper = table.replacing(other.id.description, with: other.id.description.uppercased(), maxReplacements: 1)
    for text in [table, upper] {
      let reader = DirectoryImport(today: DirectorySite.today, listed: [other.state])
      let refused = #expect(throws: DirectoryImport.Refused.self) { try reader.read(Data(text.utf8), as: .csv) }
      #expect(refused?.faults.contains { $0.reason == "duplicate-id" } == true)
    }
  }

  @Test("Confirmed twice, the second time shows that the directory holds it already; what comes in between is not written over")
  func confirmedTwice() async throws {
    try await DirectorySite.with { site in
      let new = CompetentAuthority(id: ID(), state: try state("AT"), kind: .prevention, originalName: "Büro")
      let file = DirectoryFile(authorities: [new])
      let preview = try await check(site, file)
      #expect(try await confirm(site, preview.body).status == .seeOther)
      let again = try await confirm(site, preview.body)
      #expect(again.status == .conflict && again.body.contains("The directory holds all of this already."))

      var changed = new
      changed.unit = "A unit"
      let seen = try await site.store.seen(of: DirectoryFile(authorities: [changed]))
      var between = new
      between.unit = "Another unit"
      try await site.store.take(DirectoryFile(authorities: [between]), at: Date(), by: .officer("boris"))
      await #expect(throws: StaleWrite.self) {
        try await site.store.take(DirectoryFile(authorities: [changed]), seen: seen, at: Date(), by: .officer("anna"))
      }
      #expect(try await site.store.snapshot().authorities.first { $0.id == new.id }?.unit == "Another unit")
    }
  }

  @Test("Of two confirmations at the same moment one is taken in, and the other one is shown that the directory holds it already")
  func confirmedAtOnce() async throws {
    try await DirectorySite.with { site in
      let new = try (0..<20).map { CompetentAuthority(id: ID(), state: try state("AT"), kind: .prevention, originalName: "Büro \($0)") }
      let preview = try await check(site, DirectoryFile(authorities: new)).body
      async let one = confirm(site, preview)
      async let other = confirm(site, preview)
      let statuses = [try await one.status.code, try await other.status.code].sorted()
      #expect(statuses == [303, 409])
      #expect(try await site.store.snapshot().authorities.count == 38)
    }
  }

  @Test(
    "Text without anything in it and a format of another version are refused",
    arguments: [
      (#""territory":"""#, "authorities[0].territory empty-text"), (#""unit":" ""#, "authorities[0].unit empty-text"),
      (#""requirements":{"networks":[""]}"#, "authorities[0].requirements.networks empty-text"),
      (#""name":{"en":""}"#, "authorities[0].name.en empty-text"),
      (#""requirements":{"encryption":{"conditions":" "}}"#, "authorities[0].requirements.encryption missing-conditions"),
    ])
  func empty(member: String, fault: String) throws {
    func text(format: Int, _ more: String) -> String {
      """
      {"format":\(format),"states":[],"participation":[],"authorities":[{"id":"00000000-0000-4000-8000-0000000000aa","state":"AT",
      "kind":"prevention","originalName":"A"\(more)}],"treaties":{"treaties":[],"elections":[]}}
      """
    }
    #expect(try faults(text(format: 1, ",\(member)")) == [fault])
    #expect(try faults(text(format: 1, "")).isEmpty)
    #expect(try faults(text(format: 99, "")) == ["format unknown-format"])
    #expect(throws: (any Error).self) { try DirectoryFile.read(Data(text(format: 99, "").utf8)) }
  }
}
