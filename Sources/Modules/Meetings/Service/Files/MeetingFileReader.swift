// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
public import MeetingsRules
public import StrictJSON

/// Makes a dossier of a file: gives things their identifiers and follows every reference.
struct MeetingFileReader {
  let file: MeetingFile
  let tree: JSONValue
  private(set) var issues: [StrictJSONError.Issue] = []
  private(set) var bodies: [Mark: ID<Body>] = [:]
  private(set) var meetings: [Mark: ID<Meeting>] = [:]
  private(set) var documents: [Mark: ID<MeetingDocument>] = [:]
  private(set) var mandates: [Mark: ID<Mandate>] = [:]
  private(set) var panels: [Mark: ID<Panel>] = [:]
  private(set) var items: [ItemNumber: ID<AgendaItem>] = [:]
  /// The language of words that are quoted plainly from the version that was read.
  private(set) var versionRead = Language.en

  init(_ file: MeetingFile, tree: JSONValue) {
    self.file = file
    self.tree = tree
  }

  // MARK: References

  mutating func refuse(_ path: String, _ expected: String) {
    let steps = path.split { $0 == "." || $0 == "[" || $0 == "]" }.map(String.init)
    let position = tree[steps]?.position ?? tree.position
    issues.append(StrictJSONError.Issue(.wrongValue, path: path, at: position, expected: expected))
  }

  mutating func find<Owner>(_ mark: Mark, in known: [Mark: ID<Owner>], _ path: String, _ expected: String) -> ID<Owner>? {
    if let id = known[mark] { return id }
    refuse(path, expected)
    return nil
  }

  mutating func findItem(_ reference: FileReference, _ path: String) -> ID<AgendaItem>? {
    if let number = ItemNumber(reference.text), let id = items[number] { return id }
    refuse(path, "the number of an item of the agenda")
    return nil
  }

  mutating func body(_ mark: Mark?, _ path: String) -> ID<Body>? {
    mark.flatMap { find($0, in: bodies, path, "the id of a body of this file") }
  }
  mutating func meeting(_ mark: Mark?, _ path: String) -> ID<Meeting>? {
    mark.flatMap { find($0, in: meetings, path, "the id of a meeting of this file") }
  }
  mutating func document(_ mark: Mark?, _ path: String) -> ID<MeetingDocument>? {
    mark.flatMap { find($0, in: documents, path, "the id of a document of this file") }
  }
  mutating func mandate(_ mark: Mark?, _ path: String) -> ID<Mandate>? {
    mark.flatMap { find($0, in: mandates, path, "the id of a mandate of this file") }
  }
  mutating func panel(_ mark: Mark?, _ path: String) -> ID<Panel>? {
    mark.flatMap { find($0, in: panels, path, "the id of a panel of this file") }
  }

  // MARK: Names

  /// The meeting that the file is about: the one named, or the only one with an agenda status.
  mutating func subject() -> Titled<FileMeeting>? {
    if let mark = file.meeting {
      if let meeting = file.meetings.first(where: { $0.base.id == mark }) { return meeting }
      refuse("meeting", "the id of a meeting of this file")
      return nil
    }
    let candidates = file.meetings.filter { $0.base.agendaStatus != nil }
    if candidates.count == 1 { return candidates[0] }
    if file.meetings.count == 1 { return file.meetings[0] }
    refuse("meetings", "one meeting with agenda_status, or the member meeting that names one")
    return nil
  }

  /// Gives every thing its identifier; a name that stands twice is refused.
  mutating func nameThings(_ subject: Mark) {
    versionRead =
      file.documents.first { $0.base.kind.value == .annotatedProvisionalAgenda && $0.base.meeting == subject }?.base.thisVersion ?? .en
    for (index, thing) in file.bodies.enumerated() {
      keep(thing.base.id, thing.base.uuid ?? .derived(from: DerivedName.body(thing.base.id)), \.bodies, "bodies[\(index)].id")
    }
    for (index, thing) in file.meetings.enumerated() {
      keep(thing.base.id, thing.base.uuid ?? .derived(from: DerivedName.meeting(thing.base.id)), \.meetings, "meetings[\(index)].id")
    }
    for (index, thing) in file.documents.enumerated() {
      let name = DerivedName.document(thing.base.symbol ?? thing.base.alias, thing.base.id, in: subject)
      keep(thing.base.id, thing.base.uuid ?? .derived(from: name), \.documents, "documents[\(index)].id")
    }
    for (index, thing) in file.mandates.enumerated() {
      let name = DerivedName.part("mandate", thing.id, of: thing.recordedFor ?? subject)
      keep(thing.id, thing.uuid ?? .derived(from: name), \.mandates, "mandates[\(index)].id")
    }
    for (index, thing) in (file.panels ?? []).enumerated() {
      keep(thing.id, thing.uuid ?? .derived(from: DerivedName.part("panel", thing.id, of: subject)), \.panels, "panels[\(index)].id")
    }
    for (index, thing) in file.agenda.enumerated() {
      guard let number = ItemNumber(thing.base.number, letter: thing.base.letter) else {
        refuse("agenda[\(index)].number", "1 to 999, and a letter a to z for an item below")
        continue
      }
      if items[number] != nil { refuse("agenda[\(index)].number", "each item once") }
      items[number] = thing.base.uuid ?? .derived(from: DerivedName.part("item", number, of: subject))
    }
  }

  private mutating func keep<Owner>(
    _ mark: Mark, _ id: ID<Owner>, _ place: WritableKeyPath<MeetingFileReader, [Mark: ID<Owner>]>, _ path: String
  ) {
    if self[keyPath: place][mark] != nil { refuse(path, "each id once") }
    self[keyPath: place][mark] = id
  }
}

extension MeetingFile {
  /// The dossier that the file describes.
  /// - Throws: `StrictJSONError` with every reference that leads nowhere and every name that stands twice.
  public func dossier(_ tree: JSONValue) throws(StrictJSONError) -> MeetingDossier {
    var reader = MeetingFileReader(self, tree: tree)
    guard let subject = reader.subject() else { throw StrictJSONError(reader.issues) }
    reader.nameThings(subject.base.id)
    let dossier = reader.dossier(of: subject)
    guard reader.issues.isEmpty, let dossier else { throw StrictJSONError(reader.issues) }
    return dossier
  }
}
