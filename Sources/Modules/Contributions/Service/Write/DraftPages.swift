// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// The pages on which a State's contribution is written: by its delegate, or by an officer from a letter.
struct DraftPages: Sendable {
  let contributions: Contributions

  static let url = "/contributions/drafts"
  static func url(_ contribution: Contribution) -> String { "\(url)/\(contribution.id)" }
  /// The bytes that one file may have.
  static let fileLimit = 20 << 20

  private var store: ContributionsStore { contributions.store }

  /// The States for which somebody may write; `nil` for an officer, who writes for every State.
  func states(_ call: Call<SignedIn>) async throws -> Set<StateCode>? {
    call.who.may("contributions.moderate") ? nil : try await contributions.links.statesOf(call.who.officer)
  }

  /// - Throws: `WebProblem.notFound` for a contribution of another State; officers write on what they entered from letters.
  func load(_ call: Call<SignedIn>) async throws -> (entry: Versioned<Contribution>, asked: CallForContributions) {
    let entry = try await contributions.thing(Contribution.self, "contribution", call)
    let mayWrite = if let own = try await states(call) { own.contains(entry.value.state) } else { entry.value.origin != .delegate }
    guard mayWrite, let asked = try await store.thing(CallForContributions.self, entry.value.call.description)?.value else {
      throw WebProblem.notFound
    }
    return (entry, asked)
  }

  // MARK: Own

  @Sendable func mine(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let own = words.sorted(try await states(call) ?? []) { words.state($0) }
    var lists: [(state: StateCode, page: TermPage<Contribution>, help: TermPage<AssistanceEntry>)] = []
    for state in own {
      lists.append(
        (
          state, try await store.list(Contribution.self, TermQuery(terms: [Term.state(state)], limit: 100)),
          try await store.list(AssistanceEntry.self, TermQuery(terms: [Term.state(state)], limit: 100))
        ))
    }
    let open = try await store.list(CallForContributions.self, TermQuery(terms: [Term.code("stage", "open")], limit: 30)).things.map(
      \.value)
    return .page(
      Page(words("contributions.mine.title"), trail: ContributionText.trail(words), classification: .internalUse) {
        if own.isEmpty { emptyState(words("contributions.mine.noState")) }
        if !own.isEmpty {
          tag("h2") { words("contributions.call.open") }
          if open.isEmpty {
            emptyState(words("contributions.call.noneOpen"))
          } else {
            FrontPage.table(open, words("contributions.call.open"), words)
          }
        }
        for list in lists {
          tag("h2") { words.state(list.state) }
          if list.page.things.isEmpty { emptyState(words("contributions.mine.none")) }
          if !list.page.things.isEmpty { Self.table(list.page.things.map(\.value), list.state, words) }
          if !list.help.things.isEmpty {
            AssistancePages.table(
              list.help.things.map(\.value), words("contributions.mine.help", ["state": .state(list.state)]), [], showsCaption: true, words)
          }
        }
        if !own.isEmpty {
          tag("p", .css("actions")) { link("\(AssistancePages.url)/new", words("contributions.entry.new"), .css("button secondary")) }
        }
      })
  }

  private static func table(_ contributions: [Contribution], _ state: StateCode, _ words: Words) -> HTML {
    Table(
      caption: words("contributions.mine.caption", ["state": .state(state)]), showsCaption: false,
      columns: ["title", "stage", "consent", "submittedOn"].map { .init(words("contributions.field.\($0)")) },
      rows: contributions.map { contribution in
        [
          tag("a", .href(url(contribution))) { ContributionText.title(contribution, words) },
          ContributionText.stage(contribution.stage, words), HTML(words("contributions.consent.\(contribution.consent.rawValue)")),
          HTML(contribution.submittedOn.map { words.date($0) } ?? "–"),
        ]
      }
    ).html
  }

  /// The open calls to which a delegate's State has given nothing in, on the start page.
  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    guard let own = try await states(call), !own.isEmpty else { return .nothing }
    let open = try await store.list(CallForContributions.self, TermQuery(terms: [Term.code("stage", "open")], limit: 10)).things.map(
      \.value)
    var waiting: [CallForContributions] = []
    for asked in open where asked.asked.isEmpty || !own.isDisjoint(with: asked.asked) {
      let answered = try await store.answered(asked.id)
      if !own.isSubset(of: answered) { waiting.append(asked) }
    }
    guard !waiting.isEmpty else { return .nothing }
    let words = call.words
    return panel(words("contributions.call.open"), .info) {
      tag("ul") {
        for asked in waiting {
          tag("li") {
            tag("a", .href(CallPages.url(asked))) { localText(asked.title, on: words.language) }
            " · "
            words.date(asked.closesOn)
          }
        }
      }
    }
  }

  // MARK: A new one

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    .page(try await newPage(try await contributions.thing(CallForContributions.self, "call", call).value, FormData(), .none, call))
  }

  private func newPage(
    _ asked: CallForContributions, _ sent: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> Page {
    let words = call.words
    let own = try await states(call)
    let codes = words.statesByName.filter { own?.contains($0) ?? true }
    let url = CallPages.url(asked)
    return Page(
      words(own == nil ? "contributions.draft.enter" : "contributions.draft.new"),
      trail: ContributionText.trail(words, .init(ContributionText.plainTitle(asked, words), url)), classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      CallPages.facts(asked, words)
      if codes.isEmpty {
        emptyState(words("contributions.mine.noState"))
      } else {
        form(
          call, to: "\(url)/answer", submit: words("contributions.draft.begin"), errors: errors,
          cancel: (words("contributions.cancel"), url)
        ) {
          Field("state", words("contributions.field.state"), value: sent["state"] ?? codes[0].code, errors: errors)
            .choice(codes.map { .init($0.code, words.state($0)) })
          if own == nil {
            Field("origin", words("contributions.field.origin"), value: sent["origin"] ?? "letter", errors: errors)
              .radios(["letter", "mail"].map { .init($0, words("contributions.origin.\($0)")) })
          }
          Field("language", words("contributions.field.language"), value: sent["language"] ?? call.language.rawValue, errors: errors)
            .choice(Language.allCases.map { .init($0.rawValue, EntryForm.name(of: $0.rawValue, words)) })
        }
      }
    }
  }

  @Sendable func begin(_ call: Call<SignedIn>) async throws -> Answer {
    let asked = try await contributions.thing(CallForContributions.self, "call", call).value
    let sent = try await call.form()
    let own = try await states(call)
    do {
      guard let state = sent["state"].flatMap({ StateCode($0) }), own?.contains(state) ?? StateNames.shared.states.contains(state) else {
        throw CannotContribute.wrongFields([FieldProblem(field: "state", code: EntryFault.stateUnknown.code)])
      }
      let origin = own == nil ? (sent["origin"] == "mail" ? Contribution.Origin.mail : .letter) : .delegate
      let contribution = try Contribution(
        id: ID(), to: asked, from: state, origin: origin, language: sent["language"].flatMap { Language(rawValue: $0) } ?? call.language,
        on: call.today)
      var change = Change()
      try change.keep(
        contribution, over: 0, as: "contributionBegun", facts: ["state": .text(state.code), "call": .text(asked.key)], by: call.who.maker,
        at: call.now)
      try await store.commit(change)
      return .redirect(to: Self.url(contribution))
    } catch let problem as CannotContribute {
      return .page(try await newPage(asked, sent, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  // MARK: Writing

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let (entry, asked) = try await load(call)
    return .page(DraftView(call: call, asked: asked, entry: entry).page(entry.value.fields, .none))
  }

  /// Saves what was typed and, with the second button, gives it in; both in one commit.
  @Sendable func save(_ call: Call<SignedIn>) async throws -> Answer {
    let sent = try await call.form()
    var (entry, asked) = try await load(call)
    let mine = EntryForm.read(sent, Contribution.form(questions: asked.questions.count))
    for _ in 0..<8 {
      do {
        let fields = try await joined(mine, entry, seen: sent["version"].flatMap { Int($0) })
        var next = try entry.value.written(fields, on: call.today)
        let givesIn = sent["act"] == "submit"
        if givesIn { next = try next.after(.submit, by: call.who.officer, on: call.today) }
        if next != entry.value {
          var change = Change()
          try change.keep(
            next, over: entry.version, as: givesIn ? "contributionSubmitted" : "contributionWritten", by: call.who.maker, at: call.now)
          try await store.commit(change)
        }
        return .redirect(to: Self.url(next), notice: Message(givesIn ? "contributions.draft.given" : "contributions.saved"))
      } catch let contest as Contest {
        let problem = contest.problem
        return .page(
          DraftView(call: call, asked: asked, entry: entry, theirs: contest.theirs).page(
            contest.fields, FormErrors(problem, in: call.words)),
          status: problem.kind.status)
      } catch let problem as CannotContribute {
        return .page(
          DraftView(call: call, asked: asked, entry: entry).page(mine, FormErrors(problem, in: call.words), keepsForm: true),
          status: problem.kind.status)
      } catch is StaleWrite {
        (entry, asked) = try await load(call)
      }
    }
    throw CannotContribute.otherStage
  }

  private struct Contest: Error {
    let fields: EntryFields
    let theirs: [String: String]
    var problem: CannotContribute {
      .contested(theirs.keys.sorted().map { FieldProblem(field: $0, code: EntryFault.contested.code) })
    }
  }

  private func joined(_ mine: EntryFields, _ entry: Versioned<Contribution>, seen number: Int?) async throws -> EntryFields {
    guard let number, number != entry.version, let seen = try await store.version(number, of: Contribution.self, entry.value.key) else {
      return mine
    }
    let joined = EntryFields.merged(seen: seen.fields, mine: mine, theirs: entry.value.fields)
    guard joined.contested.isEmpty else { throw Contest(fields: joined.fields, theirs: joined.contested) }
    return joined.fields
  }
}
