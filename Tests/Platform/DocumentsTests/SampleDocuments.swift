// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import TestKit
import Testing

/// The folder of the checkout.
private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// Documents to render, and a folder of their own for what becomes of them.
struct SampleDocuments {
  let python = root.appending(path: ".comity/venv/bin/python")
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  static let digest = "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b"

  /// A letter with every kind of block; `text` is its narrative.
  func document(_ one: Language, _ two: Language, text: String = "On 3 March 2024 the contract was awarded.") -> OfficialDocument {
    typealias Pair = OfficialDocument.Pair
    var document = OfficialDocument(
      primary: one, secondary: two, title: Pair("Request", "请求书"), subtitle: Pair("under", "据"),
      pagePattern: Pair("page {number} of {count}", "第{number}页，共{count}页"), digestLabel: Pair("digest", "摘要值"),
      digest: String(repeating: "a", count: 64), translationLabel: Pair("translation", "translation"))
    document.classification = Pair("Confidential", "سري")
    document.head = [.init(Pair("Reference", "编号"), .code("XA-1")), .init(Pair("To", "إلى"), .text("السلطة المركزية", language: nil))]
    document.parts = [
      .init(
        Pair("Facts", "事实"), source: "46(15)(c)",
        [.narrative(text, language: .en), .rows([.init(Pair("Link", "联系"), .narrative(text, language: .en))])]),
      .init(
        Pair("Annexes", "附件"), source: nil,
        [
          .heading(Pair("Item", "البند")), .paragraph(Pair("One", "一")),
          .table(columns: [.init(Pair("a", "b"), share: 3), .init(Pair("c", "d"))], rows: [[.code("1"), .code(Self.digest)]]),
        ]),
    ]
    document.closing = [.signature(label: Pair("Signature", "التوقيع"), name: "The Director", function: "Director")]
    return document
  }

  func file(_ document: OfficialDocument, as kind: DocumentWorker.Kind) async throws -> URL {
    let file = folder.appending(path: "letter.\(kind.rawValue)")
    try await DocumentWorker(python: python).render(document, as: kind).write(to: file)
    return file
  }

  func run(_ program: String, _ arguments: [String]) async throws -> String {
    let ran = try await RanProgram(program, arguments)
    #expect(ran.code == 0)
    return ran.text
  }

  /// An interpreter that writes down which process it is, so that a test stops its own worker and no other.
  func ownPython() throws -> (python: URL, process: () throws -> Int32) {
    let script = folder.appending(path: "python")
    let note = folder.appending(path: "process")
    try Data("#!/bin/sh\necho $$ > '\(note.path)'\nexec '\(python.path)' \"$@\"\n".utf8).write(to: script)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
    return (
      script,
      {
        try #require(Int32(try String(contentsOf: note, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
      }
    )
  }
}
