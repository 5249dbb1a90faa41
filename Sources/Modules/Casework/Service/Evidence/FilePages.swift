// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Files
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

/// The files of a case: the evidence list, one file, adding one, giving one out.
struct FilePages: Sendable {
  let casework: Casework

  private func today(_ call: Call<SignedIn>) -> CalendarDay { CalendarDay(call.now, in: casework.zone) }

  private func request(_ call: Call<SignedIn>) async throws -> RegisteredRequest {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    return try await casework.store.request(id, for: call.who.reader).value
  }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let request = try await request(call)
    let files = try await casework.store.records(CaseFile.self, of: request.id, for: call.who.reader).map(\.value)
    let scans = try await casework.scans(of: request.id)
    return .page(EvidenceList(request: request, files: files, scans: scans, today: today(call), call: call).page)
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let request = try await request(call)
    let id = try call.parameter("file") { ID<CaseFile>($0) }
    let file = try await casework.store.record(id, of: request.id, for: call.who.reader).value
    let kept = try await casework.scans(of: request.id)
    return .page(
      FilePage(
        request: request, file: file, scan: file.content.flatMap { kept[$0.sha256] }, today: today(call), call: call
      ).page)
  }

  @Sendable func download(_ call: Call<SignedIn>) async throws -> Answer {
    let request = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let id = try call.parameter("file") { ID<CaseFile>($0) }
    let (file, content) = try await casework.read(id, of: request, for: call.who.reader, at: call.now)
    // What it is said to be is not believed: a browser that guesses gets nothing to guess from.
    return .stored(file, type: "application/octet-stream", name: content.name)
  }

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    .page(page(try await request(call), FormData([("receivedOn", today(call).description)]), .none, call))
  }

  @Sendable func add(_ call: Call<SignedIn>) async throws -> Answer {
    let request = try await request(call)
    let typed = try await call.form()
    do {
      let content = try await content(typed, of: request.id, call)
      do {
        let input = try FileForm.read(typed, content?.content, for: call.who.reader)
        let file = try await casework.add(input, content, to: request.id, for: call.who.reader, try await casework.acting(call))
        return .redirect(to: "/cases/\(request.id)/files/\(file.id)", notice: Message("casework.files.notice.added"))
      } catch let problem as any Problem {
        guard problem.kind == .invalid || problem.kind == .conflict, case .received(let file) = content else { throw problem }
        try await casework.keepAside(file, with: request.id, at: call.now)
        let kept = typed.setting("keptFile", to: file.sha256).setting("keptName", to: file.name).setting("keptType", to: file.mediaType)
        return refused(problem, kept, request, call)
      }
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return refused(problem, typed, request, call)
    }
  }

  private func refused(_ problem: any Problem, _ typed: FormData, _ request: RegisteredRequest, _ call: Call<SignedIn>) -> Answer {
    .page(
      page(request, typed, FormErrors(problem, in: call.words), call),
      status: problem.kind == .conflict ? .conflict : .unprocessableContent)
  }

  /// The content that came with the form or with an earlier one.
  private func content(_ typed: FormData, of request: ID<RegisteredRequest>, _ call: Call<SignedIn>) async throws -> Casework.NewContent? {
    if let file = try call.caseFile() { return .received(file) }
    guard let digest = typed["keptFile"], let name = typed["keptName"] else { return nil }
    let kept = try await casework.keptAside(
      digest, name: name, mediaType: typed["keptType"] ?? "application/octet-stream", with: request)
    return kept.map { .kept($0) }
  }

  private func page(_ request: RegisteredRequest, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    let url = "/cases/\(request.id)"
    return Page(
      words("casework.files.add"), trail: request.trail(words), classification: .restricted, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.files.addLead") }
      Web.form(
        call, to: "\(url)/files/new", submit: words("casework.files.add"), errors: errors, encoding: .multipart,
        cancel: (words("casework.cancel"), url)
      ) {
        FileForm(
          request: request, compartments: Compartment.allCases.filter(call.who.reader.compartments.contains), form: form, errors: errors,
          words: words
        ).html
      }
    }
  }
}

extension Call<SignedIn> {
  /// The file that was chosen; why it was not taken stands beside its field.
  /// - Throws: ``UnreadableAct``.
  func caseFile() throws(UnreadableAct) -> ReceivedFile? {
    do {
      return try file(FileForm.file)
    } catch {
      throw UnreadableAct(fields: [FieldProblem(field: FileForm.file, code: error.code, details: error.details)])
    }
  }
}

extension RegisteredRequest {
  /// What the request is called: its reference, or that it has none yet.
  func name(_ words: Words) -> String { head.reference.isEmpty ? words("casework.noReference") : head.reference }

  /// The trail of a page below the request's own.
  func trail(_ words: Words) -> [Page.Crumb] { [.init(words("casework.register.title"), "/cases"), .init(name(words), "/cases/\(id)")] }
}
