// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Localisation
import Web

extension DirectoryPages {
  /// Whether the reader sees the fields that are for authorities only.
  static func seesRestricted(_ call: Call<SignedIn?>) -> Bool { call.who?.may("directory.readRestricted") ?? false }

  /// What each entry keeps for authorities today: visitors do not see it in older versions either.
  static func restrictedNow(_ entries: [CompetentAuthority]) -> [ID<CompetentAuthority>: Set<CompetentAuthority.RestrictableField>] {
    Dictionary(entries.map { ($0.id, $0.restrictedFields) }) { first, _ in first }
  }

  /// What the directory said at the end of a day, or says now.
  func snapshot(asOf day: CalendarDay?, _ call: Call<SignedIn?>) async throws -> DirectorySnapshot {
    guard let day else { return try await store.snapshot() }
    return try await store.snapshot(at: Self.end(of: day, in: call.zone))
  }

  /// The last instant of a day in a time zone, to the microsecond.
  static func end(of day: CalendarDay, in zone: TimeZone) -> Date {
    let next = Date(timeIntervalSince1970: Double(day.adding(1).ordinal) * 86_400)
    let guess = next.addingTimeInterval(-Double(zone.secondsFromGMT(for: next)))
    // The offset at the boundary itself counts where clocks change in that night.
    return next.addingTimeInterval(-Double(zone.secondsFromGMT(for: guess)) - 0.000_001)
  }

  @Sendable func authority(_ call: Call<SignedIn?>) async throws -> Answer {
    let id = try call.parameter("authority") { ID<CompetentAuthority>($0) }
    guard let current = try await store.authority(id)?.value else { throw WebProblem.notFound }
    var query = PageQuery(call.query)
    let day = query.pastDay(before: call.today)
    let errors = query.errors(call.words)
    let then = try await snapshot(asOf: day, call).authorities.first { $0.id == id }
    let words = call.words
    let signed = day == nil ? await signedFields(of: current.state, call).filtered { $0.id == id } : .none
    let title = current.name.best(for: call.language)?.text ?? current.originalName
    return .page(
      Page(
        title,
        trail: [.init(words("directory.title"), "/directory"), .init(words.state(current.state), "/directory/states/\(current.state)")],
        classification: Self.seesRestricted(call) && (!current.restrictedFields.isEmpty || signed.isShown) ? .internalUse : nil,
        hasErrors: !errors.isEmpty
      ) {
        errors.summary(words)
        if let day { asOfPanel(day, call) }
        if let then {
          card(then, restrictedNow: current.restrictedFields, on: day ?? call.today, call)
        } else {
          emptyState(words("directory.asOf.notYet"))
        }
        section(of: signed, by: current.state, withNames: false, words)
        asOfForm(call, errors)
      }, status: query.status)
  }

  private func card(
    _ entry: CompetentAuthority, restrictedNow: Set<CompetentAuthority.RestrictableField>, on day: CalendarDay, _ call: Call<SignedIn?>
  ) -> HTML {
    let words = call.words
    let seesAll = Self.seesRestricted(call)
    // What is kept from the public today was perhaps public then: visitors do not see it in older versions either.
    let restricted = entry.restrictedFields.union(restrictedNow)
    let authority = seesAll ? entry : entry.hiding(restricted)
    let marked = seesAll ? restricted : []
    let url = "/directory/authorities/\(authority.id)"
    return tag("div", .css("one-page")) {
      tag("p", .css("lead")) { typedText(authority.originalName) }
      if !authority.isValid(on: day) {
        panel(words("directory.notValid"), .refused) { tag("p") { words("directory.notValidMeans") } }
      }
      if authority.isStale(on: day) { panel(words("directory.stale"), .attention) { tag("p") { words("directory.staleMeans") } } }
      contact(authority, marked: marked, words)
      tag("h2") {
        words("directory.requirements")
        if marked.contains(.requirements) { Self.restrictedMark(words) }
      }
      requirements(authority.requirements, words)
      measures(authority.requirements.measures ?? [], caption: words("directory.measures"), words)
      tag("p", .css("actions")) {
        link("\(url)/card.vcf", words("directory.download.card"), .css("button secondary"))
        link("\(url)/history", words("directory.history.title"))
        if call.who?.may("directory.editAuthority") == true { link("\(url)/edit", words("directory.edit.title")) }
      }
      if !restricted.isEmpty, !seesAll { tag("p", .css("hint")) { words("directory.someRestricted") } }
    }
  }

  /// The mark beside a field that visitors do not see.
  static func restrictedMark(_ words: Words) -> HTML {
    HTML {
      " "
      badge(words("directory.restricted"), .attention)
    }
  }

  func asOfPanel(_ day: CalendarDay, _ call: Call<SignedIn?>) -> HTML {
    panel(call.words("directory.asOf.heading", ["day": .day(day)]), .info) {
      tag("p") { link(call.path, call.words("directory.asOf.today")) }
    }
  }

  /// Asks for another day to look at.
  func asOfForm(_ call: Call<SignedIn?>, _ errors: FormErrors) -> HTML {
    filterForm(call.path, submit: call.words("directory.asOf.show")) {
      // The page of a State asks for a day twice: here and for the legal basis.
      Field(
        "on", call.words("directory.asOf.label"), hint: call.words("directory.asOf.hint"), value: call.query["on"] ?? "", errors: errors,
        suffix: "-asOf"
      )
      .day
    }
  }

  @Sendable func card(_ call: Call<SignedIn?>) async throws -> Answer {
    let id = try call.parameter("authority") { ID<CompetentAuthority>($0) }
    guard let entry = try await store.snapshot().authorities.first(where: { $0.id == id }) else { throw WebProblem.notFound }
    let card = AuthorityVCard.text(entry.publicPart, state: call.words.state(entry.state))
    return .file(Data(card.utf8), type: "text/vcard; charset=utf-8", name: "\(entry.state)-\(entry.kind.rawValue).vcf")
  }

  /// The authorities' public fields as a table, in the form that `comity directory import` takes.
  @Sendable func table(_ call: Call<SignedIn?>) async throws -> Answer {
    let authorities = try await store.snapshot().authorities.map(\.publicPart)
    return .file(Data(try AuthoritiesCSV.text(authorities).utf8), type: "text/csv; charset=utf-8", name: "authorities.csv")
  }

  /// The directory's public fields as a file, in the form that `comity directory import` takes.
  @Sendable func file(_ call: Call<SignedIn?>) async throws -> Answer {
    var file = try await store.file()
    file.authorities = file.authorities.map(\.publicPart)
    return .json(file)
  }

  private func contact(
    _ authority: CompetentAuthority, marked: Set<CompetentAuthority.RestrictableField>, _ words: Words
  ) -> HTML {
    func row(_ field: String, _ value: HTML?) -> FactRow {
      guard let value, let known = CompetentAuthority.RestrictableField(rawValue: field), marked.contains(known) else {
        return (words("directory.field.\(field)"), value)
      }
      return (words("directory.field.\(field)"), HTML([value, Self.restrictedMark(words)]))
    }
    func typed(_ text: String?) -> HTML? { text.map { typedText($0) } }
    func ltr(_ text: String?) -> HTML? { text.map { text in tag("span", .dir("ltr")) { text } } }
    return facts([
      row("kind", HTML(words("directory.kind.\(authority.kind.rawValue)"))),
      row("state", HTML(words.state(authority.state, .formal))),
      row("territory", typed(authority.territory)),
      row("unit", typed(authority.unit)),
      row("address", typed(authority.address)),
      row("telephone", ltr(authority.telephone)),
      row("fax", ltr(authority.fax)),
      row("email", authority.email.map { link("mailto:\($0)", $0, .dir("ltr")) }),
      row("website", authority.website.map { link($0, $0, .dir("ltr"), Attribute("rel", "noreferrer")) }),
      row("hours", typed(authority.hours)),
      row("zone", ltr(authority.zone)),
      row("contactAtAnyHour", ltr(authority.contactAtAnyHour)),
      row("validFrom", authority.validFrom.map { HTML(words.date($0)) }),
      row("validTo", authority.validTo.map { HTML(words.date($0)) }),
      row("lastVerified", HTML(authority.lastVerified.map { words.date($0) } ?? words("directory.never"))),
      row("source", typed(authority.source)),
    ])
  }

  private func stance(_ stance: Stance?, _ words: Words) -> HTML {
    switch stance {
    case .yes: HTML(words("directory.stance.yes"))
    case .no: HTML(words("directory.stance.no"))
    case .conditions(let text):
      HTML {
        words("directory.stance.conditions")
        " "
        typedText(text)
      }
    case nil: tag("span", .css("hint")) { words("directory.notKnown") }
    }
  }

  private func languages(_ languages: Set<Language>?, _ words: Words) -> HTML {
    guard let languages, !languages.isEmpty else { return tag("span", .css("hint")) { words("directory.notKnown") } }
    return HTML(words.list(languages.sorted { $0.rawValue < $1.rawValue }.map { words("directory.language.\($0.rawValue)") }))
  }

  func requirements(_ asks: Requirements, _ words: Words) -> HTML {
    let unknown = tag("span", .css("hint")) { words("directory.notKnown") }
    func row(_ field: String, _ value: HTML?) -> FactRow { (words("directory.field.\(field)"), value) }
    return facts([
      row("languages", languages(asks.languages, words)),
      row("otherLanguages", asks.otherLanguages.map { typedText($0) }),
      row("urgentLanguages", asks.urgentLanguages.map { languages($0, words) }),
      row("channels", asks.channels.map { HTML(words.list($0.map { words("directory.channel.\($0.rawValue)") })) } ?? unknown),
      row("electronicSignature", stance(asks.electronicSignature, words)),
      row("encryption", stance(asks.encryption, words)),
      row("conventionForAssistance", stance(asks.conventionForAssistance, words)),
      row("conventionForExtradition", stance(asks.conventionForExtradition, words)),
      row("conventionForConfiscation", stance(asks.conventionForConfiscation, words)),
      row("dualCriminality", asks.dualCriminality.map { HTML(words("directory.dualCriminality.\($0.rawValue)")) } ?? unknown),
      row("reciprocity", stance(asks.reciprocity, words)),
      row("noDeathPenalty", stance(asks.noDeathPenalty, words)),
      row("costs", asks.costs.map { typedText($0) }),
      row("limitsOnUse", asks.limitsOnUse.map { typedText($0) }),
      row("annexes", annexes(asks.annexes, words)),
      row("deMinimis", asks.deMinimis.map { typedText($0) }),
      row(
        "typicalMonths",
        asks.typicalMonths.map {
          HTML(words("directory.months", ["from": .text(words.number($0.from)), "to": .text(words.number($0.to))]))
        }),
      row("networks", asks.networks.map { HTML($0.joined(separator: ", ")) }),
      row("links", asks.links.map { links in HTML(links.map { link($0, $0, .dir("ltr"), Attribute("rel", "noreferrer")) }) }),
    ])
  }

  private func annexes(_ annexes: Set<Requirements.RequiredAnnex>?, _ words: Words) -> HTML? {
    guard let annexes else { return nil }
    guard !annexes.isEmpty else { return HTML(words("directory.edit.noAnnexes")) }
    return HTML(words.list(annexes.map { words("directory.annex.\($0.rawValue)") }.sorted()))
  }

  func measures(_ measures: [MeasureRequirement], caption: String, _ words: Words) -> HTML {
    guard !measures.isEmpty else { return .nothing }
    let columns = ["measure", "available", "suspicion", "orderedBy", "evidenceForm", "remarks"].map {
      Table.Column(words("directory.measures.\($0)"))
    }
    let rows = measures.map { asks -> [HTML] in
      let available = HTML {
        stance(asks.available, words)
        if let other = asks.alternative {
          tag("p", .css("hint")) { words("directory.measures.instead", ["measure": .text(words("directory.measure.\(other.rawValue)"))]) }
        }
      }
      return [
        HTML {
          words("directory.measure.\(asks.measure.rawValue)")
          " "
          tag("span", .css("source"), .dir("ltr")) { "\(asks.measure.provision.place)" }
        },
        available,
        HTML(asks.suspicion.map { words("directory.suspicion.\($0.rawValue)") } ?? "–"),
        HTML(asks.orderedBy.map { words("directory.orderedBy.\($0.rawValue)") } ?? "–"),
        asks.evidenceForm.map { typedText($0) } ?? HTML("–"),
        remarks(asks, words),
      ]
    }
    return Table(caption: caption, columns: columns, rows: rows).html
  }

  /// What else a measure needs: further annexes, then the State's own remarks.
  private func remarks(_ asks: MeasureRequirement, _ words: Words) -> HTML {
    var parts: [HTML] = []
    if let annexes = asks.extraAnnexes, !annexes.isEmpty {
      let names = words.list(annexes.map { words("directory.annex.\($0.rawValue)") }.sorted())
      parts.append(HTML(words("directory.measures.furtherAnnexes", ["annexes": .text(names)])))
    }
    if let remarks = asks.remarks { parts.append(typedText(remarks)) }
    guard parts.count < 2 else { return HTML([parts[0], HTML(" "), parts[1]]) }
    return parts.first ?? HTML("–")
  }
}
