// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation

/// A folder of strings for one test, removed with the value that holds it.
final class TemporaryStrings {
  let url: URL

  /// Writes one file per language; languages that are not given get the English texts.
  init(_ texts: [Language: [String: String]]) throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("strings-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for language in Language.allCases {
      let data = try JSONEncoder().encode(texts[language] ?? texts[.en] ?? [:])
      try data.write(to: file(language))
    }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func file(_ language: Language) -> URL { url.appendingPathComponent("\(language.rawValue).json") }
}

/// The words of one language for a single sentence under the key `test.text`.
func words(_ language: Language, _ text: String = "", settings: Catalogue.Settings = .init()) throws -> Words {
  let strings = try TemporaryStrings([.en: ["test.text": text]])
  return try Catalogue(folders: [strings.url], settings: settings).words(language)
}

/// The text without the invisible signs that keep foreign words in order inside Arabic.
func withoutIsolates(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.filter { !(0x2066...0x2069).contains($0.value) }))
}
