// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Testing

/// The folder of the checkout.
private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

@Suite("The document worker", .serialized) struct DocumentWorkerTests {
  let python = root.appending(path: ".comity/venv/bin/python")
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func document(_ one: Language, _ two: Language, text: String = "On 3 March 2024 the contract was awarded.") -> OfficialDocument {
    typealias Pair = OfficialDocument.Pair
    var document = OfficialDocument(
      primary: one, secondary: two, title: Pair("Request", "请求书"), subtitle: Pair("under", "据"),
      pagePattern: Pair("page {number} of {count}", "{number}/{count}"), digestLabel: Pair("digest", "digest"),
      digest: String(repeating: "a", count: 64), translationLabel: Pair("translation", "translation"))
    document.classification = Pair("Confidential", "سري")
    document.head = [.init(Pair("Reference", "编号"), .code("XA-1")), .init(Pair("To", "إلى"), .text("السلطة المركزية", language: .ar))]
    document.parts = [
      .init(Pair("Facts", "事实"), source: "46(15)(c)", [.narrative(text, language: .en)]),
      .init(
        Pair("Persons", "人员"), source: nil,
        [
          .heading(Pair("Item", "البند")), .paragraph(Pair("One", "一")),
          .table(columns: [Pair("a", "b"), Pair("c", "d")], rows: [[.code("1"), .pair(Pair("x", "y"))]]),
          .signature(label: Pair("Signature", "التوقيع"), name: "The Director", function: "Director"),
        ]),
    ]
    return document
  }

  func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }

  @Test("A letter becomes a tagged PDF with its text in it", arguments: [(Language.en, Language.zh), (.fr, .ar), (.ar, .en), (.ru, .es)])
  func pdf(one: Language, two: Language) async throws {
    let file = folder.appending(path: "letter.pdf")
    try await DocumentWorker(python: python).render(document(one, two), as: .pdf).write(to: file)
    #expect(try run("/usr/bin/pdfinfo", [file.path]).contains(/Tagged: +yes/))
    let text = try run("/usr/bin/pdftotext", [file.path, "-"])
    #expect(text.contains("XA-1") && text.contains("contract was awarded") && text.contains("46(15)(c)"))
  }

  @Test("In DOCX, Arabic runs and paragraphs are marked as right to left")
  func docx() async throws {
    let file = folder.appending(path: "letter.docx")
    try await DocumentWorker(python: python).render(document(.fr, .ar), as: .docx).write(to: file)
    let seen = try run(
      python.path,
      [
        "-c",
        "import docx,sys; x=docx.Document(sys.argv[1]).element.xml; print(x.count('w:bidi/>'), x.count('w:rtl/>'), 'The Director' in x)",
        file.path,
      ])
    let parts = seen.split(separator: " ")
    #expect(Int(parts[0]) ?? 0 > 0 && Int(parts[1]) ?? 0 > 0)
    #expect(seen.contains("True"))
  }

  @Test(
    "Hostile text is text",
    arguments: [
      "#import \"x\"; $a$ *b* _c_ @d <e> `f` \\ // /* #panic()", "<script>&amp;</script>", "\u{0}\u{1B}[31m\u{202E}gnp.exe",
      String(repeating: "word ", count: 20_000),
    ])
  func hostile(text: String) async throws {
    let worker = DocumentWorker(python: python)
    for kind in DocumentWorker.Kind.allCases {
      let data = try await worker.render(document(.en, .fr, text: text), as: kind)
      #expect(data.count > 1000)
    }
    let file = folder.appending(path: "letter.pdf")
    try await worker.render(document(.en, .fr, text: text), as: .pdf).write(to: file)
    let shown = try run("/usr/bin/pdftotext", [file.path, "-"])
    if text.contains("panic") { #expect(shown.contains("#panic()")) }
    #expect(!shown.unicodeScalars.contains { $0.value == 0x202E || $0.value == 0x1B })
  }

  @Test("More than the worker takes is refused, and the next document is made")
  func tooLarge() async throws {
    let worker = DocumentWorker(python: python)
    await #expect(throws: DocumentProblem.tooLarge) {
      try await worker.render(document(.en, .fr, text: String(repeating: "x", count: 4_100_000)), as: .pdf)
    }
    #expect(try await worker.render(document(.en, .fr), as: .pdf).count > 1000)
  }

  @Test("A worker that dies is started anew for the next document")
  func dies() async throws {
    let worker = DocumentWorker(python: python)
    _ = try await worker.render(document(.en, .fr), as: .pdf)
    _ = try? run("/usr/bin/pkill", ["-f", "comity_documents.py"])
    _ = try? await worker.render(document(.en, .fr), as: .pdf)
    #expect(try await worker.render(document(.en, .fr), as: .pdf).count > 1000)
  }

  @Test("Without the Python environment the problem says so")
  func missing() async {
    await #expect(throws: DocumentProblem.workerMissing) {
      try await DocumentWorker(python: URL(filePath: "/nowhere/python")).render(document(.en, .fr), as: .pdf)
    }
  }
}
