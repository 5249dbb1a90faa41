// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import Web
import WritingRules

/// A draft's own pages: task list, findings, review, versions.
struct DraftPages: Sendable {
  let writing: Writing

  func load(_ call: Call<SignedIn>) async throws -> Versioned<Draft> {
    try await writing.store.draft(try call.parameter("draft") { ID<Draft>($0) })
  }

  /// The task list while the request is written, the request itself afterwards.
  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer { .page(try await page(try await load(call), call)) }

  func page(_ draft: Versioned<Draft>, _ call: Call<SignedIn>, errors: FormErrors = .none, typed: FormData = FormData()) async throws
    -> Page
  {
    let words = call.words
    let frame = DraftFrame(draft, words)
    let findings = Readiness.findings(try await writing.input(draft.value.content, on: call.today))
    let mayWrite = call.who.may("writing.draft")
    let isWriting = draft.value.stage.code == .writing
    let opened = try await writing.store.openedSections(of: draft.value.id)
    let others = try await writing.atWork(call).filter { $0.draft == draft.value.id }
    let reading = try frame.readingURLs(on: "")
    let past = draft.value.stage.code == .submitted ? try await writing.past(draft.value.content, beside: findings) : nil
    let review = isWriting && mayWrite ? nil : try await self.review(draft, call)
    return frame.page(hasErrors: !errors.isEmpty) {
      tag("p") {
        frame.stageBadge
        " "
        if isWriting { frame.findingList.summary(findings) }
      }
      summary(draft, call)
      returned(draft.value, call)
      if let review {
        actions(draft, call, errors: errors, typed: typed)
        if !findings.isEmpty, draft.value.stage.code != .approved {
          tag("h2") { words("writing.findings") }
          frame.findingList(past).html(findings, url: reading)
        }
        review
      } else {
        if !errors.isEmpty { errors.summary(words) }
        tasks(draft.value, findings, opened, others, frame)
        actions(draft, call, errors: errors, typed: typed)
      }
    }
  }

  private func summary(_ draft: Versioned<Draft>, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let value = draft.value
    var rows: [FactRow] = [
      (words("writing.list.reference"), value.content.reference.map { typedText($0) }),
      (words("writing.startedBy"), typedText(value.startedBy.name)),
      (words("writing.writers"), typedText(words.list(value.writers.map(\.name)))),
    ]
    switch value.origin {
    case .new: break
    case .copy(let id): rows.append((words("writing.origin"), link("/requests/\(id)", words("writing.copyOf"))))
    case .supplement(let id): rows.append((words("writing.origin"), link("/requests/\(id)", words("writing.supplementOf"))))
    }
    if case .submitted(let submission) = value.stage {
      rows.append((words("writing.submittedBy"), by(submission.by, submission.at, call)))
    }
    if case .approved(let approval) = value.stage {
      rows.append((words("writing.approvedBy"), by(approval.by, approval.at, call)))
      rows.append((words("letter.digest"), tag("code", .dir("ltr")) { approval.digest }))
    }
    return facts(rows)
  }

  private func by(_ officer: ActingOfficer, _ instant: Date, _ call: Call<SignedIn>) -> HTML {
    HTML {
      typedText(officer.name)
      ", \(call.words.dateTime(instant, in: call.zone))"
    }
  }

  private func returned(_ draft: Draft, _ call: Call<SignedIn>) -> HTML {
    guard case .writing = draft.stage, let returned = draft.returned else { return .nothing }
    let words = call.words
    return panel(words("writing.wasReturned"), .attention) {
      tag("p") { typedText(returned.reason) }
      tag("p", .css("hint")) { by(returned.by, returned.at, call) }
    }
  }

  static let groups: [(String, [DraftSection])] = [
    ("whom", [.parties, .legalBasis, .supplements, .languages]), ("who", [.authority, .proceeding]),
    ("case", [.information, .person, .courtDecision, .offences, .facts, .persons, .limitation]),
    ("what", [.items, .purpose, .proceedingsTransfer, .sentenceTransfer, .extradition, .provisionalArrest, .surrender]),
    ("conditions", [.conditionsOnUse, .urgency, .confidentiality, .undertakings]), ("annexes", [.annexes]),
  ]

  /// The groups of a kind of request, each with the sections that such a request has.
  private static func groups(in kind: RequestKind) -> [(String, [DraftSection])] {
    groups.map { ($0.0, $0.1.filter(kind.sections.contains)) }.filter { !$0.1.isEmpty }
  }

  private func tasks(
    _ draft: Draft, _ findings: [Finding], _ opened: Set<DraftSection>, _ others: [DraftStore.Opening], _ frame: DraftFrame
  ) -> HTML {
    let words = frame.words
    let standings = draft.standings(findings, opened: opened)
    return HTML {
      for (group, sections) in Self.groups(in: draft.content.kind) {
        tag("h2") { words("writing.group.\(group)") }
        tag("ul", .css("tasks")) {
          for section in sections where section != .supplements || draft.content.supplements != nil {
            tag("li") {
              link(frame.url(section), frame.name(of: section))
              let names = others.filter { $0.section == section }.map(\.name)
              if !names.isEmpty { tag("span", .css("hint")) { words("writing.atWork", ["list": .list(names)]) } }
              mark(standings[section] ?? .untouched, words)
            }
          }
        }
      }
    }
  }

  private func mark(_ standing: SectionStanding, _ words: Words) -> HTML {
    let tone: Tone =
      switch standing {
      case .untouched: .plain
      case .incomplete: .refused
      case .doubtful: .attention
      case .complete: .ok
      }
    return badge(words("writing.standing.\(standing.rawValue)"), tone)
  }

  @Sendable func findings(_ call: Call<SignedIn>) async throws -> Answer {
    let draft = try await load(call)
    let words = call.words
    let frame = DraftFrame(draft, words)
    let findings = Readiness.findings(try await writing.input(draft.value.content, on: call.today))
    let url = try frame.urls(for: call.who)
    let past = try await writing.past(draft.value.content, beside: findings)
    return .page(
      frame.page(words("writing.findings")) {
        tag("p", .css("lead")) { words("writing.findingsLead") }
        tag("p") { frame.findingList.summary(findings) }
        frame.findingList(past).html(findings, url: url)
      })
  }
}
