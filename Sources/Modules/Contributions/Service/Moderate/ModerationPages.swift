// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// What officers see of contributions and do with them.
struct ModerationPages: Sendable {
  let contributions: Contributions

  static let url = "/contributions/moderation"

  private var store: ContributionsStore { contributions.store }
  /// The stages of the queue, what is to be done first.
  private static let queue: [Contribution.Stage] = [.submitted, .cleared, .askedBack, .published, .kept, .putAside, .withdrawn]

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let stage = call.query["stage"].flatMap { Contribution.Stage(rawValue: $0) } ?? .submitted
    let found = try await store.list(
      Contribution.self, TermQuery(terms: [Term.code("stage", stage.rawValue)], after: call.query["after"]))
    return .page(
      Page(words("contributions.moderation.title"), trail: ContributionText.trail(words), classification: .internalUse) {
        tag("ul") {
          for other in Self.queue {
            tag("li") {
              link(
                "\(Self.url)?stage=\(other.rawValue)", words("contributions.stage.\(other.rawValue)"),
                other == stage ? Attribute("aria-current", "true") : nil)
            }
          }
        }
        tag("h2") { words("contributions.stage.\(stage.rawValue)") }
        if found.things.isEmpty { emptyState(words("contributions.moderation.none")) }
        if !found.things.isEmpty { Self.table(found.things.map(\.value), words("contributions.stage.\(stage.rawValue)"), words) }
        ContributionText.more(found.next, Self.url, call)
      })
  }

  /// For officers: what is written and not given in has no link, it is the State's.
  static func table(_ contributions: [Contribution], _ caption: String, _ words: Words) -> HTML {
    Table(
      caption: caption, showsCaption: false,
      columns: ["state", "title", "stage", "consent", "submittedOn"].map { .init(words("contributions.field.\($0)")) },
      rows: contributions.map { contribution in
        [
          HTML(words.state(contribution.state)),
          contribution.isBeingWritten && contribution.origin == .delegate
            ? HTML(words("contributions.moderation.notGiven"))
            : tag("a", .href("\(contribution.isBeingWritten ? DraftPages.url : url)/\(contribution.id)")) {
              ContributionText.title(contribution, words)
            },
          ContributionText.stage(contribution.stage, words), HTML(words("contributions.consent.\(contribution.consent.rawValue)")),
          HTML(contribution.submittedOn.map { words.date($0) } ?? "–"),
        ]
      }
    ).html
  }

  /// What a State is still writing is its own: officers see that it is there, not what it says.
  func load(_ call: Call<SignedIn>) async throws -> (contribution: Contribution, asked: CallForContributions) {
    let entry = try await contributions.thing(Contribution.self, "contribution", call).value
    guard !entry.isBeingWritten || entry.origin != .delegate,
      let asked = try await store.thing(CallForContributions.self, entry.call.description)?.value
    else { throw WebProblem.notFound }
    return (entry, asked)
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let (contribution, asked) = try await load(call)
    return .page(page(contribution, asked, FormData(), .none, call))
  }

  private func page(
    _ contribution: Contribution, _ asked: CallForContributions, _ sent: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) -> Page {
    let words = call.words
    let url = "\(Self.url)/\(contribution.id)"
    return Page(
      words("contributions.draft.of", ["state": .state(contribution.state)]),
      trail: ContributionText.trail(words, .init(words("contributions.moderation.title"), Self.url)), classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      errors.summary(words)
      tag("p") { ContributionText.stage(contribution.stage, words) }
      PublishedPages.head(contribution, asked, words)
      facts([
        (words("contributions.field.origin"), HTML(words("contributions.origin.\(contribution.origin.rawValue)"))),
        (words("contributions.field.consent"), HTML(words("contributions.consent.\(contribution.consent.rawValue)"))),
      ])
      acts(contribution, url, sent, errors, call)
      tag("h2") { ContributionText.title(contribution, words) }
      PublishedPages.body(contribution, asked, words)
      if let files = ContributionText.files(contribution.files, at: url, words) {
        tag("h2") { words("contributions.field.files") }
        files
      }
      if call.who.may("contributions.moderate"), contribution.stage != .withdrawn, !contribution.isBeingWritten {
        tag("h2") { words("contributions.translation.edit") }
        tag("ul") {
          for language in Language.allCases where language != contribution.language {
            tag("li") {
              link(
                "\(url)/translations/\(language.rawValue)", language.ownName, .lang(language.htmlCode), .dir(language.direction.rawValue))
            }
          }
        }
      }
      DraftView.history(contribution, words)
    }
  }

  private func acts(_ contribution: Contribution, _ url: String, _ sent: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let possible = Contribution.Act.ofOfficers.filter { act in
      contribution.stage(after: act) != nil && call.who.may(act == .publish ? "contributions.publish" : "contributions.moderate")
    }
    guard !possible.isEmpty else { return .nothing }
    return HTML {
      if contribution.stage == .cleared, contribution.clearedBy == call.who.officer {
        tag("p", .css("notice")) { words("contributions.moderation.second") }
      }
      tag("div", .css("actions")) {
        for act in possible where !act.needsRemark {
          buttonForm(call, to: "\(url)/\(act.rawValue)", words("contributions.act.\(act.rawValue)"), tone: "button")
        }
      }
      for act in possible where act.needsRemark {
        tag("details", .flag("open", sent["act"] == act.rawValue)) {
          tag("summary") { words("contributions.act.\(act.rawValue)") }
          form(call, to: "\(url)/\(act.rawValue)", submit: words("contributions.act.\(act.rawValue)"), tone: "button secondary") {
            Field(
              "remark", words("contributions.field.\(act == .askBack ? "remark" : "reason")"), hint: words("contributions.hint.remark"),
              value: sent["act"] == act.rawValue ? sent.raw("remark") : "", errors: sent["act"] == act.rawValue ? errors : .none,
              suffix: "-\(act.rawValue)"
            ).area(rows: 4)
          }
        }
      }
    }
  }

  /// The facts of the log for each act of an officer.
  static let events: [Contribution.Act: String] = [
    .clear: "contributionCleared", .publish: "contributionPublished", .accept: "contributionAccepted", .askBack: "contributionAskedBack",
    .putAside: "contributionPutAside", .takeUp: "contributionTakenUp",
  ]

  /// One of the acts of those who moderate.
  @Sendable func act(_ call: Call<SignedIn>) async throws -> Answer {
    let act = try call.parameter("act") { Contribution.Act(rawValue: $0) }
    guard act != .publish, let event = Self.events[act] else { throw WebProblem.notFound }
    return try await carryOut(act, event, call)
  }

  /// The second look: another permission, another officer.
  @Sendable func publish(_ call: Call<SignedIn>) async throws -> Answer { try await carryOut(.publish, "contributionPublished", call) }

  private func carryOut(_ act: Contribution.Act, _ event: String, _ call: Call<SignedIn>) async throws -> Answer {
    let (contribution, _) = try await load(call)
    let sent = try await call.form()
    do {
      try await store.change(Contribution.self, contribution.key, as: event, by: call.who.maker, at: call.now) {
        try $0.after(act, by: call.who.officer, remark: sent["remark"], on: call.today)
      }
      return .redirect(
        to: act == .askBack && contribution.origin == .delegate ? Self.url : "\(Self.url)/\(contribution.id)",
        notice: Message("contributions.saved"))
    } catch let problem as CannotContribute {
      let (now, asked) = try await load(call)
      let typed = sent.setting("act", to: act.rawValue)
      return .page(page(now, asked, typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  @Sendable func file(_ call: Call<SignedIn>) async throws -> Answer {
    let (contribution, _) = try await load(call)
    guard let file = contribution.files.first(where: { $0.sha256 == call.parameters["sha256"] }) else { throw WebProblem.notFound }
    return try await contributions.give(file)
  }

  /// What waits for an officer, on the start page.
  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let words = call.words
    let waiting = try await store.list(Contribution.self, TermQuery(terms: [Term.code("stage", "submitted")], limit: 5))
    let cleared = try await store.list(Contribution.self, TermQuery(terms: [Term.code("stage", "cleared")], limit: 5))
    let all = (waiting.things + cleared.things).map(\.value)
    guard !all.isEmpty else { return .nothing }
    return panel(words("contributions.moderation.title"), .attention) {
      tag("ul") {
        for contribution in all {
          tag("li") {
            tag("a", .href("\(Self.url)/\(contribution.id)")) { words.state(contribution.state) }
            " · "
            ContributionText.title(contribution, words)
            " "
            ContributionText.stage(contribution.stage, words)
          }
        }
      }
    }
  }
}
