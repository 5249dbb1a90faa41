// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import MeetingsRules
import StrictJSON

/// The annotations of an agenda in one language as a file, with the words around them by which a mix-up is found.
///
/// Links are written as `[symbol](target)`; only what is between the square brackets is text.
struct AnnotationFile: Codable, Hashable, Sendable {
  struct Item: Codable, Hashable, Sendable {
    var item: FileReference
    var title: String
    var paragraphs: [String]
    var documents: [String]
  }

  struct Annex: Codable, Hashable, Sendable {
    var heading: String
    var title: String
    var columns: [String]
  }

  var masthead: [String]
  var agendaHeading: String
  var annotationsHeading: String
  var documentsHeading: String
  var items: [Item]
  var annex: Annex

  enum CodingKeys: String, CodingKey {
    case masthead, items, annex
    case agendaHeading = "agenda_heading"
    case annotationsHeading = "annotations_heading"
    case documentsHeading = "documents_heading"
  }

  /// Reads a file strictly, YAML or JSON.
  static func read(_ data: Data, isYAML: Bool) throws(StrictJSONError) -> (file: AnnotationFile, tree: JSONValue) {
    let tree = isYAML ? try StrictYAML.parse(data) : try StrictJSON.parse(data)
    return (try StrictDecoder().decode(AnnotationFile.self, from: tree), tree)
  }

  /// Text without the marks of links and headings.
  static func plain(_ text: String) -> String {
    text.replacing(/\[([^\]]*)\]\([^)]*\)/) { String($0.output.1) }.replacing(/^#+ */, with: "").trimmingCharacters(in: .whitespaces)
  }

  /// What remains of a text when it is compared: white space and marks say nothing.
  static func compared(_ text: String) -> String { plain(text).filter { !$0.isWhitespace } }
}

/// Puts the annotations of a file into a dossier, where the file is about that dossier's agenda.
struct AnnotationReader {
  let file: AnnotationFile
  let tree: JSONValue
  let language: Kernel.Language
  private var issues: [StrictJSONError.Issue] = []

  init(_ file: AnnotationFile, tree: JSONValue, in language: Kernel.Language) {
    self.file = file
    self.tree = tree
    self.language = language
  }

  /// The dossier with the annotations of the file in its language; other languages keep theirs.
  /// - Throws: `StrictJSONError` with every place that is not this agenda's: another title, another document, another heading.
  mutating func taken(into dossier: MeetingDossier, catalogue: (Kernel.Language) -> Words) throws(StrictJSONError) -> MeetingDossier {
    var changed = dossier
    for (place, entry) in file.items.enumerated() {
      let path = "items[\(place)]"
      guard let number = ItemNumber(entry.item.text), let index = changed.meeting.items.firstIndex(where: { $0.number == number }) else {
        refuse("\(path).item", "the number of an item of the agenda")
        continue
      }
      if file.items[..<place].contains(where: { $0.item == entry.item }) { refuse("\(path).item", "each item once") }
      agree(entry.title, changed.meeting.items[index].title[language], "\(path).title")
      changed.meeting.items[index].annotate(entry.paragraphs.map(AnnotationFile.plain), in: language)
    }
    let composer = AgendaComposer(changed, in: language, catalogue: catalogue)
    agree(with: composer.paper, words: composer.words)
    guard issues.isEmpty else { throw StrictJSONError(issues) }
    return changed
  }

  /// Compares everything around the annotations with what the agenda itself prints.
  private mutating func agree(with paper: OfficialPaper, words: Words) {
    let head = paper.masthead
    let printed =
      [head.organ, head.symbol.map { .init($0, language) }].compactMap(\.self) + head.lines
      + [head.body, head.occasion, paper.title].compactMap(\.self)
    let (given, wanted) = (file.masthead.map(AnnotationFile.compared).joined(), printed.map { AnnotationFile.compared($0.text) }.joined())
    // A body's long name may run over two lines, so that the masthead is compared as a whole.
    if given != wanted { refuse("masthead", printed.map(\.text).joined(separator: " / ")) }
    agree(file.agendaHeading, paper.blocks.compactMap(\.chapter).first, "agenda_heading")
    agree(file.annotationsHeading, words("meetings.annotated.annotations"), "annotations_heading")
    agree(file.documentsHeading, words("meetings.documents.title"), "documents_heading")
    agree(file.annex.heading, words("meetings.annotated.annex"), "annex.heading")
    agree(file.annex.title, words("meetings.annotated.organization"), "annex.title")
    let columns = ["time", "item", "title"].map { words("meetings.column.\($0)") }
    if file.annex.columns.map(AnnotationFile.compared) != columns.map(AnnotationFile.compared) {
      refuse("annex.columns", columns.joined(separator: ", "))
    }
    let text = AnnotationFile.compared(paper.text)
    for (place, entry) in file.items.enumerated() {
      for (index, line) in entry.documents.enumerated() where !text.contains(AnnotationFile.compared(line)) {
        refuse("items[\(place)].documents[\(index)]", "a document listed under the item, with its title and symbol")
      }
    }
  }

  private mutating func agree(_ given: String, _ wanted: String?, _ path: String) {
    if AnnotationFile.compared(given) != AnnotationFile.compared(wanted ?? "") { refuse(path, wanted ?? "") }
  }

  private mutating func refuse(_ path: String, _ expected: String) {
    let steps = path.split { $0 == "." || $0 == "[" || $0 == "]" }.map(String.init)
    issues.append(StrictJSONError.Issue(.wrongValue, path: path, at: tree[steps]?.position ?? tree.position, expected: expected))
  }
}

extension OfficialPaper.Block {
  /// The words of a heading of the first level.
  fileprivate var chapter: String? { if case .heading(let piece, 1) = self { piece.text } else { nil } }
}

extension AgendaItem {
  /// Sets the annotation in one language; paragraphs are told apart by their place, and other languages keep theirs.
  mutating func annotate(_ paragraphs: [String], in language: Kernel.Language) {
    for index in annotation.indices { annotation[index][language] = index < paragraphs.count ? paragraphs[index] : nil }
    if paragraphs.count > annotation.count { annotation += paragraphs[annotation.count...].map { LocalText([language: $0]) } }
    annotation.removeAll { $0.texts.values.allSatisfy(\.isEmpty) }
  }
}
