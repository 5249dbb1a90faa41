// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Testing

@testable import CaseworkService

/// The same samples and the same faults are judged against the published schema by `Tests/Protocol/read_mla.py`.
@Suite("Documents of messages as files") struct DocumentFileTests {
  private static func sample(_ act: TravellingAct) throws -> [String: Any] {
    let data = try Data(contentsOf: root.appending(path: "Samples/messages/\(act.rawValue).json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private static func isRead(_ act: TravellingAct, _ members: [String: Any]) throws -> Bool {
    let data = try JSONSerialization.data(withJSONObject: members)
    return (try? CaseDocument(act, from: DocumentFile(data))) != nil
  }

  @Test("Every sample is read, and written again it says the same", arguments: TravellingAct.allCases)
  func samples(_ act: TravellingAct) throws {
    let data = try Data(contentsOf: root.appending(path: "Samples/messages/\(act.rawValue).json"))
    let document = try CaseDocument(act, from: DocumentFile(data))
    let written = try DocumentFile.bytes(document, of: act)
    #expect(try CaseDocument(act, from: DocumentFile(written)) == document)
    #expect(DocumentFile.kept(written, of: act) == document)
  }

  @Test("A sample with one thing wrong is refused", arguments: TravellingAct.allCases)
  func broken(_ act: TravellingAct) throws {
    let sample = try Self.sample(act)
    var faults: [[String: Any]] = [sample.merging(["unknownMember": 1]) { $1 }]
    for (name, value) in sample {
      faults.append(sample.merging([name: NSNull()]) { $1 })
      faults.append(sample.merging([name: value is [String: Any] ? 7 : ["x": 1]]) { $1 })
      if value is String { for wrong in ["", "  ", "a\u{0}b", "a\u{2028}b"] { faults.append(sample.merging([name: wrong]) { $1 }) } }
      if let items = value as? [String], let first = items.first { faults.append(sample.merging([name: items + [first]]) { $1 }) }
    }
    if sample["items"] is [String] {
      for wrong in [[], ["../a"], [String(repeating: "a", count: 41)]] { faults.append(sample.merging(["items": wrong]) { $1 }) }
    }
    for fault in faults { #expect(try !Self.isRead(act, fault), "\(act) \(fault)") }
  }

  @Test("What is no JSON, has a member twice, is nested too deeply or longer than a message can be is refused")
  func frames() {
    let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
    let long = #"{"on":"2026-11-24"\#(String(repeating: " ", count: 256 << 10))}"#
    for text in ["", "{", "[]", #"{"on":"2026-11-24","on":"2026-11-25"}"#, deep, long, #"{"on":"2026-11-24"} x"#, #"{"on":"24.11.2026"}"#] {
      #expect(throws: (any Error).self) { try CaseDocument(.statusEnquiry, from: DocumentFile(Data(text.utf8))) }
    }
  }

  @Test("What is longer than a message can be, or as no other node would read it, is not sent")
  func tooLong() throws {
    let document = CaseDocument.statusAnswer(
      try DocumentFile(Data(#"{"on":"2026-11-24","text":"\#(String(repeating: "x", count: 200 << 10))"}"#.utf8))
        .read(AnswerDocument.self))
    #expect(try DocumentFile.bytes(document, of: .statusAnswer).count > 200 << 10)
    let longer = CaseDocument.statusAnswer(
      try JSONDecoder().decode(
        AnswerDocument.self, from: Data(#"{"on":"2026-11-24","text":"\#(String(repeating: "x", count: 257 << 10))"}"#.utf8)))
    #expect(throws: CannotTravel.tooLong) { try DocumentFile.bytes(longer, of: .statusAnswer) }
    let empty = CaseDocument.statusAnswer(
      try JSONDecoder().decode(AnswerDocument.self, from: Data(#"{"on":"2026-11-24","text":" "}"#.utf8)))
    #expect(throws: CannotTravel.unfit("text")) { try DocumentFile.bytes(empty, of: .statusAnswer) }
  }
}
