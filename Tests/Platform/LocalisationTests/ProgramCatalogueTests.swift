// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import Testing

/// ICU reads what the scripts checked with a reader of their own, so that the two cannot drift apart.
@Suite("The program's own catalogues")
struct ProgramCatalogueTests {
  private static let folders: [URL] = {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let sources = root.appendingPathComponent("Sources")
    guard let paths = FileManager.default.enumerator(atPath: sources.path) else { return [] }
    return paths.compactMap { $0 as? String }.filter { $0.hasSuffix("/Strings") }.sorted()
      .map { sources.appendingPathComponent($0) }
  }()

  @Test("All sentences of all modules load together, in every language, with the same values")
  func load() throws {
    try #require(!Self.folders.isEmpty)
    let catalogue = try Catalogue(folders: Self.folders)
    #expect(catalogue.keys.count > 50)
    #expect(catalogue.gaps.map(\.key) == [])
    let english = catalogue.words(.en)
    for language in Language.allCases {
      let words = catalogue.words(language)
      let differing = catalogue.keys.filter { words.argumentNames(of: $0) != english.argumentNames(of: $0) }
      #expect(differing == [], "\(language.rawValue)")
    }
  }

  @Test("Every sentence is complete for every count when its values are given")
  func complete() throws {
    let catalogue = try Catalogue(folders: Self.folders)
    for language in Language.allCases {
      let words = catalogue.words(language)
      for key in catalogue.keys {
        for count in [0, 1, 2, 5, 11, 21, 100, 1_000_000] {
          let names = words.argumentNames(of: key)
          let text = words(key, Dictionary(uniqueKeysWithValues: names.map { ($0, .integer(count)) }))
          #expect(!text.isEmpty && !text.contains("⟦") && !text.contains("{"), "\(language.rawValue) \(key) \(count)")
          if names.isEmpty { break }
        }
      }
    }
  }
}
