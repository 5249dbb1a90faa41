// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import StrictJSON

/// A meeting in the words of schema.org, in all its languages at once.
/// - Source: schema.org, Event; JSON-LD 1.1 (W3C Recommendation)
struct MeetingLinkedData: Sendable {
  /// The media type of ``data``.
  static let mediaType = "application/ld+json"

  let dossier: MeetingDossier
  let publicAddress: String

  /// - Parameter dossier: any dossier; its public part alone is told.
  init(_ dossier: MeetingDossier, publicAddress: String) {
    self.dossier = dossier.publicPart
    self.publicAddress = publicAddress
  }

  private var address: String { "\(publicAddress)/meetings/\(dossier.meeting.mark)" }

  /// The file in its bytes, the same for the same meeting.
  var data: Data {
    let meeting = dossier.meeting
    let body = dossier.body(meeting.body)
    return CanonicalJSON.bytes(
      .members([
        "@context": .text("https://schema.org"), "@type": .text("Event"), "@id": .text(address), "url": .text(address),
        "identifier": .text("urn:uuid:\(meeting.id)"), "name": name(meeting, body), "startDate": start.map { .text($0) },
        "endDate": end.map { .text($0) }, "eventStatus": .text(status), "inLanguage": languages(meeting.resources?.interpretation ?? []),
        "organizer": body.map { organization($0) }, "location": place(meeting.place), "subEvent": .list(meeting.bands.map(session)),
        "subjectOf": .list(dossier.documents.filter { $0.meeting == meeting.id }.map(document)),
      ]))
  }

  /// schema.org knows no event that is only planned: one whose dates are not approved yet is scheduled there.
  private var status: String {
    "https://schema.org/\(dossier.meeting.standing == .cancelled ? "EventCancelled" : "EventScheduled")"
  }

  private var start: String? {
    let meeting = dossier.meeting
    if let opens = meeting.opensAt { return iso(opens) }
    return meeting.days.min()?.description
  }

  private var end: String? {
    let meeting = dossier.meeting
    guard let last = meeting.days.max() else { return nil }
    return meeting.bands.filter { $0.day == last }.map(\.to).max().map { iso($0.instant(on: last, in: meeting.timeZone)) }
      ?? last.description
  }

  private func iso(_ instant: Date) -> String {
    instant.formatted(Date.ISO8601FormatStyle(timeZoneSeparator: .colon, timeZone: dossier.meeting.timeZone))
  }

  private func name(_ meeting: Meeting, _ body: Body?) -> JSONValue {
    let own = texts(meeting.name)
    if own.content != .array([]) { return own }
    guard let body else { return .text(meeting.mark.text) }
    let named = meeting.ordinal.map { number in LocalText(body.name.texts.mapValues { "\($0) (\(number))" }) } ?? body.name
    return texts(named)
  }

  private func texts(_ text: LocalText) -> JSONValue {
    .list(
      Language.allCases.compactMap { language in
        text[language].flatMap { $0.isEmpty ? nil : .members(["@language": .text(language.rawValue), "@value": .text($0)]) }
      })
  }

  private func languages(_ languages: [Language]) -> JSONValue? {
    languages.isEmpty ? nil : .list(languages.map { .text($0.rawValue) })
  }

  private func organization(_ body: Body) -> JSONValue {
    .members([
      "@type": .text("Organization"), "@id": .text("urn:uuid:\(body.id)"), "name": texts(body.name),
      "parentOrganization": dossier.body(body.parent).map { organization($0) },
    ])
  }

  private func place(_ place: Place) -> JSONValue? {
    guard !place.city.texts.isEmpty || place.country != nil else { return nil }
    return .members([
      "@type": .text("Place"), "name": texts(place.venue.texts.isEmpty ? place.city : place.venue),
      "address": .members([
        "@type": .text("PostalAddress"), "addressLocality": texts(place.city), "addressCountry": place.country.map { .text($0.code) },
      ]),
    ])
  }

  private func session(_ band: SessionBand) -> JSONValue {
    let meeting = dossier.meeting
    return .members([
      "@type": .text("Event"), "@id": .text("\(address)#session-\(band.id)"), "identifier": .text("urn:uuid:\(band.id)"),
      "name": name(meeting, dossier.body(meeting.body)), "startDate": .text(iso(band.from.instant(on: band.day, in: meeting.timeZone))),
      "endDate": .text(iso(band.to.instant(on: band.day, in: meeting.timeZone))), "eventStatus": .text(status),
      "inLanguage": languages(band.interpretation), "location": place(meeting.place),
      "about": .list(band.slots.compactMap { meeting.item($0.item) }.map { .members(["@type": .text("Thing"), "name": texts($0.title)]) }),
      "superEvent": .members(["@id": .text(address)]),
    ])
  }

  private func document(_ document: MeetingDocument) -> JSONValue {
    .members([
      "@type": .text("CreativeWork"), "@id": .text("urn:uuid:\(document.id)"), "name": texts(document.title),
      "identifier": document.citation.map { .text($0) }, "datePublished": document.issuedOn.map { .text($0.description) },
    ])
  }
}

extension JSONValue {
  fileprivate static func text(_ text: String) -> JSONValue { JSONValue(.string(text)) }
  fileprivate static func list(_ values: [JSONValue]) -> JSONValue { JSONValue(.array(values)) }
  /// An object without the members that say nothing.
  fileprivate static func members(_ members: [String: JSONValue?]) -> JSONValue {
    JSONValue(
      .object(
        members.compactMap { name, value in
          value.map { Member(name: name, position: Position(line: 1, column: 1), value: $0) }
        }))
  }
}
