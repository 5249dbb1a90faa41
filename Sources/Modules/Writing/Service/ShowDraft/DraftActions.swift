// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Web
import WritingRules

extension DraftPages {
  /// What can be done with the draft now, by this officer.
  func actions(_ draft: Versioned<Draft>, _ call: Call<SignedIn>, errors: FormErrors, typed: FormData) -> HTML {
    let words = call.words
    let url = "/requests/\(draft.value.id)"
    let mayWrite = call.who.may("writing.draft")
    let seen = ["version": "\(draft.version)"]
    return HTML {
      tag("div", .css("actions")) {
        switch draft.value.stage {
        case .writing:
          link("\(url)/findings", words("writing.findings"), .css("button secondary"))
          link("\(url)/review", words("writing.review"), .css("button secondary"))
          if mayWrite { buttonForm(call, to: "\(url)/submit", words("writing.submit"), tone: "button", hidden: seen) }
        case .submitted:
          if mayWrite { buttonForm(call, to: "\(url)/take-back", words("writing.takeBack")) }
        case .approved:
          if mayWrite { buttonForm(call, to: "\(url)/supplement", words("writing.supplement")) }
        case .discarded:
          if mayWrite { buttonForm(call, to: "\(url)/resume", words("writing.resume")) }
        }
        link("\(url)/letter", words("writing.letter"), .css("button secondary"))
        link("\(url)/versions", words("writing.versions"))
        link("\(url)/request.json", words("writing.asFile"))
        if mayWrite { buttonForm(call, to: "\(url)/copy", words("writing.copy"), tone: "link") }
        if mayWrite, draft.value.stage.code == .writing {
          buttonForm(call, to: "\(url)/discard", words("writing.discard"), tone: "link")
        }
      }
      if case .submitted(let submission) = draft.value.stage, call.who.may("writing.approve") {
        approval(draft.value, submission, call, errors, typed)
      }
    }
  }

  private func approval(
    _ draft: Draft, _ submission: Submission, _ call: Call<SignedIn>, _ errors: FormErrors, _ typed: FormData
  ) -> HTML {
    let words = call.words
    guard !draft.isWork(of: call.who.officer) else {
      return panel(words("problem.writing.own-work.title"), .attention) { tag("p") { words("problem.writing.own-work.action") } }
    }
    return HTML {
      panel(words("writing.toApprove"), .info) {
        tag("p") { words("writing.toApproveMeans") }
        buttonForm(
          call, to: "/requests/\(draft.id)/approve", words("writing.approve"), tone: "button", hidden: ["digest": submission.digest])
      }
      tag("details", .flag("open", !errors.isEmpty)) {
        tag("summary") { words("writing.giveBack") }
        form(call, to: "/requests/\(draft.id)/return", submit: words("writing.giveBack"), tone: "button secondary", errors: errors) {
          Field("reason", words("writing.giveBackReason"), value: typed.raw("reason"), errors: errors).area(rows: 4)
        }
      }
    }
  }

  @Sendable func submit(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("draft") { ID<Draft>($0) }
    let form = try await call.form()
    do {
      _ = try await writing.submit(id, seen: form["version"].flatMap { Int($0) }, by: call.who.asOfficer, at: call.now)
    } catch let problem as NotReady {
      return .page(try await notReady(problem, call), status: .conflict)
    }
    return .redirect(to: "/requests/\(id)", notice: Message("writing.wasSubmitted"))
  }

  /// What blocks, each with the form in which it can be put right, or with the place where it can be read.
  private func notReady(_ problem: NotReady, _ call: Call<SignedIn>) async throws -> Page {
    let words = call.words
    let draft = try await load(call)
    let frame = DraftFrame(draft, words)
    let said = words.problem(problem)
    let url = try frame.urls(for: call.who)
    return frame.page(said.title, hasErrors: true) {
      tag("p", .css("lead")) { said.detail }
      tag("p") { said.action }
      frame.findingList.html(problem.findings, url: url)
    }
  }

  @Sendable func approve(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("draft") { ID<Draft>($0) }
    let digest = try await call.form()["digest"] ?? ""
    do {
      _ = try await writing.approve(id, digest: digest, by: call.who.asOfficer, at: call.now)
    } catch let problem as NotReady {
      return .page(try await notReady(problem, call), status: .conflict)
    }
    return .redirect(to: "/requests/\(id)", notice: Message("writing.wasApproved"))
  }

  @Sendable func giveBack(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("draft") { ID<Draft>($0) }
    let form = try await call.form()
    do {
      _ = try await writing.change(id, by: call.who.asOfficer, at: call.now) { draft in
        try draft.value.returning(reason: form["reason"] ?? "", by: call.who.asOfficer, at: call.now)
      }
    } catch CannotApprove.reasonMissing {
      let errors = FormErrors(CannotApprove.reasonMissing, in: call.words)
      return .page(try await page(try await load(call), call, errors: errors, typed: form), status: .unprocessableContent)
    }
    return .redirect(to: "/requests/\(id)", notice: Message("writing.wasReturnedNow"))
  }

  @Sendable func takeBack(_ call: Call<SignedIn>) async throws -> Answer {
    try await act(call, "writing.wasTakenBack") { draft throws in try draft.takingBack() }
  }

  @Sendable func discard(_ call: Call<SignedIn>) async throws -> Answer {
    try await act(call, "writing.wasDiscarded") { draft throws in try draft.discarding(by: call.who.asOfficer, at: call.now) }
  }

  @Sendable func resume(_ call: Call<SignedIn>) async throws -> Answer {
    try await act(call, "writing.wasResumed") { draft throws in try draft.resuming() }
  }

  private func act(
    _ call: Call<SignedIn>, _ notice: String, _ decide: @escaping @Sendable (Draft) throws -> DraftDecision
  ) async throws -> Answer {
    let id = try call.parameter("draft") { ID<Draft>($0) }
    _ = try await writing.change(id, by: call.who.asOfficer, at: call.now) { try decide($0.value) }
    return .redirect(to: "/requests/\(id)", notice: Message(notice))
  }

  @Sendable func copy(_ call: Call<SignedIn>) async throws -> Answer {
    let draft = try await load(call).value
    let made = try await writing.start(
      draft.copyOfContent, from: draft, as: .copy(of: draft.id), by: call.who.asOfficer, at: call.now)
    return .redirect(to: "/requests/\(made.value.id)", notice: Message("writing.wasCopied"))
  }

  @Sendable func supplement(_ call: Call<SignedIn>) async throws -> Answer {
    let draft = try await load(call).value
    let made = try await writing.start(
      try draft.contentOfSupplement(), from: draft, as: .supplement(to: draft.id), by: call.who.asOfficer, at: call.now)
    return .redirect(to: "/requests/\(made.value.id)", notice: Message("writing.wasSupplemented"))
  }
}
