// SPDX-License-Identifier: Apache-2.0
import Kernel

/// The forms of panels and sessions.
extension Panel {
  var fields: PlaceFields {
    var fields = PlaceFields()
    fields["item"] = item.description
    fields.set("about", paragraphs: topics, separator: "\n")
    if let moderator { fields.set("moderator", moderator) }
    for (index, speaker) in speakers.enumerated() { fields.set("speaker.\(index)", speaker) }
    fields["announced"] = isAnnounced ? "yes" : ""
    fields["mandatedBy"] = mandatedBy?.description ?? ""
    return fields
  }
}

extension PlaceFields {
  fileprivate mutating func set(_ row: String, _ person: Panel.Panellist) {
    self["\(row).name"] = person.name
    self["\(row).state"] = person.state?.code ?? ""
    self["\(row).organization"] = person.organization ?? ""
    self["\(row).confirmed"] = person.isConfirmed ? "yes" : ""
  }
}

extension FieldReader {
  fileprivate mutating func person(_ row: String) -> Panel.Panellist? {
    let parts = ["name", "state", "organization"].map { fields["\(row).\($0)"] }
    guard parts.contains(where: { !$0.isEmpty }) else { return nil }
    let state = value("\(row).state", else: .choiceUnknown) { StateCode($0) }
    guard let name = required("\(row).name", else: .missing, { $0 }) else { return nil }
    return Panel.Panellist(
      name: name, state: state, organization: parts[2].isEmpty ? nil : parts[2], isConfirmed: fields["\(row).confirmed"] == "yes")
  }
}

extension Meeting {
  private static let mostSpeakers = 100

  func settingPanel(_ id: ID<Panel>, _ fields: PlaceFields, _ known: KnownThings) throws(CannotEditMeeting) -> Meeting {
    guard let index = panels.firstIndex(where: { $0.id == id }) else { throw .noSuchElement }
    var reader = FieldReader(fields)
    var meeting = self
    var panel = panels[index]
    if let item = reader.item(of: self) { panel.item = item }
    panel.topics = reader.paragraphs("about", separator: "\n")
    if panel.topics.isEmpty { reader.add(.missing, "about.en") }
    panel.moderator = reader.person("moderator")
    let rows = Set(fields.values.keys.filter { $0.hasPrefix("speaker.") }.compactMap { Int($0.split(separator: ".")[1]) }).sorted()
    let speakers = rows.compactMap { row in reader.person("speaker.\(row)").map { (row, $0) } }
    panel.speakers = speakers.map(\.1)
    if speakers.count > Self.mostSpeakers { reader.add(.tooManySpeakers, "speaker.\(speakers[Self.mostSpeakers].0).name") }
    panel.isAnnounced = fields["announced"] == "yes"
    let before = panel.mandatedBy
    panel.mandatedBy = reader.value("mandatedBy", else: .choiceUnknown) { text in
      ID<Mandate>(text).flatMap { known.mandates.contains($0) || $0 == before ? $0 : nil }
    }
    guard reader.faults.isEmpty else { throw .wrongFields(reader.faults) }
    meeting.panels[index] = panel
    return meeting
  }
}

extension SessionBand {
  var fields: PlaceFields {
    var fields = PlaceFields()
    fields["day"] = day.description
    fields["from"] = from.description
    fields["to"] = to.description
    fields["kind"] = kind.rawValue
    fields.set("interpretation", interpretation.map(\.rawValue))
    fields.set("items", slots.map(\.item))
    for slot in slots { fields["minutes.\(slot.item)"] = slot.minutes.map(String.init) ?? "" }
    return fields
  }
}

extension Meeting {
  func settingBand(_ id: ID<SessionBand>, _ fields: PlaceFields) throws(CannotEditMeeting) -> Meeting {
    guard let index = bands.firstIndex(where: { $0.id == id }) else { throw .noSuchElement }
    var reader = FieldReader(fields)
    var meeting = self
    var band = bands[index]
    if let day = reader.required("day", else: .dayUnreadable, { CalendarDay($0) }) {
      if !days.contains(day), day != band.day { reader.add(.dayOutside, "day") }
      band.day = day
    }
    if let from = reader.required("from", else: .timeUnreadable, { TimeOfDay($0) }) { band.from = from }
    if let to = reader.required("to", else: .timeUnreadable, { TimeOfDay($0) }) { band.to = to }
    if band.to <= band.from, reader.faults.isEmpty { reader.add(.endsFirst, "to") }
    if let kind = reader.required("kind", else: .choiceUnknown, { SessionBand.Kind(rawValue: $0) }) { band.kind = kind }
    band.interpretation = Language.chosen(&reader, before: band.interpretation)
    let chosen = reader.things("items", before: band.slots.map(\.item), known: items.map(\.id))
    band.slots = chosen.map { item in
      let minutes = reader.value("minutes.\(item)", else: .countUnreadable) { Int($0).flatMap { (1...600).contains($0) ? $0 : nil } }
      return SessionBand.Slot(item: item, minutes: minutes)
    }
    guard reader.faults.isEmpty else { throw .wrongFields(reader.faults) }
    meeting.bands[index] = band
    meeting.bands.sort { ($0.day, $0.from) < ($1.day, $1.from) }
    return meeting
  }
}
