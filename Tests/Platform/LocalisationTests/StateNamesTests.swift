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

  /// Names that differ from general locale data because the United Nations write them so.
  static let unitedNationsForms: Set<String> = [
    "BN", "BO", "CD", "CG", "CI", "CV", "EU", "FM", "GB", "GM", "IR", "KN", "KP", "KR", "LA", "LC", "MD", "MM", "NL", "PS", "RU", "ST",
    "SY",
    "TR", "TT", "TZ", "US", "VA", "VC", "VE", "VN", "AG", "BA", "CN", "CZ",
  ]

  @Test("English names agree with general locale data, but for the known United Nations forms")
  func crossCheck() throws {
    let locale = Locale(identifier: "en")
    for state in names.states where !state.isFictional && !Self.unitedNationsForms.contains(state.code) {
      let other = try #require(locale.localizedString(forRegionCode: state.code))
      let own = try #require(names.name(of: state, .short, in: .en))
      #expect(SearchText.tokens(own) == SearchText.tokens(other), "\(state): \(own) / \(other)")
    }
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
