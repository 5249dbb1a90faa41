// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import StrictJSON

@testable import CaseworkService

/// What another State or an older register says of cases.
extension FuzzTarget {
  static let cases = [
    FuzzTarget(
      "case-document",
      seeds: {
        try TravellingAct.allCases.enumerated().compactMap { place, act in
          let path = root.appending(path: "Samples/messages/\(act.rawValue).json")
          guard let text = try? Data(contentsOf: path) else { return nil }
          // Without white space there is more of meaning for chance to change.
          return Data([UInt8(place)]) + CanonicalJSON.bytes(try StrictJSON.parse(text))
        }
      }, check: caseDocument),
    FuzzTarget("register", seeds: { try samples(0, "Samples/register.csv") }, check: register),
    FuzzTarget(
      "mail-head",
      seeds: {
        [
          Data(
            "From: =?utf-8?B?w6k=?= <a@example.org>\r\nSubject: =?iso-8859-1?q?=E9=20x?=\r\n =?windows-1251?Q?=C0_b?=\r\nTo: b\r\n\r\ntext"
              .utf8)
        ]
      }, check: mailHead),
    FuzzTarget(
      "readable-text",
      seeds: {
        [
          Data("<p title=\"x\">A &amp; b&#233; &eacute;</p>".utf8), Data("{\"a\":\"\\u00e9\\n\"}".utf8), Data("A=C3=A9=\r\nb".utf8),
          Data("Content-Transfer-Encoding: base64\r\n\r\nw6kgYQ==\r\n".utf8), Data([0xFF, 0xFE, 0x41, 0, 0x42, 0]),
        ]
      }, check: readableText),
  ]

  /// The first byte says which act it is.
  @Sendable private static func caseDocument(_ data: Data) throws -> Bool {
    guard let (how, text) = split(data) else { return false }
    let act = TravellingAct.allCases[how % TravellingAct.allCases.count]
    guard let file = try? DocumentFile(text), let document = try? CaseDocument(act, from: file) else { return false }
    let bytes = try again("a document that was read") { try CanonicalJSON.encode(document.content) }
    let read = try again("a document that was written") { try CaseDocument(act, from: DocumentFile(bytes)) }
    try demand(read == document, "a document that was written says something else")
    try demand(try CanonicalJSON.encode(read.content) == bytes, "a document has two spellings")
    _ = document.items
    return true
  }

  /// The first byte says whether it is a table.
  @Sendable private static func register(_ data: Data) throws -> Bool {
    guard let (how, text) = split(data) else { return false }
    let file = how % 2 == 0 ? try? RegisterFile(csv: text) : try? RegisterFile(json: text)
    guard let file, file.faults.isEmpty else { return false }
    let requests = file.rows.map(\.request)
    let written = try again("a register that was read") { try CanonicalJSON.encode(requests) }
    let read = try again("a register that was written") { try RegisterFile(json: written) }
    try demand(read.rows.map(\.request) == requests, "a register that was written says something else")
    return true
  }

  @Sendable private static func mailHead(_ data: Data) throws -> Bool {
    guard let head = MessageHead(data) else { return false }
    for text in [head.from, head.subject].compactMap(\.self) {
      try demand(!text.isEmpty && text.count <= 200, "a field is longer than a line")
      try demand(!text.unicodeScalars.contains { $0.value < 32 || $0.value == 0x202E }, "a field has signs that cannot be seen")
    }
    return true
  }

  @Sendable private static func readableText(_ data: Data) throws -> Bool {
    guard let text = ReadableText(beginning: data) else { return false }
    try demand(!text.readings(of: data).isEmpty, "a text has no reading")
    _ = text.readings(of: data, isFirst: false)
    return true
  }
}
