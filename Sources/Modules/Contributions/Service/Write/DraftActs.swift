// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// What a State does with its contribution besides writing: files, consent, withdrawal.
struct DraftActs: Sendable {
  let contributions: Contributions

  private var pages: DraftPages { DraftPages(contributions: contributions) }

  private func act(
    _ call: Call<SignedIn>, as event: String, facts: [String: EventValue] = [:], _ decide: (Contribution) throws -> Contribution
  ) async throws -> Answer {
    let (entry, _) = try await pages.load(call)
    do {
      try await contributions.store.change(
        Contribution.self, entry.value.key, as: event, facts: facts, by: call.who.maker, at: call.now, decide: decide)
      return .redirect(to: DraftPages.url(entry.value), notice: Message("contributions.saved"))
    } catch let problem as CannotContribute {
      return try await again(problem, call)
    }
  }

  private func again(_ problem: any Problem, _ call: Call<SignedIn>) async throws -> Answer {
    let (now, asked) = try await pages.load(call)
    let view = DraftView(call: call, asked: asked, entry: now)
    return .page(view.page(now.value.fields, FormErrors(problem, in: call.words)), status: problem.kind.status)
  }

  @Sendable func attach(_ call: Call<SignedIn>) async throws -> Answer {
    let (entry, _) = try await pages.load(call)
    do {
      guard let file = try call.file("file") else {
        throw CannotContribute.wrongFields([FieldProblem(field: "file", code: EntryFault.missing.code)])
      }
      let attachment = Contribution.Attachment(sha256: file.sha256, name: file.name, size: file.size)
      // Looked at before the file is kept, so that nothing is stored for one that cannot have it.
      _ = try entry.value.attaching(attachment)
      try await file.keep(in: contributions.files)
      return try await act(call, as: "contributionFileAttached", facts: ["sha256": .text(file.sha256)]) { try $0.attaching(attachment) }
    } catch let problem as CannotContribute {
      return try await again(problem, call)
    } catch let problem as WebProblem where problem.kind != .missing {
      let said = CannotContribute.wrongFields([FieldProblem(field: "file", code: problem.code, details: problem.details)])
      return try await again(said, call)
    }
  }

  @Sendable func detach(_ call: Call<SignedIn>) async throws -> Answer {
    let digest = try await call.form()["sha256"] ?? ""
    return try await act(call, as: "contributionFileRemoved") { try $0.detaching(digest) }
  }

  @Sendable func consent(_ call: Call<SignedIn>) async throws -> Answer {
    guard let audience = try await call.form()["audience"].flatMap({ Audience(rawValue: $0) }) else { throw WebProblem.notFound }
    return try await act(call, as: "contributionConsentChanged", facts: ["audience": .text(audience.rawValue)]) {
      try $0.consenting(to: audience, on: call.today)
    }
  }

  @Sendable func withdraw(_ call: Call<SignedIn>) async throws -> Answer {
    try await act(call, as: "contributionWithdrawn") { try $0.after(.withdraw, by: call.who.officer, on: call.today) }
  }

  @Sendable func file(_ call: Call<SignedIn>) async throws -> Answer {
    let (entry, _) = try await pages.load(call)
    guard let file = entry.value.files.first(where: { $0.sha256 == call.parameters["sha256"] }) else { throw WebProblem.notFound }
    return try await contributions.give(file)
  }
}
