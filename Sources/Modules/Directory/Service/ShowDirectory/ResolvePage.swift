// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Kernel
import Localisation
import Web

/// Whom to write to in a State, by which channel and in which language, and why.
struct ResolvePage: Sendable {
  let store: DirectoryStore
  static let url = "/directory/resolve"

  /// What a reader asks.
  private struct Asked {
    let state: StateCode?
    let purpose: Purpose
    let territory: String?
    let day: CalendarDay
    let isUrgent: Bool

    init(_ query: inout PageQuery, today: CalendarDay) {
      state = query.state("state")
      purpose = query.value("purpose") { Purpose(rawValue: $0) } ?? .mutualLegalAssistance
      territory = query.query["territory"]
      day = query.day("on") ?? today
      isUrgent = query.query["urgent"] != nil
    }
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    var query = PageQuery(call.query)
    let asked = Asked(&query, today: call.today)
    let snapshot = DirectoryPages.visible(try await store.snapshot(), call)
    let words = call.words
    let errors = query.errors(words)
    return .page(
      Page(
        words("directory.recipient"), trail: [.init(words("directory.title"), "/directory")],
        classification: asked.state != nil && DirectoryPages.seesRestricted(call) ? .internalUse : nil, hasErrors: !errors.isEmpty
      ) {
        errors.summary(words)
        if let state = asked.state, errors.isEmpty {
          tag("p", .css("lead")) { words.state(state, .formal) }
          Self.answer(state, asked.purpose, asked.territory, asked.day, asked.isUrgent, snapshot, words)
        } else {
          tag("p", .css("lead")) { words("directory.resolve.lead") }
        }
        form(asked, snapshot, errors, call)
      }, status: query.status)
  }

  private func form(_ asked: Asked, _ snapshot: DirectorySnapshot, _ errors: FormErrors, _ call: Call<SignedIn?>) -> HTML {
    let words = call.words
    let states = words.statesByName.map { Field.Option($0.code, words.state($0)) }
    var territories = asked.state.map { snapshot.territories(of: $0, for: asked.purpose, on: asked.day) } ?? []
    // What was asked for stays to be seen, even where no authority is named for it.
    if let territory = asked.territory, !territories.contains(territory) { territories.append(territory) }
    return filterForm(Self.url, submit: words("directory.resolve.show")) {
      Field("state", words("directory.basis.to"), value: call.query["state"] ?? "", errors: errors).choice(
        states, none: words("directory.basis.choose"))
      DirectoryPages.purposeField(asked.purpose, errors, words)
      if !territories.isEmpty {
        Field("territory", words("directory.field.territory"), value: asked.territory ?? "", errors: errors).choice(
          territories.map { .init($0, $0, isTyped: true) }, none: words("directory.resolve.wholeState"))
      }
      Field("on", words("directory.basis.on"), value: call.query["on"] ?? call.today.description, errors: errors).day
      Field("urgent", words("directory.resolve.urgent")).tick(asked.isUrgent)
    }
  }

  /// The authority with channel, languages and reasons, or why there is none.
  static func answer(
    _ state: StateCode, _ purpose: Purpose, _ territory: String?, _ day: CalendarDay, _ isUrgent: Bool, _ snapshot: DirectorySnapshot,
    _ words: Words
  ) -> HTML {
    do {
      return found(try snapshot.resolve(state, for: purpose, territory: territory, on: day, urgent: isUrgent), on: day, words)
    } catch {
      let said = words.problem(error)
      return panel(said.title, .attention) {
        tag("p") { said.detail }
        tag("p") { said.action }
      }
    }
  }

  @HTMLBuilder private static func parts(_ found: ResolvedAuthority, on day: CalendarDay, _ words: Words) -> [HTML] {
    if found.authority.isStale(on: day) {
      panel(words("directory.stale"), .attention) { tag("p") { words("directory.staleMeans") } }
    }
    facts([
      (words("directory.field.name"), name(found.authority)),
      (words("directory.field.territory"), found.authority.territory.map { typedText($0) }),
      (words("directory.field.channels"), HTML(words("directory.channel.\(found.channel.rawValue)"))),
      (words("directory.field.languages"), languages(found, words)),
      (words("directory.resolve.others"), found.others.isEmpty ? nil : HTML(found.others.map { other in tag("p") { name(other) } })),
    ])
    tag("h2") { words("directory.resolve.why") }
    tag("ol") {
      for reason in found.reasons {
        tag("li") {
          words("directory.resolve.reason.\(reason.rawValue)")
          " "
          tag("span", .css("source"), .dir("ltr")) { "\(reason.source)" }
        }
      }
    }
  }

  private static func found(_ found: ResolvedAuthority, on day: CalendarDay, _ words: Words) -> HTML { HTML(parts(found, on: day, words)) }

  private static func name(_ authority: CompetentAuthority) -> HTML {
    link("/directory/authorities/\(authority.id)", authority.originalName, .dir("auto"))
  }

  private static func languages(_ found: ResolvedAuthority, _ words: Words) -> HTML {
    let known = found.languages.map { words("directory.language.\($0.rawValue)") }.sorted() + (found.otherLanguages.map { [$0] } ?? [])
    return known.isEmpty ? tag("span", .css("hint")) { words("directory.notKnown") } : HTML(words.list(known))
  }
}

extension DirectoryPages {
  /// The directory as the reader may see it; a rule that asks it cannot tell what entries keep for authorities.
  static func visible(_ snapshot: DirectorySnapshot, _ call: Call<SignedIn?>) -> DirectorySnapshot {
    seesRestricted(call) ? snapshot : snapshot.publicPart
  }

  /// Asks what an authority or a treaty is needed for.
  static func purposeField(_ purpose: Purpose, _ errors: FormErrors, _ words: Words) -> HTML {
    Field("purpose", words("directory.field.kind"), value: purpose.rawValue, errors: errors).choice(
      Purpose.allCases.map { .init($0.rawValue, words("directory.kind.\($0.authorityKind.rawValue)")) })
  }
}
