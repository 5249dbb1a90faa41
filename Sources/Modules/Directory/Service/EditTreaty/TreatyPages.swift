// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Kernel
import Localisation
import Web

/// The treaty register for everybody: the list, one treaty, the elections under article 46(7).
struct TreatyPages: Sendable {
  let store: DirectoryStore
  let makers: VersionMakers

  static let url = "/directory/treaties"

  static func trail(_ words: Words, inRegister: Bool = true) -> [Page.Crumb] {
    [.init(words("directory.title"), "/directory")] + (inRegister ? [.init(words("directory.treaty.register"), url)] : [])
  }

  static func title(_ treaty: Treaty, _ words: Words) -> HTML { localText(treaty.title, on: words.language) }

  static func mayEdit(_ call: Call<SignedIn?>) -> Bool { call.who?.may("directory.editTreaty") ?? false }

  /// "from 1 May 2012", or "1 May 2012 to 30 June 2020".
  static func period(_ from: CalendarDay, _ to: CalendarDay?, _ words: Words) -> String {
    guard let to else { return words("directory.treaty.since", ["day": .day(from)]) }
    return words("directory.treaty.fromTo", ["fromDay": .day(from), "toDay": .day(to)])
  }

  @Sendable func list(_ call: Call<SignedIn?>) async throws -> Answer {
    let register = try await store.snapshot().treaties
    let words = call.words
    let states = Set(register.treaties.flatMap { $0.parties.map(\.state) } + register.elections.flatMap { Array($0.states) })
    var query = PageQuery(call.query)
    let (state, day) = (query.state("state"), query.day("on"))
    let errors = query.errors(words)
    let treaties = register.treaties.filter { $0.fits(state, day) }
    let elections = register.elections.filter { $0.fits(state, day) }.sorted { DirectoryStore.key(of: $0) < DirectoryStore.key(of: $1) }
    return .page(
      Page(words("directory.treaty.register"), trail: Self.trail(words, inRegister: false), hasErrors: !errors.isEmpty) {
        errors.summary(words)
        tag("p", .css("lead")) { words("directory.treaty.lead") }
        filterForm(Self.url, submit: words("directory.filter.apply")) {
          Field("state", words("directory.treaty.party"), value: state?.code ?? "", errors: errors).choice(
            words.sorted(Array(states)) { words.state($0) }.map { .init($0.code, words.state($0)) }, none: words("directory.filter.any"))
          Field("on", words("directory.treaty.inForceOn"), value: call.query["on"] ?? "", errors: errors).day
        }
        tag("p", Attribute("role", "status")) { words("directory.treaty.found", ["count": .integer(treaties.count)]) }
        if treaties.isEmpty {
          emptyState(words("directory.treaty.none"), action: (words("directory.treaty.showAll"), Self.url))
        } else {
          table(treaties, words)
        }
        tag("h2") { words("directory.election.title") }
        tag("p", .css("hint")) { words("directory.election.lead") }
        Self.elections(elections, mayEdit: Self.mayEdit(call), words)
        if Self.mayEdit(call) {
          tag("p", .css("actions")) {
            link("\(Self.url)/new", words("directory.treaty.new"), .css("button secondary"))
            link("/directory/elections/new", words("directory.election.new"), .css("button secondary"))
          }
        }
      }, status: query.status)
  }

  private func table(_ treaties: [Treaty], _ words: Words) -> HTML {
    Table(
      caption: words("directory.treaty.register"),
      columns: ["treaty", "parties", "scope"].map { Table.Column(words("directory.treaty.\($0)")) },
      rows: treaties.map { treaty in
        [
          link("\(Self.url)/\(treaty.id)", treaty.title.best(for: words.language)?.text ?? ""),
          HTML(words.list(words.sorted(Array(Set(treaty.parties.map(\.state)))) { words.state($0) }.map { words.state($0) })),
          Self.scope(treaty, words),
        ]
      }
    ).html
  }

  static func scope(_ treaty: Treaty, _ words: Words) -> HTML {
    HTML(words.list(Purpose.allCases.filter { treaty.scope.contains($0) }.map { words("directory.kind.\($0.authorityKind.rawValue)") }))
  }

  static func elections(_ elections: [Election], mayEdit: Bool, _ words: Words) -> HTML {
    guard !elections.isEmpty else { return emptyState(words("directory.election.none")) }
    return Table(
      caption: words("directory.election.title"),
      columns: ["states", "period"].map { Table.Column(words("directory.election.\($0)")) },
      rows: elections.map { election in
        let states = words.list(words.sorted(Array(election.states)) { words.state($0) }.map { words.state($0) })
        return [
          mayEdit ? link("/directory/elections/\(DirectoryStore.key(of: election))", states) : HTML(states),
          HTML(period(election.from, election.to, words)),
        ]
      }
    ).html
  }

  @Sendable func treaty(_ call: Call<SignedIn?>) async throws -> Answer {
    let id = try call.parameter("treaty") { ID<Treaty>($0) }
    guard let treaty = try await store.treaty(id)?.value else { throw WebProblem.notFound }
    let words = call.words
    let states = Set(treaty.parties.map(\.state))
    let elections = try await store.snapshot().treaties.elections.filter { $0.states.isSubset(of: states) }
    let versions = try await store.versions(of: id)
    let names = Self.mayEdit(call) ? try await makers.names(versions.map(\.by), in: words) : [:]
    return .page(
      Page(treaty.title.best(for: words.language)?.text ?? "", trail: Self.trail(words)) {
        tag("p", .css("lead")) { Self.scope(treaty, words) }
        Table(
          caption: words("directory.treaty.parties"),
          columns: ["party", "period", "reservations"].map { Table.Column(words("directory.treaty.\($0)")) },
          rows: treaty.parties.map { party in
            [
              link("/directory/states/\(party.state)", words.state(party.state)),
              HTML(Self.period(party.inForceFrom, party.inForceTo, words)), party.reservations.map { typedText($0) } ?? HTML("–"),
            ]
          }
        ).html
        tag("h2") { words("directory.election.title") }
        Self.elections(elections, mayEdit: Self.mayEdit(call), words)
        if Self.mayEdit(call) {
          tag("p", .css("actions")) { link("\(Self.url)/\(id)/edit", words("directory.treaty.edit"), .css("button secondary")) }
          tag("h2") { words("directory.history.title") }
          tag("ol", .css("timeline")) {
            for version in versions {
              tag("li") { Self.version(version.number, version.at, names[version.by] ?? version.by, call.zone, words) }
            }
          }
        }
      })
  }

  static func version(_ number: Int, _ at: Date, _ maker: String, _ zone: TimeZone, _ words: Words) -> HTML {
    HTML {
      words("directory.history.version", ["number": .integer(number)])
      " · " + words.dateTime(at, in: zone) + " · "
      words("directory.history.by", ["who": .text(maker)])
    }
  }
}

extension Treaty {
  /// Whether a list filtered by a party and a day shows the treaty: the State is bound on the day, or two States are.
  fileprivate func fits(_ state: StateCode?, _ day: CalendarDay?) -> Bool {
    guard let day else { return state.map { state in parties.contains { $0.state == state } } ?? true }
    return state.map { binds($0, on: day) } ?? (Set(parties.map(\.state)).count { binds($0, on: day) } >= 2)
  }
}

extension Election {
  fileprivate func fits(_ state: StateCode?, _ day: CalendarDay?) -> Bool {
    (state.map { states.contains($0) } ?? true) && (day.map { from <= $0 && (to ?? .latest) >= $0 } ?? true)
  }
}
