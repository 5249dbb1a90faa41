// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import MeetingsRules
import Storage
import Web

/// What the pages about documents are made of.
struct DocumentTools: Sendable {
  let meetings: Meetings

  static let url = "/meetings/documents"

  var store: MeetingsStore { meetings.store }

  /// All documents as they are now.
  func shelf() async throws -> DocumentShelf { try await store.overview().shelf }

  /// The document that an address names, as far as the reader may know of it.
  /// - Throws: `WebProblem.notFound`, also for a restricted document when the reader is no officer of the meetings.
  func entry(_ call: Call<SignedIn?>) async throws -> (entry: DocumentShelf.Entry, shelf: DocumentShelf) {
    let id = try call.parameter("document") { ID<MeetingDocument>($0) }
    let shelf = try await shelf()
    guard let entry = shelf[id], entry.document.isPublic || call.who.readsMeetings else { throw WebProblem.notFound }
    return (entry, shelf)
  }

  /// The same for officers.
  func entry(_ call: Call<SignedIn>) async throws -> (entry: DocumentShelf.Entry, shelf: DocumentShelf) {
    let id = try call.parameter("document") { ID<MeetingDocument>($0) }
    let shelf = try await shelf()
    guard let entry = shelf[id] else { throw WebProblem.notFound }
    return (entry, shelf)
  }
}

extension SignedIn? {
  /// Whether the reader is an officer who sees what officers of the meetings see.
  var readsMeetings: Bool { self?.may("meetings.read") == true }
}

extension Call where Who == SignedIn {
  /// Who changes a document.
  var documentMaker: Maker { Maker(id: who.officer, name: who.name) }
}

extension DocumentTools {
  private static let reason = "documents of general distribution are for everybody"

  /// The addresses of the part.
  var routes: [Route] { shown + edited + measured }

  private var shown: [Route] {
    let files = DocumentFilePage(tools: self)
    return [
      .publicPage(.get, Self.url, because: Self.reason, DocumentListPage(tools: self).page),
      .publicPage(.get, "\(Self.url)/:document", because: Self.reason, DocumentPage(tools: self).page),
      .publicPage(.get, "\(Self.url)/:document/files/:sha256", because: Self.reason, files.file),
    ]
  }

  private var edited: [Route] {
    let document = EditDocumentPages(tools: self)
    let expression = ExpressionPages(tools: self)
    let linked: EventKind = "meetings.documentsLinked"
    return [
      .page(.get, "\(Self.url)/new", needs: "meetings.edit", document.new),
      .page(.post, "\(Self.url)/new", needs: "meetings.edit", records: ["meetings.documentEntered", linked], document.submitNew),
      .page(.get, "\(Self.url)/:document/edit", needs: "meetings.edit", document.edit),
      .page(
        .post, "\(Self.url)/:document/edit", needs: "meetings.edit", records: ["meetings.documentChanged", linked], document.submitEdit),
      .page(.get, "\(Self.url)/:document/expressions/new", needs: "meetings.edit", expression.new),
      .page(
        .post, "\(Self.url)/:document/expressions/new", needs: "meetings.edit", records: ["meetings.expressionKept"],
        files: DocumentUploads.limit, expression.submitNew),
      .page(.get, "\(Self.url)/:document/expressions/:expression", needs: "meetings.edit", expression.edit),
      .page(
        .post, "\(Self.url)/:document/expressions/:expression", needs: "meetings.edit", records: ["meetings.expressionKept"],
        files: DocumentUploads.limit, expression.submitEdit),
      .page(
        .post, "\(Self.url)/:document/expressions/:expression/remove", needs: "meetings.edit", records: ["meetings.expressionRemoved"],
        expression.remove),
    ]
  }

  private var measured: [Route] {
    let readiness = ReadinessPages(tools: self)
    return [
      .page(.get, "/meetings/:meeting/readiness", needs: "meetings.read", readiness.board),
      .page(.get, "/meetings/:meeting/readiness/limits", needs: "meetings.edit", readiness.limits),
      .page(
        .post, "/meetings/:meeting/readiness/limits", needs: "meetings.edit", records: ["meetings.wordLimitsSet"], readiness.setLimits),
      .page(.get, "\(Self.url)/:document/parity", needs: "meetings.read", ParityPage(tools: self).page),
    ]
  }
}
