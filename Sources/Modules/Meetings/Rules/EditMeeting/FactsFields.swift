// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel

/// The form of a meeting's facts.
extension Meeting {
  var factsFields: PlaceFields {
    var fields = PlaceFields()
    fields.set("name", name)
    fields["ordinal"] = ordinal.map(String.init) ?? ""
    fields["days"] = days.sorted().map(\.description).joined(separator: " ")
    fields.set("city", place.city)
    fields["country"] = place.country?.code ?? ""
    fields.set("venue", place.venue)
    fields["zone"] = zone
    if let opensAt {
      fields["opensDay"] = CalendarDay(opensAt, in: timeZone).description
      fields["opensTime"] = TimeOfDay(opensAt, in: timeZone)?.description ?? ""
    }
    fields["standing"] = standing.rawValue
    fields["plenaries"] = resources.map { "\($0.plenaryMeetings)" } ?? ""
    fields.set("interpretation", resources?.interpretation.map(\.rawValue) ?? [])
    fields["previous"] = previous?.description ?? ""
    for role in AgendaBasis.Role.allCases { fields.set("\(role.rawValue).bases", bases.filter { $0.role == role }.map(\.source)) }
    fields["draftedBy"] = outcome?.draftedBy?.description ?? ""
    fields["adoptedUnder"] = outcome?.adoptedUnder?.description ?? ""
    fields.set("contains", outcome?.contains.map(\.rawValue) ?? [])
    return fields
  }

  func settingFacts(_ fields: PlaceFields, _ known: KnownThings) throws(CannotEditMeeting) -> Meeting {
    var reader = FieldReader(fields)
    var meeting = self
    meeting.name = reader.text("name")
    meeting.ordinal = reader.value("ordinal", else: .countUnreadable) { Int($0).flatMap { (1...999).contains($0) ? $0 : nil } }
    if let days = reader.required("days", else: .dayUnreadable, Self.days) { meeting.days = days }
    let country = reader.value("country", else: .choiceUnknown) { StateCode($0) }
    meeting.place = Place(city: reader.text("city"), country: country, venue: reader.text("venue"))
    let zone = reader.required("zone", else: .zoneUnknown) { TimeZone.knownTimeZoneIdentifiers.contains($0) || $0 == "UTC" ? $0 : nil }
    if let zone { meeting.zone = zone }
    meeting.readOpening(&reader)
    if let standing = reader.required("standing", else: .choiceUnknown, { Standing(rawValue: $0) }) { meeting.standing = standing }
    meeting.readResources(&reader)
    let previous = reader.value("previous", else: .choiceUnknown) { text in
      ID<Meeting>(text).flatMap { $0 != id && (known.meetings.contains($0) || $0 == self.previous) ? $0 : nil }
    }
    meeting.previous = previous
    meeting.bases = AgendaBasis.Role.allCases.flatMap { role in
      let before = bases.filter { $0.role == role }.map(\.source)
      return reader.things("\(role.rawValue).bases", before: before, known: known.documents.sorted()).map {
        AgendaBasis(source: $0, role: role)
      }
    }
    meeting.readOutcome(&reader, known)
    // The order of bases is the file's, and only a change of one makes another.
    if Set(meeting.bases) == Set(bases) { meeting.bases = bases }
    guard reader.faults.isEmpty else { throw .wrongFields(reader.faults) }
    return meeting
  }

  private mutating func readOpening(_ reader: inout FieldReader) {
    let day = reader.value("opensDay", else: .dayUnreadable) { CalendarDay($0) }
    let time = reader.value("opensTime", else: .timeUnreadable) { TimeOfDay($0) }
    if time != nil, reader.fields["opensDay"].isEmpty { reader.add(.missing, "opensDay") }
    if day != nil, reader.fields["opensTime"].isEmpty { reader.add(.missing, "opensTime") }
    if let day, !days.contains(day) { reader.add(.dayOutside, "opensDay") }
    opensAt = if let day, let time { time.instant(on: day, in: timeZone) } else { nil }
  }

  private mutating func readOutcome(_ reader: inout FieldReader, _ known: KnownThings) {
    let before = outcome
    let drafter = reader.value("draftedBy", else: .choiceUnknown) { text in
      ID<Body>(text).flatMap { known.bodies.contains($0) || $0 == before?.draftedBy ? $0 : nil }
    }
    let item = reader.value("adoptedUnder", else: .choiceUnknown) { text in items.first { $0.id.description == text }?.id }
    let chosen = reader.fields.list("contains").map { ExpectedOutcome.Part(rawValue: $0) }
    if chosen.contains(nil) { reader.add(.choiceUnknown, "contains") }
    let parts = Set(chosen.compactMap(\.self))
    let contains = parts == Set(before?.contains ?? []) ? before?.contains ?? [] : ExpectedOutcome.Part.allCases.filter(parts.contains)
    let isEmpty = drafter == nil && item == nil && contains.isEmpty
    outcome = isEmpty && before == nil ? nil : ExpectedOutcome(draftedBy: drafter, adoptedUnder: item, contains: contains)
  }

  private mutating func readResources(_ reader: inout FieldReader) {
    let plenaries = reader.value("plenaries", else: .countUnreadable) { Int($0).flatMap { (0...200).contains($0) ? $0 : nil } }
    let languages = Language.chosen(&reader, before: resources?.interpretation ?? [])
    resources = plenaries == nil && languages.isEmpty ? nil : Resources(plenaryMeetings: plenaries ?? 0, interpretation: languages)
  }

  /// Days written one after the other, with spaces or commas between them; sorted, each once.
  public static func days(_ text: String) -> [CalendarDay]? {
    let parts = text.split { $0.isWhitespace || $0 == "," || $0 == ";" || $0 == "،" || $0 == "、" }
    let days = parts.compactMap { CalendarDay($0) }
    return days.count == parts.count && !days.isEmpty && days.count <= 60 ? Set(days).sorted() : nil
  }
}

extension Language {
  /// The languages of interpretation that are chosen; those that were there keep their order.
  static func chosen(_ reader: inout FieldReader, before: [Language]) -> [Language] {
    let chosen = reader.fields.list("interpretation").map { Language(rawValue: $0) }
    let wanted = Set(chosen.compactMap(\.self))
    if wanted.count != chosen.count { reader.add(.choiceUnknown, "interpretation") }
    let kept = before.filter(wanted.contains)
    return kept + Language.allCases.filter { wanted.contains($0) && !kept.contains($0) }
  }
}

extension TimeOfDay {
  /// What a clock in the zone shows at an instant, to the minute.
  init?(_ instant: Date, in zone: TimeZone) {
    let seconds = Int(instant.timeIntervalSince1970.rounded(.down)) + zone.secondsFromGMT(for: instant)
    let minutes = ((seconds % 86_400) + 86_400) % 86_400 / 60
    self.init(hour: minutes / 60, minute: minutes % 60)
  }
}
