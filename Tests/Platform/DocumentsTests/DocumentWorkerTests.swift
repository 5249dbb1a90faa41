// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Testing

@Suite("The document worker", .serialized) struct DocumentWorkerTests {
  let sample = try? SampleDocuments()

  @Test("A letter becomes a tagged PDF with its text in it", arguments: [(Language.en, Language.zh), (.fr, .ar), (.ar, .en), (.ru, .es)])
  func pdf(one: Language, two: Language) async throws {
    let sample = try #require(sample)
    let file = try await sample.file(sample.document(one, two), as: .pdf)
    #expect(try await sample.run("/usr/bin/pdfinfo", [file.path]).contains(/Tagged: +yes/))
    let text = try await sample.run("/usr/bin/pdftotext", [file.path, "-"])
    #expect(text.contains("XA-1") && text.contains("contract was awarded") && text.contains("46(15)(c)"))
  }

  @Test("More than the worker takes is refused, and the next document is made")
  func tooLarge() async throws {
    let sample = try #require(sample)
    let worker = DocumentWorker(python: sample.python)
    await #expect(throws: DocumentProblem.tooLarge) {
      try await worker.render(sample.document(.en, .fr, text: String(repeating: "x", count: 4_100_000)), as: .pdf)
    }
    #expect(try await worker.render(sample.document(.en, .fr), as: .pdf).count > 1000)
  }

  @Test("A character that no font has is refused with its code point, and the same process makes the next document")
  func withoutFont() async throws {
    let sample = try #require(sample)
    let (python, process) = try sample.ownPython()
    let worker = DocumentWorker(python: python)
    await #expect(throws: DocumentProblem.cannotBeSet(cause: "U+0378")) {
      try await worker.render(sample.document(.en, .fr, text: "a\u{378}b"), as: .pdf)
    }
    let before = try process()
    #expect(try await worker.render(sample.document(.en, .fr), as: .pdf).count > 1000)
    #expect(try process() == before)
  }

  @Test("A worker that dies is started anew for the next document")
  func dies() async throws {
    let sample = try #require(sample)
    let (python, process) = try sample.ownPython()
    let worker = DocumentWorker(python: python)
    _ = try await worker.render(sample.document(.en, .fr), as: .pdf)
    let first = try process()
    kill(first, SIGKILL)
    _ = try? await worker.render(sample.document(.en, .fr), as: .pdf)
    #expect(try await worker.render(sample.document(.en, .fr), as: .pdf).count > 1000)
    #expect(try process() != first)
  }

  @Test("A worker that reads no more gives up at its deadline, however long the letter, and the next one is made")
  func stopped() async throws {
    let sample = try #require(sample)
    let (python, process) = try sample.ownPython()
    let worker = DocumentWorker(python: python, timeout: .seconds(8))
    _ = try await worker.render(sample.document(.en, .fr), as: .pdf)
    let first = try process()
    kill(first, SIGSTOP)
    // Longer than a pipe holds, so that the writing itself would wait for ever.
    let long = sample.document(.en, .fr, text: String(repeating: "word ", count: 60_000))
    let start = ContinuousClock.now
    await #expect(throws: DocumentProblem.notRendered) { try await worker.render(long, as: .pdf) }
    #expect(ContinuousClock.now - start < .seconds(40))
    #expect(try await worker.render(sample.document(.en, .fr), as: .docx).count > 1000)
    #expect(try process() != first)
  }

  @Test("Without the Python environment the problem says so")
  func missing() async throws {
    let document = try #require(sample).document(.en, .fr)
    await #expect(throws: DocumentProblem.workerMissing) {
      try await DocumentWorker(python: URL(filePath: "/nowhere/python")).render(document, as: .pdf)
    }
  }
}
