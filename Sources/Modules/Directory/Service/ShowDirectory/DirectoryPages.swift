// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Kernel
import Localisation
import Web

/// The directory's pages for everybody: list, State, authority, legal basis.
struct DirectoryPages: Sendable {
  let store: DirectoryStore
  /// What a State tells authorities alone, as the exchange has it; nothing where there is no exchange.
  var signed: @Sendable (StateCode) async throws -> Data? = { _ in nil }

  @Sendable func list(_ call: Call<SignedIn?>) async throws -> Answer {
    let directory = try await store.held()
    var query = PageQuery(call.query)
    let filter = DirectoryFilter(&query)
    let words = call.words
    let errors = query.errors(words)
    let found = filter.states(of: directory, on: call.today)
    let rows = words.sorted(found) { words.state($0) }.map { state in row(state, directory, call) }
    let columns = ["state", "inForce", "authorities", "verified"].map { Table.Column(words("directory.list.\($0)")) }
    return .page(
      Page(words("directory.title"), hasErrors: !errors.isEmpty) {
        errors.summary(words)
        tag("p", .css("lead")) { words("directory.lead") }
        filterForm("/directory", submit: words("directory.filter.apply")) { filterFields(filter, errors, words) }
        chosen(filter, call)
        tag("p", Attribute("role", "status")) { words("directory.found", ["count": .integer(found.count)]) }
        if rows.isEmpty {
          emptyState(words("directory.none"), action: (words("directory.filter.clear"), "/directory"))
        } else {
          Table(caption: words("directory.title"), columns: columns, rows: rows).html
        }
        tag("p", .css("actions")) {
          link("/directory/export.csv", words("directory.download.table"))
          link("/directory/export.json", words("directory.download.file"))
        }
        doors(call)
        tag("p", .css("source")) { words("directory.participationSource") }
      }, status: query.status)
  }

  /// The directory's other pages, as far as the reader may use them.
  private func doors(_ call: Call<SignedIn?>) -> HTML {
    let open = [
      ("resolve", "directory.recipient"), ("basis", "directory.basis.title"), ("coverage", "directory.coverage.title"),
      ("treaties", "directory.treaty.register"), ("bridge", "directory.bridge.title"),
    ]
    let kept: [(path: String, label: String, needs: Permission)] = [
      ("verification", "directory.verification.title", "directory.verify"), ("import", "directory.import.title", "directory.import"),
    ]
    return tag("ul") {
      for (path, label) in open { tag("li") { link("/directory/\(path)", call.words(label)) } }
      for door in kept where call.who?.may(door.needs) == true { tag("li") { link("/directory/\(door.path)", call.words(door.label)) } }
    }
  }

  private func row(_ state: StateCode, _ directory: HeldDirectory, _ call: Call<SignedIn?>) -> [HTML] {
    let words = call.words
    let authorities = (directory.authorities[state] ?? []).filter { $0.isValid(on: call.today) }
    let stale = authorities.contains { $0.isStale(on: call.today) }
    return [
      link("/directory/states/\(state)", words.state(state)),
      standing(state, directory.snapshot, on: call.today, words),
      HTML(words.number(authorities.count)),
      authorities.isEmpty
        ? HTML("–")
        : badge(words(stale ? "directory.stale" : "directory.fresh"), stale ? .attention : .ok),
    ]
  }

  private func standing(_ state: StateCode, _ snapshot: DirectorySnapshot, on day: CalendarDay, _ words: Words) -> HTML {
    if let bound = snapshot.participation.inForce(for: state, on: day) { return HTML(words.date(bound.inForceOn)) }
    if let deposited = snapshot.participation.deposited(by: state, on: day) {
      return badge(words("directory.inForceLater", ["day": .day(deposited.inForceOn)]), .attention)
    }
    return badge(words("directory.notParty"), .plain)
  }

  @HTMLBuilder private func filterFields(_ filter: DirectoryFilter, _ errors: FormErrors, _ words: Words) -> [HTML] {
    Field("q", words("directory.filter.search"), hint: words("directory.filter.searchHint"), value: filter.search ?? "").line(
      type: "search")
    Field("kind", words("directory.filter.kind"), value: filter.kind?.rawValue ?? "", errors: errors).choice(
      CompetentAuthority.Kind.allCases.map { .init($0.rawValue, words("directory.kind.\($0.rawValue)")) },
      none: words("directory.filter.any"))
    Field("group", words("directory.filter.group"), value: filter.group?.rawValue ?? "", errors: errors).choice(
      RegionalGroup.allCases.map { .init($0.rawValue, words("directory.group.\($0.rawValue)")) }, none: words("directory.filter.any"))
    Field("party", words("directory.filter.party"), value: filter.standing?.rawValue ?? "", errors: errors).choice(
      DirectoryFilter.Standing.allCases.map { .init($0.rawValue, words("directory.filter.\($0.rawValue)")) },
      none: words("directory.filter.any"))
    Field("stale", words("directory.filter.stale")).tick(filter.isStale)
  }

  private func chosen(_ filter: DirectoryFilter, _ call: Call<SignedIn?>) -> HTML {
    let words = call.words
    var entries: [(name: String, label: String)] = []
    if let search = filter.search { entries.append(("q", search)) }
    if let kind = filter.kind { entries.append(("kind", words("directory.kind.\(kind.rawValue)"))) }
    if let group = filter.group { entries.append(("group", words("directory.group.\(group.rawValue)"))) }
    if let standing = filter.standing { entries.append(("party", words("directory.filter.\(standing.rawValue)"))) }
    if filter.isStale { entries.append(("stale", words("directory.stale"))) }
    guard !entries.isEmpty else { return .nothing }
    return tag("ul", .css("chosen"), Attribute("aria-label", words("directory.filter.chosen"))) {
      for entry in entries {
        tag("li") {
          link("/directory" + call.query.setting(entry.name, to: nil).query, words("directory.filter.remove", ["what": .text(entry.label)]))
        }
      }
    }
  }

  @Sendable func state(_ call: Call<SignedIn?>) async throws -> Answer {
    let state = try call.parameter("state") { StateCode($0) }
    var query = PageQuery(call.query)
    let asOf = query.pastDay(before: call.today)
    let snapshot = try await snapshot(asOf: asOf, call)
    guard snapshot.participation.states[state] != nil else { throw WebProblem.notFound }
    let words = call.words
    let authorities = snapshot.authorities.filter { $0.state == state }
    let now = asOf == nil ? snapshot.authorities : try await store.snapshot().authorities
    let restricted = Self.restrictedNow(now)
    let day = asOf ?? call.today
    let errors = query.errors(words)
    let title = StateNames.shared.name(of: state, on: day, in: words.language) ?? words.state(state)
    // What belongs to an entry that is here stands on its own page.
    let here = Set(now.map(\.id))
    let signed = asOf == nil ? await signedFields(of: state, call).filtered { !here.contains($0.id) } : .none
    return .page(
      Page(
        title, trail: [.init(words("directory.title"), "/directory")], classification: signed.isShown ? .internalUse : nil,
        hasErrors: !errors.isEmpty
      ) {
        errors.summary(words)
        if let asOf { asOfPanel(asOf, call) }
        tag("p", .css("lead")) { words.state(state, .formal) }
        facts([
          (words("directory.filter.group"), HTML(words("directory.group.\((snapshot.participation.states[state] ?? .none).rawValue)"))),
          (words("directory.inForceToday"), standing(state, snapshot, on: day, words)),
          (words("directory.formerNames"), Self.formerNames(of: state, words)),
        ])
        participation(of: state, snapshot.participation, on: day, words)
        tag("h2") { words("directory.authorities") }
        if authorities.isEmpty { emptyState(words("directory.noAuthorities")) }
        for authority in authorities { summary(authority, restricted[authority.id] ?? [], on: day, asOf: asOf, call) }
        section(of: signed, by: state, withNames: true, words)
        tag("p", .css("actions")) { link("\(ResolvePage.url)?state=\(state)", words("directory.recipient")) }
        if call.who?.may("directory.editAuthority") == true {
          tag("p", .css("actions")) {
            link("/directory/states/\(state)/authorities/new", words("directory.section.new"), .css("button secondary"))
          }
        }
        asOfForm(call, errors)
        basisForm(call, requested: state)
      }, status: query.status)
  }

  /// The names that the State bore before, with their last days; `nil` where it had no other one in this language.
  private static func formerNames(of state: StateCode, _ words: Words) -> HTML? {
    let names = StateNames.shared.formerNames(of: state, in: words.language).filter { $0.name != words.state(state) }
    guard !names.isEmpty else { return nil }
    return HTML(
      names.map { former in
        tag("p") { words("directory.formerName", ["name": .text(former.name), "day": .day(former.until)]) }
      })
  }

  private func participation(
    of state: StateCode, _ register: ParticipationRegister, on day: CalendarDay, _ words: Words
  ) -> HTML {
    let episodes = register.episodes(of: state)
    let hasEnd = episodes.contains { $0.endedOn != nil }
    let columns = ["instrument", "depositedOn", "inForceOn"] + (hasEnd ? ["endedOn"] : [])
    return HTML {
      if register.deposited(by: state, on: day) == nil {
        panel(words("directory.notParty"), .attention) { tag("p") { words("directory.notPartyMeans") } }
      }
      if !episodes.isEmpty {
        Table(
          caption: words("directory.participation"), columns: columns.map { Table.Column(words("directory.participation.\($0)")) },
          rows: episodes.map { period in
            let cells = [HTML(Self.instrument(period, words)), HTML(words.date(period.depositedOn)), HTML(words.date(period.inForceOn))]
            return cells + (hasEnd ? [HTML(period.endedOn.map { words.date($0) } ?? "–")] : [])
          }
        ).html
      }
    }
  }

  private static func instrument(_ period: Participation, _ words: Words) -> String {
    words("directory.instrument.\(period.instrument == .formalConfirmation ? "formalConfirmation" : period.instrument.rawValue)")
  }

  /// A period of participation in one sentence.
  static func sentence(_ period: Participation, _ words: Words) -> String {
    var arguments: [String: MessageArgument] = [
      "instrument": .text(instrument(period, words)), "deposited": .day(period.depositedOn), "inForce": .day(period.inForceOn),
    ]
    guard let endedOn = period.endedOn else { return words("directory.participation.period", arguments) }
    arguments["ended"] = .day(endedOn)
    return words("directory.participation.endedPeriod", arguments)
  }

  private func summary(
    _ authority: CompetentAuthority, _ restrictedNow: Set<CompetentAuthority.RestrictableField>, on day: CalendarDay,
    asOf: CalendarDay?, _ call: Call<SignedIn?>
  ) -> HTML {
    let words = call.words
    let seesAll = Self.seesRestricted(call)
    let restricted = authority.restrictedFields.union(restrictedNow)
    let shown = seesAll ? authority : authority.hiding(restricted)
    let query = asOf.map { "?on=\($0)" } ?? ""
    return tag("section", .css("card")) {
      tag("h3") { link("/directory/authorities/\(authority.id)\(query)", words("directory.kind.\(authority.kind.rawValue)")) }
      tag("p", .dir("auto")) { authority.originalName }
      if let territory = authority.territory { tag("p") { words("directory.forTerritory", ["territory": .text(territory)]) } }
      tag("p") {
        if !authority.isValid(on: day) { badge(words("directory.notValid"), .refused) }
        if authority.isStale(on: day) { badge(words("directory.stale"), .attention) }
      }
      for (field, value) in [(CompetentAuthority.RestrictableField.telephone, shown.telephone), (.email, shown.email)] {
        if let value {
          tag("p") {
            tag("span", .dir("ltr")) { value }
            if seesAll, restricted.contains(field) { Self.restrictedMark(words) }
          }
        }
      }
    }
  }
}
