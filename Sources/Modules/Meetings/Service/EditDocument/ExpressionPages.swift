// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Entering and changing the language versions of a document, with their files.
struct ExpressionPages: Sendable {
  let tools: DocumentTools

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    let (entry, _) = try await tools.entry(call)
    let missing = Language.allCases.first { language in !entry.document.expressions.contains { $0.language == language } }
    let first = entry.document.expressions.isEmpty ? entry.document.originalLanguage : missing
    let typed = FormData([("edition", "original"), ("language", first?.rawValue ?? "")])
    return .page(try await form(entry, name: nil, typed, .none, call).page(call))
  }

  @Sendable func edit(_ call: Call<SignedIn>) async throws -> Answer {
    let (entry, _) = try await tools.entry(call)
    let expression = try Self.expression(call, of: entry.document)
    let typed = ExpressionFields.form(ExpressionFields.values(of: expression))
    return .page(try await form(entry, name: expression.name, typed, .none, call).page(call))
  }

  @Sendable func submitNew(_ call: Call<SignedIn>) async throws -> Answer { try await save(nil, call) }

  @Sendable func submitEdit(_ call: Call<SignedIn>) async throws -> Answer { try await save(call.parameters["expression"], call) }

  @Sendable func remove(_ call: Call<SignedIn>) async throws -> Answer {
    let name = call.parameters["expression"] ?? ""
    return try await DocumentTools.retrying {
      let (entry, _) = try await tools.entry(call)
      try await keep(try entry.document.removing(name), over: entry, as: "expressionRemoved", name, call)
      return .redirect(to: DocumentText.url(entry.document), notice: Message("meetings.documents.languageRemoved"))
    }
  }

  private static func expression(_ call: Call<SignedIn>, of document: MeetingDocument) throws -> DocumentExpression {
    let name = call.parameters["expression"]
    guard let expression = document.expressions.first(where: { $0.name == name }) else { throw CannotEditDocument.noSuchExpression }
    return expression
  }

  private func save(_ name: String?, _ call: Call<SignedIn>) async throws -> Answer {
    let (entry, _) = try await tools.entry(call)
    var form = try await call.form()
    var refusedFile: FieldProblem?
    do {
      if let file = try call.file("file") {
        // The file is kept even when the rest of the form turns out to need mending, so that nobody chooses it twice.
        try await tools.uploads.keep(file, with: entry.document.id, by: call.who, at: call.now)
        form = FormData(form.pairs.map { ($0.name, $0.value) } + [("attachment", file.sha256)])
      }
    } catch let problem as WebProblem {
      refusedFile = FieldProblem(field: "file", code: problem.code, details: problem.details)
    }
    return try await DocumentTools.retrying { try await save(form, refusedFile, name, call) }
  }

  private func save(_ form: FormData, _ refusedFile: FieldProblem?, _ name: String?, _ call: Call<SignedIn>) async throws -> Answer {
    let (entry, _) = try await tools.entry(call)
    let files = try await tools.uploads.all(of: entry.document.id) + entry.document.expressions.flatMap(\.attachments)
    let version = form["version"].flatMap { Int($0) } ?? 0
    let seen = try await tools.store.thing(MeetingDocument.self, entry.document.key, version: version)
    func fields(_ document: MeetingDocument?) -> [String: String] {
      document?.expressions.first { $0.name == name }.map { ExpressionFields.values(of: $0) } ?? [:]
    }
    let mine = ExpressionFields.values(form)
    // A new language version has nothing to be laid over.
    let merge = name == nil ? nil : FieldMerge(seen: fields(seen), mine: mine, theirs: fields(entry.document))
    do {
      if let refusedFile { throw CannotEditDocument.wrongFields([refusedFile]) }
      if name != nil, fields(entry.document).isEmpty { throw CannotEditDocument.noSuchExpression }
      let expression = try ExpressionFields.expression(try merge?.settled() ?? mine, files: Self.once(files))
      let changed = try entry.document.keeping(expression, inPlaceOf: name)
      if changed != entry.document { try await keep(changed, over: entry, as: "expressionKept", expression.name, call) }
      return .redirect(to: DocumentText.url(changed), notice: Message("meetings.documents.languageSaved"))
    } catch let problem as CannotEditDocument where problem != .noSuchExpression {
      let isConflict = if case .changedSinceSeen = problem { true } else { false }
      let typed = isConflict ? ExpressionFields.form(merge?.values ?? mine) : form
      var page = try await self.form(entry, name: name, typed, FormErrors(problem, in: call.words), call)
      page.isConflict = isConflict
      if !isConflict, version > 0 { page.version = version }
      return .page(page.page(call), status: problem.kind.status)
    }
  }

  private static func once(_ files: [DocumentExpression.Attachment]) -> [DocumentExpression.Attachment] {
    var seen: Set<String> = []
    return files.filter { seen.insert($0.sha256).inserted }
  }

  private func keep(
    _ document: MeetingDocument, over entry: DocumentShelf.Entry, as event: String, _ name: String, _ call: Call<SignedIn>
  ) async throws {
    var change = Change()
    try change.keep(
      document, over: entry.version, as: event, part: name, facts: ["expression": .text(name)], by: call.documentMaker, at: call.now)
    try await tools.store.commit(change)
  }

  private func form(
    _ entry: DocumentShelf.Entry, name: String?, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> ExpressionForm {
    let files = Self.once(try await tools.uploads.all(of: entry.document.id) + entry.document.expressions.flatMap(\.attachments))
    // A file belongs to one language version: those of the others are not offered.
    let elsewhere = Set(entry.document.expressions.filter { $0.name != name }.flatMap(\.attachments).map(\.sha256))
    return ExpressionForm(
      document: entry.document, version: entry.version, name: name, typed: typed, errors: errors,
      files: files.filter { !elsewhere.contains($0.sha256) || typed.all("attachment").contains($0.sha256) })
  }
}

/// The form of a language version.
struct ExpressionForm: Sendable {
  let document: MeetingDocument
  var version: Int
  /// The name under which it is kept; `nil` for a new one.
  let name: String?
  let typed: FormData
  let errors: FormErrors
  let files: [DocumentExpression.Attachment]
  var isConflict = false

  private static let editions: [DocumentExpression.Edition] =
    [.original] + (1...5).map { .reissue($0) } + (1...5).map { .revision($0) } + (1...5).map { .corrigendum($0) }

  func page(_ call: Call<SignedIn>) -> Page {
    let words = call.words
    let url = DocumentText.url(document)
    return Page(
      words(name == nil ? "meetings.documents.addLanguage" : "meetings.documents.editLanguage"),
      trail: [
        .init(words("meetings.documents.list.title"), DocumentTools.url),
        .init(DocumentText.plainCitation(document, words) ?? document.mark.text, url),
      ], classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      if isConflict {
        panel(words("meetings.documents.changedMeanwhile"), .attention) { tag("p") { words("meetings.documents.saveAgain") } }
      }
      form(
        call, to: "\(url)/expressions/\(name ?? "new")", submit: words("meetings.documents.save"), errors: errors, encoding: .multipart,
        cancel: (words("meetings.documents.cancel"), url)
      ) {
        hiddenField("version", "\(version)")
        facts(words)
        attachments(words)
      }
      if let name {
        buttonForm(call, to: "\(url)/expressions/\(name)/remove", words("meetings.documents.removeLanguage"), tone: "button danger")
      }
    }
  }

  private func field(_ field: String, hint: Bool = false, _ words: Words) -> Field {
    Field(
      field, words("meetings.documents.field.\(field)"), hint: hint ? words("meetings.documents.hint.\(field)") : nil,
      value: typed.raw(field), errors: errors)
  }

  @HTMLBuilder private func facts(_ words: Words) -> [HTML] {
    field("edition", hint: true, words).choice(
      Self.editions.map { edition in
        // The marks of revisions and corrigenda are the same in all languages.
        let isMark =
          switch edition {
          case .revision, .corrigendum: true
          case .original, .reissue: false
          }
        return .init(edition.description, DocumentText.plainEdition(edition, words), language: isMark ? .en : nil)
      })
    field("language", words).choice(Language.allCases.map { .init($0.rawValue, DocumentText.language($0, words)) }, none: "–")
    field("submittedOn", words).day
    field("inTranslationFrom", words).day
    field("issuedOn", words).day
    field("wordCount", words).line(width: "short", direction: "ltr")
    field("jobNumber", hint: true, words).line(width: "medium", direction: "ltr")
  }

  @HTMLBuilder private func attachments(_ words: Words) -> [HTML] {
    if !files.isEmpty {
      Field("attachment", words("meetings.documents.field.attachment"), errors: errors).checkboxes(
        files.map { .init($0.sha256, "\($0.name) (\(words.bytes($0.size)))") }, chosen: Set(typed.all("attachment")))
    }
    field("file", hint: true, words).file(accept: ".docx,.pdf,.html,.txt")
  }
}
