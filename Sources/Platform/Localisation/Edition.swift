// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import StrictJSON
import Synchronization

/// The sentences of one language, parsed, with the rules of the language.
final class Edition: Sendable {
  let language: Language
  let patterns: [String: MessagePattern]
  let plurals: PluralRules?
  let order: SortOrder?
  /// All States in the order of their names, once somebody asked for them.
  let sortedStates = Mutex<[StateCode]?>(nil)

  init(_ language: Language, folders: [URL]) throws(CannotReadWords) {
    guard let plurals = PluralRules(language), let order = SortOrder(language) else { throw .noRules(language) }
    var patterns: [String: MessagePattern] = [:]
    var origins: [String: String] = [:]
    for folder in folders {
      let file = folder.appendingPathComponent("\(language.rawValue).json")
      for (key, text) in try Self.texts(of: file).sorted(by: { $0.key < $1.key }) {
        if let origin = origins[key] { throw .duplicateKey(key: key, paths: [origin, file.path]) }
        origins[key] = file.path
        do {
          patterns[key] = try MessagePattern(text)
        } catch {
          throw .brokenPattern(path: file.path, language: language, key: key, reason: error.description)
        }
      }
    }
    self.language = language
    self.patterns = patterns
    self.plurals = plurals
    self.order = order
  }

  /// An edition without a sentence, so that every key shows as a marker.
  init(empty language: Language) {
    self.language = language
    self.patterns = [:]
    self.plurals = PluralRules(language)
    self.order = SortOrder(language)
  }

  private init(_ host: Edition, patterns: [String: MessagePattern], plurals: PluralRules?) {
    self.language = host.language
    self.patterns = patterns
    self.plurals = plurals
    self.order = host.order
  }

  /// The same sentences in disguise, shown where the host's sentences would be.
  func disguised(as pseudo: PseudoLanguage, in host: Edition) -> Edition {
    // The plural rules stay those of the sentences, which have English forms only.
    Edition(host, patterns: patterns.mapValues(pseudo.disguise), plurals: plurals)
  }

  private static func texts(of file: URL) throws(CannotReadWords) -> [String: String] {
    guard let data = try? Data(contentsOf: file) else { throw .noFile(path: file.path) }
    let value: JSONValue
    do {
      value = try StrictJSON.parse(data)
    } catch {
      let faults = error.issues.map { "\($0.reason.rawValue) \($0.path) in line \($0.position.line)" }
      throw .notTexts(path: file.path, reason: faults.joined(separator: "; "))
    }
    guard case .object(let members) = value.content else { throw .notTexts(path: file.path, reason: "not an object") }
    var texts: [String: String] = [:]
    for member in members {
      guard case .string(let text) = member.value.content else {
        throw .notTexts(path: file.path, reason: "\(member.name) in line \(member.position.line) is not a text")
      }
      texts[member.name] = text
    }
    return texts
  }
}
