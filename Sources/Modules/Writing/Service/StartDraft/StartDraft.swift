// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import StrictJSON
import Web
import WritingRules

extension Writing {
  /// Begins a draft and keeps it.
  func start(
    _ content: RequestContent, isWritten: Bool = true, by officer: ActingOfficer, at instant: Date
  ) async throws -> Versioned<Draft> {
    let decision = Draft.starting(content, id: ID<Draft>(), isWritten: isWritten, by: officer, at: instant)
    return Versioned(decision.state, version: try await store.commit(decision, over: nil, by: officer, at: instant))
  }

  /// Begins a copy of a draft or a supplement to it: the files that the program made for it come along, and so do those who wrote it.
  func start(
    _ content: RequestContent, from draft: Draft, as origin: Draft.Origin, by officer: ActingOfficer, at instant: Date
  ) async throws -> Versioned<Draft> {
    let decision = Draft.starting(
      content, id: ID<Draft>(), origin: origin, isWritten: true, writtenBefore: draft.writers, by: officer, at: instant)
    let version = try await store.commit(decision, over: nil, by: officer, at: instant)
    return Versioned(decision.state, version: version)
  }

  /// An empty draft to a State: what the directory knows of the own authority stands in it already, so that nobody types it again.
  func blank(_ kind: RequestKind, to requested: StateCode?, in language: Language?, on day: CalendarDay) async throws -> RequestContent {
    var content = RequestContent(kind, from: state, to: requested, language: language)
    let snapshot = try await directory()
    // A State that names no authority of its own for the kind of request leaves it to its central authority.
    func resolved(_ state: StateCode) -> ResolvedAuthority? {
      (try? snapshot.resolve(state, for: content.directoryPurpose, on: day))
        ?? (try? snapshot.resolve(state, for: .mutualLegalAssistance, on: day))
    }
    if let state, let own = resolved(state)?.authority {
      content.authority = RequestingAuthority(
        name: own.originalName, address: own.address, email: own.email, telephone: own.telephone)
    }
    guard let requested, let found = resolved(requested) else { return content }
    content.channel = found.channel
    if let language, !found.languages.isEmpty, !found.languages.contains(language) {
      content.translation = found.languages.sorted { $0.rawValue < $1.rawValue }.first
    }
    return content
  }
}

/// Why a file cannot become a draft.
struct CannotReadFile: Problem, Equatable {
  /// One thing that is wrong, in the words of the command line.
  struct Issue: Equatable {
    let line: Int
    let column: Int
    let path: String
    let said: String
    /// Whether the value is fine by itself and only repeats another's name.
    var isNameTwice = false

    var details: [String: String] { ["line": "\(line)", "column": "\(column)", "said": said] }
  }

  /// Everything that is wrong, in the order of the file.
  let issues: [Issue]
  /// The field of the form that holds the file; `nil` where the issues' own paths say enough.
  let field: String?

  init(_ error: StrictJSONError, field: String? = nil, in words: Words) {
    self.init(
      error.issues.map { issue in
        Issue(
          line: issue.position.line, column: issue.position.column, path: issue.path, said: words.unreadable(issue),
          isNameTwice: issue.expected == RequestFile.uniqueName)
      }, field: field)
  }

  init(_ issues: [Issue], field: String? = nil) {
    self.issues = issues
    self.field = field
  }

  var code: ProblemCode { "writing.unreadable-file" }
  /// No schema can tell that two elements have one name: such a body is no bad one, its elements are in each other's way.
  var kind: ProblemKind { !issues.isEmpty && issues.allSatisfy(\.isNameTwice) ? .conflict : .invalid }
  var details: [String: String] { issues.first?.details ?? [:] }
  var fields: [FieldProblem] { issues.map { FieldProblem(field: field ?? $0.path, code: code, details: $0.details) } }
}

/// The pages on which a draft begins: empty, or from a file.
struct StartPages: Sendable {
  let writing: Writing

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer { .page(page(call, FormData(), .none)) }

  @Sendable func start(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    guard let requested = form["requestedState"].flatMap({ StateCode($0) }) else {
      let problem = SectionEdit.Unreadable(fields: [FieldProblem(field: "requestedState", code: "writing.state-missing")])
      return .page(page(call, form, FormErrors(problem, in: call.words)), status: .unprocessableContent)
    }
    let language = form["language"].flatMap { Language(rawValue: $0) }
    let kind = form["kind"].flatMap { RequestKind(rawValue: $0) } ?? .assistance
    let content = try await writing.blank(kind, to: requested, in: language, on: call.today)
    let draft = try await writing.start(content, isWritten: false, by: call.who.asOfficer, at: call.now)
    return .redirect(to: "/requests/\(draft.value.id)", notice: Message("writing.started"))
  }

  private func page(_ call: Call<SignedIn>, _ typed: FormData, _ errors: FormErrors) -> Page {
    let words = call.words
    let states = words.statesByName.filter { $0 != writing.state }
    return Page(words("writing.new"), trail: [.init(words("writing.title"), "/requests")], hasErrors: !errors.isEmpty) {
      tag("p", .css("lead")) { words("writing.newLead") }
      form(call, to: "/requests/new", submit: words("writing.begin"), errors: errors, cancel: (words("writing.title"), "/requests")) {
        Field("kind", words("writing.kind"), hint: words("writing.kindHint"), value: typed["kind"] ?? RequestKind.assistance.rawValue)
          .choice(
            RequestKind.allCases.map {
              .init($0.rawValue, "\(words.capitalised("content.kind.\($0.rawValue)")) · \(words.source($0.source))")
            })
        Field("requestedState", words.capitalised("content.field.requestedState"), value: typed.raw("requestedState"), errors: errors)
          .choice(
            states.map { .init($0.code, words.state($0)) }, none: words("writing.choose"))
        Field(
          "language", words.capitalised("content.field.language"), hint: words("writing.hint.language"),
          value: typed["language"] ?? call.language.rawValue, errors: errors
        ).choice(Language.allCases.map { .init($0.rawValue, words("content.language.\($0.rawValue)")) })
      }
      tag("p") { link("/requests/import", words("writing.importInstead")) }
    }
  }

  @Sendable func importPage(_ call: Call<SignedIn>) async throws -> Answer { .page(importPage(call, "", .none)) }

  @Sendable func importFile(_ call: Call<SignedIn>) async throws -> Answer {
    var text = try await call.form().raw("file")
    do {
      if let file = try call.file("chosen") { text = try await file.text() }
      let isYAML = !text.drop { $0.isWhitespace }.hasPrefix("{")
      let content = try RequestFile.read(Data(text.utf8), isYAML: isYAML)
      let draft = try await writing.start(content, by: call.who.asOfficer, at: call.now)
      return .redirect(to: "/requests/\(draft.value.id)", notice: Message("writing.started"))
    } catch let error as StrictJSONError {
      return .page(
        importPage(call, text, FormErrors(CannotReadFile(error, field: "file", in: call.words), in: call.words)),
        status: .unprocessableContent)
    } catch let problem as WebProblem {
      return .page(importPage(call, text, FormErrors(problem, in: call.words)), status: problem.kind.status)
    }
  }

  private func importPage(_ call: Call<SignedIn>, _ text: String, _ errors: FormErrors) -> Page {
    let words = call.words
    return Page(words("writing.import"), trail: [.init(words("writing.title"), "/requests")], hasErrors: !errors.isEmpty) {
      tag("p", .css("lead")) { words("writing.importLead") }
      form(
        call, to: "/requests/import", submit: words("writing.begin"), errors: errors, encoding: .multipart,
        cancel: (words("writing.title"), "/requests")
      ) {
        Field("file", words("writing.file"), hint: words("writing.fileHint"), value: text, errors: errors).area(rows: 20)
        Field("chosen", words("writing.chooseFile"), hint: words("writing.chooseFileHint")).file(accept: ".json,.yaml,.yml")
      }
    }
  }
}
