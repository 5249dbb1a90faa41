// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// The page of one call, what officers do with it, and who has answered.
struct CallPages: Sendable {
  let contributions: Contributions

  static let url = "/contributions/calls"
  static func url(_ call: CallForContributions) -> String { "\(url)/\(call.id)" }

  private var store: ContributionsStore { contributions.store }

  private func load<Who>(_ call: Call<Who>, isOfficer: Bool) async throws -> Versioned<CallForContributions> {
    let found = try await contributions.thing(CallForContributions.self, "call", call)
    guard found.value.isPublic || isOfficer else { throw WebProblem.notFound }
    return found
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let isOfficer = call.who?.readsContributions == true
    let asked = try await contributions.placed(try await load(call, isOfficer: isOfficer).value)
    let published = try await store.list(
      Contribution.self, TermQuery(terms: [Term.open, Term.code("call", asked.key)], after: call.query["after"]))
    let words = call.words
    let title = ContributionText.plainTitle(asked, words)
    return .page(
      Page(title, trail: ContributionText.trail(words)) {
        tag("p") { ContributionText.stage(asked.stage, words) }
        Self.facts(asked, words)
        if !asked.introduction.texts.isEmpty { tag("p") { localText(asked.introduction, on: words.language) } }
        tag("h2") { words("contributions.field.questions") }
        tag("ol") { for question in asked.questions { tag("li") { localText(question, on: words.language) } } }
        ways(asked, call)
        tag("h2") { words("contributions.published.list") }
        if published.things.isEmpty { emptyState(words("contributions.published.noneYet")) }
        if !published.things.isEmpty { PublishedPages.table(published.things.map(\.value), words("contributions.published.list"), words) }
        ContributionText.more(published.next, Self.url(asked), call)
      })
  }

  static func facts(_ asked: CallForContributions, _ words: Words) -> HTML {
    Web.facts([
      (words("contributions.field.themes"), HTML(ContributionText.themes(asked, words))),
      (words("contributions.field.agendaItem"), asked.agendaItem.map { ContributionText.item($0, words) }),
      (words("contributions.field.opensOn"), HTML(words.date(asked.opensOn))),
      (words("contributions.field.closesOn"), HTML(words.date(asked.closesOn))),
      (
        words("contributions.field.asked"),
        HTML(
          asked.asked.isEmpty
            ? words("contributions.call.allParties") : words.list(words.sorted(asked.asked.map { words.state($0) })))
      ),
    ])
  }

  private func ways(_ asked: CallForContributions, _ call: Call<SignedIn?>) -> HTML {
    let (words, url) = (call.words, Self.url(asked))
    let maySubmit = call.who?.may("contributions.submit") == true && asked.takesContributions(on: call.today)
    let mayEnter = call.who?.may("contributions.moderate") == true && (asked.takesContributions(on: call.today) || asked.stage == .closed)
    let isOfficer = call.who?.readsContributions == true
    return HTML {
      if maySubmit || mayEnter {
        tag("p", .css("actions")) {
          link("\(url)/answer", words(mayEnter ? "contributions.draft.enter" : "contributions.draft.new"), .css("button"))
        }
      }
      if isOfficer {
        tag("p", .css("actions")) {
          link("\(url)/answers", words("contributions.call.answers"))
          link("\(url)/letter", words("contributions.letter.title"))
          link("\(url)/history", words("contributions.history.title"))
          if call.who?.may("contributions.moderate") == true { link("\(url)/edit", words("contributions.call.edit")) }
        }
      }
      if isOfficer || asked.stage == .compiled {
        tag("p") { words("contributions.paper.title") }
        Self.files("\(url)/paper", words)
      }
    }
  }

  /// Links to a paper in the reader's language and in the others.
  static func files(_ url: String, _ words: Words) -> HTML {
    tag("ul") {
      for language in Language.allCases {
        tag("li") {
          tag("span", .lang(language.htmlCode), .dir(language.direction.rawValue)) { language.ownName }
          ": "
          for (place, kind) in ["docx", "pdf", "txt"].enumerated() {
            if place > 0 { " · " }
            link("\(url)/file?in=\(language.rawValue)&as=\(kind)", kind.uppercased(), Attribute("hreflang", language.htmlCode))
          }
        }
      }
    }
  }

  // MARK: Officers

  @Sendable func answers(_ call: Call<SignedIn>) async throws -> Answer {
    .page(try await answersPage(try await load(call, isOfficer: true).value, .none, call))
  }

  private func answersPage(_ asked: CallForContributions, _ errors: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let words = call.words
    let given = try await store.list(
      Contribution.self, TermQuery(terms: [Term.code("call", asked.key)], after: call.query["after"], limit: 100))
    let missing = try await missing(asked, on: call.today)
    return Page(
      words("contributions.call.answers"),
      trail: ContributionText.trail(words, .init(ContributionText.plainTitle(asked, words), Self.url(asked))),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      errors.summary(words)
      acts(asked, call)
      tag("h2") { words("contributions.call.answered") }
      if given.things.isEmpty { emptyState(words("contributions.published.noneYet")) }
      if !given.things.isEmpty { ModerationPages.table(given.things.map(\.value), words("contributions.call.answered"), words) }
      ContributionText.more(given.next, "\(Self.url(asked))/answers", call)
      tag("h2") { words("contributions.call.unanswered", ["count": .integer(missing.count)]) }
      if !missing.isEmpty { tag("p") { words.list(words.sorted(missing.map { words.state($0) })) } }
      for reminder in asked.reminders {
        tag("p") { words("contributions.call.reminded", ["day": .day(reminder.on), "count": .integer(reminder.states.count)]) }
      }
    }
  }

  private func missing(_ asked: CallForContributions, on day: CalendarDay) async throws -> [StateCode] {
    asked.unanswered(parties: try await contributions.links.parties(day), answered: try await store.answered(asked.id))
  }

  private func acts(_ asked: CallForContributions, _ call: Call<SignedIn>) -> HTML {
    guard call.who.may("contributions.moderate") else { return .nothing }
    let (words, url) = (call.words, Self.url(asked))
    // No paragraph: forms cannot stand in one.
    return tag("div", .css("actions")) {
      for act in CallForContributions.Act.allCases where asked.stage(after: act) != nil {
        buttonForm(call, to: "\(url)/stage", words("contributions.callAct.\(act.rawValue)"), hidden: ["act": act.rawValue])
      }
      if asked.stage == .open {
        link("\(url)/letter?reminder=yes", words("contributions.letter.reminder"))
        buttonForm(call, to: "\(url)/reminders", words("contributions.call.recordReminder"))
      }
    }
  }

  @Sendable func move(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    guard let act = form["act"].flatMap({ CallForContributions.Act(rawValue: $0) }) else { throw WebProblem.notFound }
    return try await change(call, as: "callMoved") { try $0.after(act) }
  }

  @Sendable func remind(_ call: Call<SignedIn>) async throws -> Answer {
    let missing = try await missing(try await load(call, isOfficer: true).value, on: call.today)
    return try await change(call, as: "callReminded") { try $0.reminding(missing, on: call.today) }
  }

  private func change(
    _ call: Call<SignedIn>, as event: String, _ decide: (CallForContributions) throws -> CallForContributions
  ) async throws -> Answer {
    let asked = try await load(call, isOfficer: true).value
    do {
      try await store.change(CallForContributions.self, asked.key, as: event, by: call.who.maker, at: call.now, decide: decide)
      return .redirect(to: "\(Self.url(asked))/answers", notice: Message("contributions.saved"))
    } catch let problem as CannotContribute {
      let now = try await load(call, isOfficer: true).value
      return .page(try await answersPage(now, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }
}
