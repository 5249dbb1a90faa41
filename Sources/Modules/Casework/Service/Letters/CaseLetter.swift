// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel

/// A letter to the other State that the state of a request can produce: what it tells, with the day of the act that it tells of.
///
/// It is made from the record alone, so that it can be made again at any time and says the same.
struct CaseLetter: Codable, Hashable, Sendable {
  /// The kinds of letter; each has a title and a sentence of its own in all languages.
  enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    case acknowledgement, informationRequest, refusalConsultation, postponementConsultation, costConsultation, hearing, coordination
    case acceptance, conditionalAcceptance, postponement, refusal, forwarding, returned, transmission, confidentialityNotice
    case statusAnswer, measureLifted, closure
    case conditionsConsultation, counterProposal, prolongation, executionResumed
    case dispatch, dispatchAgain, writtenConfirmation, reminder, informationAnswer, consultationAccepted, consultationDeclined
    case conditionsAccepted, conditionsRefused, productReceived, notNeeded, outgoingClosure
    case consentRequest, disclosureNotice, disclosureTold
    case materialConfidentiality, consentGranted, consentRefused
    case safeConductGiven, safeConductEnded, transferTerms, releaseAllowed, personReturned
    case prosecutionInstead, prosecutionResult, disposalDecision, disposalAgreed, handOver
  }

  /// What a letter says besides its sentence: a label, with words of the program or those that an officer typed.
  enum Line: Codable, Hashable, Sendable {
    /// What somebody typed, in whatever language.
    case told(String, String)
    /// What somebody typed on one line, such as a name.
    case named(String, String)
    /// A day.
    case day(String, CalendarDay)
    /// Several days.
    case days(String, [CalendarDay])
    /// Words of the program, by their keys.
    case chosen(String, [String])
    /// A number or reference that is the same in every language.
    case code(String, String)
  }

  /// Its name in addresses; it stays the same whatever comes later.
  fileprivate(set) var name: String
  /// What kind of letter it is.
  let kind: Kind
  /// The day of the act that it tells of.
  let on: CalendarDay
  /// The items that it concerns; empty for the request as a whole.
  let items: [ItemID]
  /// The day of what it answers or tells of, where its sentence names one.
  var about: CalendarDay?
  /// What the consultation that it answers was about, where its sentence depends on that.
  var topic: Consultation.Topic?
  /// What it says besides its sentence.
  var lines: [Line] = []
  /// The conditions that it names.
  var conditions: [Condition] = []
  /// The SHA-256 digests of the files that go with it.
  var files: [String] = []
  /// Whether it tells what became of each item.
  var tellsOutcomes = false
  /// What the Convention says about it, where that governs.
  let laws: [Law]

  init(_ kind: Kind, _ mark: String? = nil, on day: CalendarDay, items: [ItemID] = [], laws: [Law], of head: RequestHead) {
    self.kind = kind
    name = mark.map { "\(kind.rawValue)-\($0)" } ?? kind.rawValue
    on = day
    self.items = items
    self.laws = laws.filter { $0.governs(head) }
  }

  /// A provision that a letter names in a sentence of its own.
  enum Law: String, Codable, Hashable, Sendable, CaseIterable {
    case execution, status, notNeeded, information, consultation, conditions, costs, hearing, coordination, extraditionConsultation
    case procedure, postponement, refusal, forwarding, oralRequest, use, confidentiality, spontaneous
    case safeConduct, transfer, nationals, disposal, disposalAgreement, deductions

    /// Whether the provision governs a request: paragraphs 9 to 29 of article 46 give way to another treaty.
    /// - Source: UNCAC 46(7)
    func governs(_ head: RequestHead) -> Bool {
      switch self {
      case .hearing, .coordination, .spontaneous, .disposal, .disposalAgreement, .deductions: head.basis.namesConvention
      case .extraditionConsultation, .nationals: head.kind == .extradition && head.basis.namesConvention
      default: head.kind.isUnderArticle46 && head.basis.appliesParagraphs9To29
      }
    }
  }
}

extension RegisteredRequest {
  /// The letters that the request as it stands can produce, in the order of their days; those of its records come on top.
  func letters(_ records: [any CaseRecord] = []) -> [CaseLetter] {
    let own: [CaseLetter] =
      switch self {
      case .incoming(let request): request.letters
      case .outgoing(let request): request.letters
      }
    return (own + records.flatMap { ($0 as? any LetterRecord)?.letters(of: self) ?? [] }).enumerated()
      .sorted { ($0.element.on, $0.offset) < ($1.element.on, $1.offset) }.map(\.element).namedApart
  }
}

extension [CaseLetter] {
  /// What was decided in the same way a second time on a day has a letter of its own, with a name of its own.
  fileprivate var namedApart: [CaseLetter] {
    var seen: [String: Int] = [:]
    return map { letter in
      let count = (seen[letter.name] ?? 0) + 1
      seen[letter.name] = count
      guard count > 1 else { return letter }
      var other = letter
      other.name += "-\(count)"
      return other
    }
  }
}

/// Items that were decided alike share a letter.
func grouped<Key: Hashable>(_ items: [(ItemID, Key)]) -> [(key: Key, items: [ItemID])] {
  var order: [Key] = []
  var found: [Key: [ItemID]] = [:]
  for (id, key) in items {
    if found[key] == nil { order.append(key) }
    found[key, default: []].append(id)
  }
  return order.map { ($0, found[$0] ?? []) }
}

extension CaseLetter.Line {
  /// A line of typed text; `nil` when nothing was typed.
  static func told(_ label: String, maybe text: String?) -> CaseLetter.Line? {
    guard let text, !text.allSatisfy(\.isWhitespace) else { return nil }
    return .told(label, text)
  }
}

extension Consultation {
  /// Whether it ended because no answer came by the day set.
  var isUnanswered: Bool { if case .lapsed = outcome { true } else { false } }
}

extension ConsultationStanding {
  /// Why consulting was not appropriate, where that was said.
  /// - Source: UNCAC 44(17)
  var notAppropriate: String? { if case .notAppropriate(let reason) = self { reason } else { nil } }
}
