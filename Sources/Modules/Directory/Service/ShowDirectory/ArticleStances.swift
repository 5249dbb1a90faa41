// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
public import Instruments
public import Kernel
public import Localisation

/// What one State has told the directory about a provision, for pages of other modules.
public struct DirectoryStance: Sendable, Hashable {
  /// The State.
  public let state: StateCode
  /// The field's label in the reader's language.
  public let label: String
  /// What the State has told, in the reader's language where the directory has words for it.
  public let value: String
  /// The authority's page.
  public let url: String
}

extension DirectoryStore {
  /// What States have publicly told about a provision, by their names; an article as a whole has everything about its paragraphs.
  ///
  /// Each State once for each field, as its first authority in force on the day says it.
  /// - Source: UNCAC 44(5), 44(6), 46(1), 46(9), 46(13), 46(14), 46(15), 46(19), 46(28), 55(6)
  public func stances(on provision: Provision, day: CalendarDay, in words: Words) async throws -> [DirectoryStance] {
    let fields = Self.fields.filter { field in
      field.article == provision.article
        && (provision.paragraph.map { field.paragraphs.contains($0) } ?? true)
    }
    guard !fields.isEmpty else { return [] }
    let authorities = try await snapshot().authorities.filter { authority in
      (authority.validFrom.map { $0 <= day } ?? true) && (authority.validTo.map { $0 >= day } ?? true)
    }.map(\.publicPart)
    let states = words.sorted(Set(authorities.map(\.state))) { words.state($0) }
    return fields.flatMap { field in
      states.compactMap { state -> DirectoryStance? in
        for authority in authorities where authority.state == state && field.kinds.contains(authority.kind) {
          guard let value = field.value(authority.requirements, words) else { continue }
          return DirectoryStance(
            state: state, label: words("directory.field.\(field.name)"), value: value, url: "/directory/authorities/\(authority.id)")
        }
        return nil
      }
    }
  }

  /// A field that answers to paragraphs of an article.
  private struct StanceField: Sendable {
    let article: Int
    let paragraphs: [Int]
    let name: String
    let kinds: [CompetentAuthority.Kind]
    let value: @Sendable (Requirements, Words) -> String?
  }

  private static let fields: [StanceField] = [
    field(44, [5, 6], "conventionForExtradition", [.extradition, .mutualLegalAssistance]) { asks, words in
      said(asks.conventionForExtradition, words)
    },
    field(46, [1], "conventionForAssistance") { asks, words in said(asks.conventionForAssistance, words) },
    field(46, [9], "dualCriminality") { asks, words in asks.dualCriminality.map { words("directory.dualCriminality.\($0.rawValue)") } },
    field(46, [13], "channels") { asks, words in
      asks.channels.map { words.list($0.map { words("directory.channel.\($0.rawValue)") }) }
    },
    field(46, [14], "languages") { asks, words in
      asks.languages.map {
        words.list($0.sorted { $0.rawValue < $1.rawValue }.map { words("directory.language.\($0.rawValue)") })
      }
    },
    field(46, [15], "annexes") { asks, words in
      asks.annexes.flatMap { $0.isEmpty ? nil : words.list($0.map { words("directory.annex.\($0.rawValue)") }.sorted()) }
    },
    field(46, [19], "limitsOnUse") { asks, _ in asks.limitsOnUse },
    field(46, [28], "costs") { asks, _ in asks.costs },
    field(55, [6], "conventionForConfiscation", [.assetRecovery, .mutualLegalAssistance]) { asks, words in
      said(asks.conventionForConfiscation, words)
    },
  ]

  private static func field(
    _ article: Int, _ paragraphs: [Int], _ name: String, _ kinds: [CompetentAuthority.Kind] = [.mutualLegalAssistance],
    _ value: @escaping @Sendable (Requirements, Words) -> String?
  ) -> StanceField {
    StanceField(article: article, paragraphs: paragraphs, name: name, kinds: kinds, value: value)
  }

  private static func said(_ stance: Stance?, _ words: Words) -> String? {
    switch stance {
    case .yes: words("directory.stance.yes")
    case .no: words("directory.stance.no")
    case .conditions(let text): "\(words("directory.stance.conditions")) \(text)"
    case nil: nil
    }
  }
}
