// SPDX-License-Identifier: Apache-2.0
import Kernel

/// The forms of items and expectations.
extension AgendaItem {
  var fields: PlaceFields {
    var fields = PlaceFields()
    fields["number"] = number.description
    fields.set("title", title)
    fields.set("short", shortTitle)
    fields["kind"] = kind.rawValue
    fields.set("topics", topics.map(\.rawValue))
    fields.set("documents", documents)
    fields.set("cited", cited)
    fields.set("annotation", paragraphs: annotation, separator: "\n\n")
    return fields
  }
}

extension Meeting {
  func settingItem(_ id: ID<AgendaItem>, _ fields: PlaceFields, _ known: KnownThings) throws(CannotEditMeeting) -> Meeting {
    guard let index = items.firstIndex(where: { $0.id == id }) else { throw .noSuchElement }
    var reader = FieldReader(fields)
    var meeting = self
    var item = items[index]
    if let number = reader.required("number", else: .numberUnreadable, { ItemNumber($0) }) {
      if items.contains(where: { $0.id != id && $0.number == number }) { reader.add(.numberTaken, "number") }
      item.number = number
    }
    item.title = reader.requiredText("title")
    item.shortTitle = reader.text("short")
    if let kind = reader.required("kind", else: .choiceUnknown, { AgendaItem.Kind(rawValue: $0) }) { item.kind = kind }
    let topics = fields.list("topics").map { Topic(rawValue: $0) }
    if topics.contains(nil) { reader.add(.choiceUnknown, "topics") }
    let wanted = Set(topics.compactMap(\.self))
    if wanted != Set(item.topics) { item.topics = Topic.allCases.filter(wanted.contains) }
    let documents = known.documents.sorted()
    item.documents = reader.things("documents", before: item.documents, known: documents)
    item.cited = reader.things("cited", before: item.cited, known: documents)
    item.annotation = reader.paragraphs("annotation", separator: "\n\n")
    guard reader.faults.isEmpty else { throw .wrongFields(reader.faults) }
    meeting.items[index] = item
    meeting.items.sort { $0.number < $1.number }
    return meeting
  }
}

extension Expectation {
  var fields: PlaceFields {
    var fields = PlaceFields()
    fields["item"] = item.description
    fields["kind"] = kind.rawValue
    fields["actor"] = actor.description
    fields.set("what", what)
    fields["panel"] = panel?.description ?? ""
    fields.set("answers", answers)
    fields.set("answersPartly", answersPartly)
    for language in Language.allCases {
      let lines = terms.sorted { $0.key < $1.key }.compactMap { name, words in words[language].map { "\(name) = \($0)" } }
      fields["terms.\(language.rawValue)"] = lines.joined(separator: "\n")
    }
    fields["proposed"] = isProposed == true ? "yes" : ""
    return fields
  }
}

extension Meeting {
  func settingExpectation(
    _ id: ID<Expectation>, _ fields: PlaceFields, _ known: KnownThings
  ) throws(CannotEditMeeting) -> Meeting {
    guard let index = expectations.firstIndex(where: { $0.id == id }) else { throw .noSuchElement }
    var reader = FieldReader(fields)
    var meeting = self
    var expectation = expectations[index]
    if let item = reader.item(of: self) { expectation.item = item }
    if let kind = reader.required("kind", else: .choiceUnknown, { Expectation.Kind(rawValue: $0) }) { expectation.kind = kind }
    let before = expectation.actor
    let actor = reader.required("actor", else: .choiceUnknown) { text in
      ID<Body>(text).flatMap { known.bodies.contains($0) || $0 == before ? $0 : nil }
    }
    if let actor { expectation.actor = actor }
    expectation.what = reader.requiredText("what")
    expectation.panel = reader.value("panel", else: .choiceUnknown) { text in panels.first { $0.id.description == text }?.id }
    let mandates = known.mandates.sorted()
    expectation.answers = reader.things("answers", before: expectation.answers, known: mandates)
    expectation.answersPartly = reader.things("answersPartly", before: expectation.answersPartly, known: mandates)
    expectation.terms = reader.terms("terms")
    expectation.isProposed = fields["proposed"] == "yes" ? true : nil
    guard reader.faults.isEmpty else { throw .wrongFields(reader.faults) }
    meeting.expectations[index] = expectation
    return meeting
  }
}

extension FieldReader {
  /// Terms with the words used for them, one a line in a field per language: `directory = directory of central authorities`.
  mutating func terms(_ name: String) -> [String: LocalText] {
    var terms: [String: LocalText] = [:]
    for language in Language.allCases {
      let field = "\(name).\(language.rawValue)"
      for line in fields[field].split(whereSeparator: \.isNewline) where !Self.trimmed(line).isEmpty {
        let parts = line.split(separator: "=", maxSplits: 1).map(Self.trimmed)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
          add(.termUnreadable, field)
          break
        }
        terms[parts[0], default: LocalText()][language] = parts[1]
      }
    }
    return terms
  }

  /// The item that a thing belongs to.
  mutating func item(of meeting: Meeting) -> ID<AgendaItem>? {
    required("item", else: .choiceUnknown) { text in meeting.items.first { $0.id.description == text }?.id }
  }
}
