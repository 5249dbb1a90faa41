// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Instruments
import Localisation
import WritingRules

extension LetterComposer {
  private var kind: LegalBasisClaim.Kind { content.legalBasis?.kind ?? .convention }
  private var nature: Proceeding.Nature { content.proceeding?.nature ?? .criminal }

  /// Whether paragraphs 9 to 29 of article 46 govern the request, so that its letter may cite them.
  /// - Source: UNCAC 46(1), 46(7), 43(1)
  var isUnderArticle46: Bool {
    guard content.kind == .assistance, nature == .criminal else { return false }
    switch kind {
    case .convention, .otherTreatyWithElection: return true
    case .otherTreaty, .reciprocity: return false
    }
  }

  /// What the letter is called: assistance in civil and administrative matters is not mutual legal assistance under article 46.
  /// - Source: UNCAC 43(1), 46(1)
  var title: OfficialDocument.Pair {
    let key = content.supplements == nil ? "letter.title" : "letter.titleSupplementary"
    return pair("\(key).\(content.kind == .assistance ? nature.rawValue : content.kind.rawValue)")
  }

  /// The basis on which the requesting State asks, under the title.
  /// - Source: UNCAC 46(7), 43(1)
  var subtitle: OfficialDocument.Pair {
    let treaty = content.legalBasis?.treaty.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    switch (kind, treaty) {
    case (.convention, _) where content.kind != .assistance: return pair("letter.under.\(content.kind.rawValue)")
    case (.convention, _): return pair(nature == .criminal ? "letter.under.convention" : "letter.under.otherMatters")
    case (.otherTreaty, let treaty?): return OfficialDocument.Pair(treaty, treaty)
    case (.otherTreatyWithElection, let treaty?): return pair("letter.under.election", ["treaty": .text(treaty)])
    default:
      let key = "content.basis.\(kind.rawValue)"
      return OfficialDocument.Pair(first.capitalised(key), second.capitalised(key))
    }
  }

  /// The provision that asks for a part, where article 46 governs the request.
  func source(_ provision: String) -> String? { isUnderArticle46 ? provision : nil }

  /// The provision that the part on the proceeding answers to.
  var sourceOfProceeding: String? {
    kind == .convention && nature != .criminal ? "43(1)" : source("46(15)(b)")
  }

  /// A sentence that cites article 46 where that governs the request, and nothing otherwise.
  func citing(_ key: String) -> OfficialDocument.Pair {
    let own = "\(key).\(content.kind.rawValue)"
    return pair(first.contains(own) ? own : "\(key).\(isUnderArticle46 ? "convention" : "plain")")
  }
}
