// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Localisation
import Web

extension DirectoryPages {
  @Sendable func authority(_ call: Call<SignedIn?>) async throws -> Answer {
    let id = try call.parameter("authority") { ID<CompetentAuthority>($0) }
    let snapshot = try await store.snapshot()
    guard let entry = snapshot.authorities.first(where: { $0.id == id }) else { throw WebProblem.notFound }
    let seesAll = call.who?.may("directory.readRestricted") ?? false
    let authority = seesAll ? entry : entry.publicPart
    let words = call.words
    let title = authority.name.best(for: call.language)?.text ?? authority.originalName
    return .page(
      Page(
        title,
        trail: [.init(words("directory.title"), "/directory"), .init(words.state(authority.state), "/directory/states/\(authority.state)")]
      ) {
        tag("p", .css("lead")) { typedText(authority.originalName) }
        if !authority.isValid(on: call.today) {
          panel(words("directory.notValid"), .refused) { tag("p") { words("directory.notValidMeans") } }
        }
        if authority.isStale(on: call.today) { panel(words("directory.stale"), .attention) { tag("p") { words("directory.staleMeans") } } }
        contact(authority, words)
        tag("h2") { words("directory.requirements") }
        requirements(authority.requirements, words)
        measures(authority.requirements.measures ?? [], words)
        tag("p", .css("actions")) {
          link("/directory/authorities/\(authority.id)/card.vcf", words("directory.download.card"), .css("button secondary"))
        }
        if !entry.restrictedFields.isEmpty, !seesAll { tag("p", .css("hint")) { words("directory.someRestricted") } }
      })
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

  private func contact(_ authority: CompetentAuthority, _ words: Words) -> HTML {
    func row(_ field: String, _ value: HTML?) -> FactRow { (words("directory.field.\(field)"), value) }
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

  private func requirements(_ asks: Requirements, _ words: Words) -> HTML {
    let unknown = tag("span", .css("hint")) { words("directory.notKnown") }
    func row(_ field: String, _ value: HTML?) -> FactRow { (words("directory.field.\(field)"), value) }
    return facts([
      row("languages", languages(asks.languages, words)),
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
    guard let annexes, !annexes.isEmpty else { return nil }
    return HTML(words.list(annexes.map { words("directory.annex.\($0.rawValue)") }.sorted()))
  }

  private func measures(_ measures: [MeasureRequirement], _ words: Words) -> HTML {
    guard !measures.isEmpty else { return .nothing }
    let columns = ["measure", "available", "suspicion", "orderedBy", "evidenceForm"].map { Table.Column(words("directory.measures.\($0)")) }
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
          tag("span", .css("source"), .dir("ltr")) { " \(asks.measure.provision.place)" }
        },
        available,
        HTML(asks.suspicion.map { words("directory.suspicion.\($0.rawValue)") } ?? "–"),
        HTML(asks.orderedBy.map { words("directory.orderedBy.\($0.rawValue)") } ?? "–"),
        asks.evidenceForm.map { typedText($0) } ?? HTML("–"),
      ]
    }
    return Table(caption: words("directory.measures"), columns: columns, rows: rows).html
  }
}
