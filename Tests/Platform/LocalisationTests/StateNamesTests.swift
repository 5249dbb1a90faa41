// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import Testing

@Suite("Names of States") struct StateNamesTests {
  let names = StateNames.shared

  func state(_ code: String) throws -> StateCode { try #require(StateCode(code)) }

  @Test("There are 198 real entries, each with a short name in all six languages, no two alike")
  func complete() {
    let real = names.states.filter { !$0.isFictional }
    #expect(real.count == 198)
    #expect(names.states.filter { !names.gaps(of: $0).isEmpty } == [])
    for language in Language.allCases {
      #expect(Set(real.compactMap { names.name(of: $0, .short, in: language) }).count == 198, "\(language)")
    }
  }

  @Test("Names are written in the script of their language", arguments: StateNameForm.allCases)
  func script(form: StateNameForm) {
    for state in names.states {
      func has(_ language: Language, _ range: ClosedRange<UInt32>) -> Bool {
        names.name(of: state, form, in: language)?.unicodeScalars.allSatisfy { !$0.properties.isAlphabetic || range.contains($0.value) }
          ?? false
      }
      #expect(has(.ar, 0x600...0x6FF), "\(state)")
      #expect(has(.zh, 0x4E00...0x9FFF), "\(state)")
      #expect(has(.ru, 0x400...0x4FF), "\(state)")
      #expect(has(.en, 0x41...0x17F), "\(state)")
    }
  }

  @Test(
    "A State is found by its name in any language, without accents, by a former name",
    arguments: [
      ("奥地利", "AT"), ("autriche", "AT"), ("австрия", "AT"), ("النمسا", "AT"), ("النّمسا", "AT"), ("cote d'ivoire", "CI"),
      ("cote d’ivoire", "CI"),
      ("swaziland", "SZ"), ("turkey", "TR"), ("viet nam", "VN"),
    ])
  func found(query: String, code: String) throws {
    #expect(names.states.filter { names.matches($0, query: query) } == [try state(code)])
  }

  @Test(
    "A formal name stands in all six languages or in none, where the short name is the formal one",
    arguments: [("AT", "Republic of Austria"), ("JP", "Japan")])
  func formal(code: String, name: String) throws {
    #expect(names.name(of: try state(code), .formal, in: .en) == name)
    for state in names.states {
      let own = Language.allCases.filter { names.name(of: state, .formal, in: $0) != names.name(of: state, .short, in: $0) }
      // Where the short name holds the whole form, as in "Republic of Moldova", some languages have both alike.
      #expect(own.isEmpty || own.count >= 4, "\(state)")
    }
  }

  @Test("Before it changed, a State has the name it had then")
  func former() throws {
    let before = try #require(CalendarDay("2018-01-01"))
    let after = try #require(CalendarDay("2019-01-01"))
    #expect(names.name(of: try state("SZ"), on: before, in: .fr) == "Swaziland")
    #expect(names.name(of: try state("SZ"), on: after, in: .fr) == "Eswatini")
  }

  /// Names that differ from general locale data, each with its reason, by language and code.
  static func reasons() throws -> [String: String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: folder.appending(path: "Cases/state-names/general-data.txt"), encoding: .utf8)
    var reasons: [String: String] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: "#", maxSplits: 1)
      let names = parts[0].split(separator: " ").joined(separator: " ")
      #expect(reasons[names] == nil, "\(names) stands twice")
      reasons[names] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
    }
    return reasons
  }

  @Test(
    "Short names agree with general locale data letter by letter, but for those that are listed with a reason",
    arguments: Language.allCases)
  func crossCheck(language: Language) throws {
    let reasons = try Self.reasons()
    #expect(reasons.values.allSatisfy { !$0.isEmpty })
    let locale = Locale(identifier: language.rawValue)
    var different: Set<String> = []
    for state in names.states where !state.isFictional {
      let other = try #require(locale.localizedString(forRegionCode: state.code)).replacing("'", with: "’")
      let own = try #require(names.name(of: state, .short, in: language))
      guard own != other else { continue }
      different.insert("\(language.rawValue) \(state)")
      #expect(reasons["\(language.rawValue) \(state)"] != nil, "\(language.rawValue) \(state): \(own) / \(other)")
    }
    // A reason that nothing needs any more would hide a slip made later.
    #expect(Set(reasons.keys.filter { $0.hasPrefix("\(language.rawValue) ") }) == different)
  }

  @Test("The codes are those of ISO 3166-1, with EU besides")
  func codes() throws {
    struct File: Decodable {
      struct Entry: Decodable { let alpha_2: String }
      let entries: [Entry]
      private enum CodingKeys: String, CodingKey { case entries = "3166-1" }
    }
    let data = try Data(contentsOf: URL(filePath: "/usr/share/iso-codes/json/iso_3166-1.json"))
    let known = Set(try JSONDecoder().decode(File.self, from: data).entries.map(\.alpha_2)).union(["EU"])
    #expect(names.states.filter { !$0.isFictional && !known.contains($0.code) } == [])
  }
}
