// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// Requests for technical assistance and offers of it, each for those who may read it.
struct AssistancePages: Sendable {
  let contributions: Contributions

  static let url = "/contributions/assistance"

  private var store: ContributionsStore { contributions.store }

  @Sendable func list(_ call: Call<SignedIn?>) async throws -> Answer {
    let categories = try await store.categories()
    let filter = ListFilter(
      url: Self.url,
      filters: [
        .code(name: "side", part: "side", codes: AssistanceEntry.Side.allCases.map(\.rawValue)), .category(categories), .state, .article,
        .code(name: "status", part: "status", codes: AssistanceEntry.Status.allCases.map(\.rawValue)),
      ])
    let found = try await store.list(AssistanceEntry.self, filter.query(call.query, visible: call.who.listTerm))
    let words = call.words
    let mayWrite = call.who?.may("contributions.submit") == true || call.who?.may("contributions.moderate") == true
    return .page(
      Page(words("contributions.entry.list"), trail: ContributionText.trail(words)) {
        tag("p", .css("lead")) { words("contributions.assistance.lead") }
        filter.html(call)
        if found.things.isEmpty {
          emptyState(words(call.query.query.isEmpty ? "contributions.assistance.none" : "contributions.list.none"))
        }
        if !found.things.isEmpty { Self.table(found.things.map(\.value), words("contributions.entry.list"), categories, words) }
        ContributionText.more(found.next, Self.url, call)
        if mayWrite { tag("p", .css("actions")) { link("\(Self.url)/new", words("contributions.entry.new"), .css("button secondary")) } }
      })
  }

  static func table(
    _ entries: [AssistanceEntry], _ caption: String, _ categories: [AssistanceCategory], showsCaption: Bool = false, _ words: Words
  ) -> HTML {
    let columns = ["subject", "side", "from"] + (categories.isEmpty ? [] : ["category"]) + ["priority", "status"]
    return Table(
      caption: caption, showsCaption: showsCaption, columns: columns.map { .init(words("contributions.field.\($0)")) },
      rows: entries.map { entry in
        [
          tag("a", .href("\(url)/\(entry.id)")) { ContributionText.typed(entry.subject, entry.language, on: words.language) },
          HTML(words("contributions.side.\(entry.side.rawValue)")), from(entry, words),
        ] + (categories.isEmpty ? [] : [name(of: entry.category, categories, words)]) + [
          HTML(words("contributions.priority.\(entry.priority.rawValue)")), ContributionText.status(entry.status, words),
        ]
      }
    ).html
  }

  /// The State or organization.
  static func from(_ entry: AssistanceEntry, _ words: Words) -> HTML {
    if let state = entry.state { return HTML(words.state(state)) }
    return entry.provider.map { typedText($0) } ?? HTML("–")
  }

  static func name(of category: String, _ categories: [AssistanceCategory], _ words: Words) -> HTML {
    categories.first { $0.mark == category }.map { localText($0.name, on: words.language) } ?? HTML(category)
  }

  /// Who may do what with an entry: everybody reads by its audience, a State's delegates read and move their own, officers all.
  private struct Place {
    let entry: Versioned<AssistanceEntry>
    let mayMove: Bool
    let mayMatch: Bool
  }

  private func place(_ call: Call<SignedIn?>) async throws -> Place {
    let entry = try await contributions.thing(AssistanceEntry.self, "entry", call)
    let mayMatch = call.who?.may("contributions.moderate") == true
    var isOwn = false
    if let who = call.who, who.may("contributions.submit"), let state = entry.value.state {
      isOwn = try await contributions.links.statesOf(who.officer).contains(state)
    }
    guard isOwn || entry.value.terms.contains(call.who.listTerm) else { throw WebProblem.notFound }
    return Place(entry: entry, mayMove: isOwn || mayMatch, mayMatch: mayMatch)
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    .page(try await page(try await place(call), .none, call))
  }

  private func page(_ place: Place, _ errors: FormErrors, _ call: Call<SignedIn?>) async throws -> Page {
    let (words, entry) = (call.words, place.entry.value)
    let categories = try await store.categories()
    let other =
      if let id = entry.matchedWith { try await store.thing(AssistanceEntry.self, id.description)?.value } else { AssistanceEntry?.none }
    let fitting = place.mayMatch && entry.status == .open ? try await fitting(entry) : []
    return Page(
      entry.subject, trail: ContributionText.trail(words, .init(words("contributions.entry.list"), Self.url)),
      classification: entry.audience == .everybody ? nil : .internalUse, hasErrors: !errors.isEmpty, isTitleTyped: true
    ) {
      errors.summary(words)
      tag("p") { ContributionText.status(entry.status, words) }
      facts([
        (words("contributions.field.side"), HTML(words("contributions.side.\(entry.side.rawValue)"))),
        (words("contributions.field.from"), Self.from(entry, words)),
        (words("contributions.field.category"), Self.name(of: entry.category, categories, words)),
        (words("contributions.field.articles"), ContributionText.articles(entry.articles)),
        (words("contributions.field.priority"), HTML(words("contributions.priority.\(entry.priority.rawValue)"))),
        (words("contributions.field.audience"), HTML(words("contributions.audience.\(entry.audience.rawValue)"))),
        (
          words("contributions.field.matchedWith"),
          other.flatMap { other in
            other.terms.contains(call.who.listTerm)
              ? tag("a", .href("\(Self.url)/\(other.id)")) { ContributionText.typed(other.subject, other.language, on: words.language) }
              : HTML(words("contributions.assistance.confidential"))
          }
        ),
      ])
      if let details = entry.details {
        for paragraph in details.split(separator: "\n") {
          tag("p", .lang(entry.language.htmlCode), .dir(entry.language.direction.rawValue)) { String(paragraph) }
        }
      }
      if place.mayMove, let who = call.who { acts(entry, fitting, call.as(who)) }
      history(entry, words)
    }
  }

  private func history(_ entry: AssistanceEntry, _ words: Words) -> HTML {
    HTML {
      tag("h2") { words("contributions.history") }
      tag("ul") {
        for step in entry.history {
          tag("li") {
            words("contributions.step", ["day": .day(step.on), "what": .text(words("contributions.status.\(step.status.rawValue)"))])
            if let remark = step.remark {
              " "
              typedText(remark)
            }
          }
        }
      }
    }
  }

  private func fitting(_ entry: AssistanceEntry) async throws -> [AssistanceEntry] {
    let side: AssistanceEntry.Side = entry.side == .request ? .offer : .request
    let terms = [Term.code("side", side.rawValue), Term.code("status", "open"), Term.code("category", entry.category)]
    return try await store.list(AssistanceEntry.self, TermQuery(terms: terms, limit: 50)).things.map(\.value).filter { entry.fits($0) }
  }

  private func acts(_ entry: AssistanceEntry, _ fitting: [AssistanceEntry], _ call: Call<SignedIn>) -> HTML {
    let (words, url) = (call.words, "\(Self.url)/\(entry.id)")
    return HTML {
      tag("p", .css("actions")) { link("\(url)/edit", words("contributions.entry.edit")) }
      tag("h2") { words("contributions.assistance.move") }
      form(call, to: "\(url)/status", submit: words("contributions.save"), tone: "button secondary") {
        Field("status", words("contributions.field.status"), value: entry.nextStatuses[0].rawValue)
          .choice(entry.nextStatuses.map { .init($0.rawValue, words("contributions.status.\($0.rawValue)")) })
        Field("remark", words("contributions.field.remark")).line()
      }
      if call.who.may("contributions.moderate"), entry.status == .open {
        tag("h2") { words("contributions.assistance.match") }
        if fitting.isEmpty { tag("p") { words("contributions.assistance.nothingFits") } }
        if !fitting.isEmpty {
          form(call, to: "\(url)/match", submit: words("contributions.assistance.match"), tone: "button secondary") {
            Field("other", words("contributions.field.matchedWith"), value: fitting[0].key)
              .radios(fitting.map { .init($0.key, $0.subject, hint: $0.state.map { words.state($0) } ?? $0.provider, isTyped: true) })
          }
        }
      }
    }
  }

  // MARK: Acts

  /// Moves an entry; what it was brought together with is open again when it goes back or is withdrawn.
  @Sendable func move(_ call: Call<SignedIn>) async throws -> Answer {
    let visitor = call.as(SignedIn?.some(call.who))
    let sent = try await call.form()
    guard let status = sent["status"].flatMap({ AssistanceEntry.Status(rawValue: $0) }) else { throw WebProblem.notFound }
    return try await act(visitor) { place in
      guard place.mayMove else { throw WebProblem.notFound }
      var change = Change()
      let next = try place.entry.value.moved(to: status, remark: sent["remark"].map { String($0.prefix(500)) }, on: call.today)
      try keep(next, over: place.entry.version, &change, call)
      if next.matchedWith == nil, let other = place.entry.value.matchedWith,
        let found = try await store.thing(AssistanceEntry.self, other.description), found.value.matchedWith == next.id
      {
        try keep(try found.value.moved(to: .open, remark: nil, on: call.today), over: found.version, &change, call)
      }
      return change
    }
  }

  @Sendable func match(_ call: Call<SignedIn>) async throws -> Answer {
    let visitor = call.as(SignedIn?.some(call.who))
    let other = try await call.form()["other"] ?? ""
    return try await act(visitor) { place in
      guard let found = try await store.thing(AssistanceEntry.self, other) else { throw CannotContribute.cannotMatch }
      let isRequest = place.entry.value.side == .request
      let (request, offer) = isRequest ? (place.entry, found) : (found, place.entry)
      let matched = try AssistanceEntry.matched(request.value, with: offer.value, on: call.today)
      var change = Change()
      try keep(matched.request, over: request.version, &change, call, as: "assistanceMatched")
      try keep(matched.offer, over: offer.version, &change, call, as: "assistanceMatched")
      return change
    }
  }

  private func keep(
    _ entry: AssistanceEntry, over version: Int, _ change: inout Change, _ call: Call<SignedIn>, as event: String = "assistanceMoved"
  ) throws {
    try change.keep(
      entry, over: version, as: event, facts: ["status": .text(entry.status.rawValue)], by: call.who.maker, at: call.now)
  }

  private func act(_ call: Call<SignedIn?>, _ decide: (Place) async throws -> Change) async throws -> Answer {
    do {
      for _ in 0..<8 {
        let place = try await place(call)
        do {
          try await store.commit(try await decide(place))
          return .redirect(to: "\(Self.url)/\(place.entry.value.id)", notice: Message("contributions.saved"))
        } catch is StaleWrite {}
      }
      throw CannotContribute.otherStage
    } catch let problem as CannotContribute {
      return .page(try await page(try await place(call), FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }
}
