// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Kernel

/// A message of the exchange that says what a letter says, so that paper and message can be tied together.
struct LetterMessage: Hashable, Sendable {
  /// Names the message; it stands from the act on.
  let id: MessageID
  /// The digest of the signed message; `nil` while it is not signed.
  let signed: DigestOf<SignedMessage>?

  /// A digest as people read it from paper: groups of four.
  static func grouped(_ digest: DigestOf<SignedMessage>) -> String {
    let digits = Array(digest.hex)
    return stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<min($0 + 4, digits.count)]) }.joined(separator: " ")
  }
}

extension CaseLetter.Kind {
  /// The acts of the exchange that tell what such a letter tells.
  var acts: Set<TravellingAct> {
    switch self {
    case .dispatch, .dispatchAgain: [.request, .supplementaryRequest, .spontaneousInformation]
    case .acknowledgement: [.acknowledgement]
    case .informationRequest: [.informationAsked]
    case .informationAnswer: [.informationGiven]
    case .refusalConsultation, .postponementConsultation, .costConsultation, .conditionsConsultation: [.consultationOpened]
    case .consultationAccepted, .consultationDeclined: [.consultationAnswered]
    case .counterProposal: [.consultationProposed]
    case .acceptance, .conditionalAcceptance: [.acceptance]
    case .conditionsAccepted: [.conditionsAccepted]
    case .conditionsRefused: [.conditionsRefused]
    case .postponement: [.postponement]
    case .refusal: [.refusal]
    case .transmission: [.partialProduct, .fullProduct]
    case .productReceived: [.productReceived]
    case .notNeeded: [.withdrawal]
    case .reminder: [.statusEnquiry]
    case .statusAnswer: [.statusAnswer]
    default: []
    }
  }
}

extension CaseLetter {
  /// Whether a message tells of the very act that the letter tells of.
  func isTold(by message: CaseMessage) -> Bool {
    switch message.anchor {
    case .inquiry(let place), .enquiry(let place): return name == "\(kind.rawValue)-\(place + 1)"
    case .consultation(let id) where kind == .counterProposal:
      guard case .consultationProposed(let told)? = DocumentFile.kept(message.document, of: message.act) else { return false }
      return name.hasPrefix("\(kind.rawValue)-\(id)-") && on == told.on && says(told.proposal)
    case .consultation(let id), .transmission(let id): return name == "\(kind.rawValue)-\(id)"
    case .request, nil: break
    }
    guard let document = DocumentFile.kept(message.document, of: message.act), let day = document.on else { return false }
    let told = Set(document.items)
    switch document {
    // What was withdrawn in several goes and is told on one day has one letter.
    case .withdrawal: return told.isSubset(of: items)
    case .acknowledgement, .request: return on == day
    case .acceptance(let acceptance), .conditionsAccepted(let acceptance):
      // What was decided alike in several goes on one day has one letter.
      return on == day && told.isSubset(of: items) && Set(acceptance.conditions) == Set(conditions.map(\.text))
    case .refusal(let refusal): return on == day && told.isSubset(of: items) && says(refusal.reasons)
    case .postponement(let postponement): return on == day && told.isSubset(of: items) && says(postponement.reasons)
    case .conditionsRefused(let answer): return on == day && told == Set(items) && says(answer.text)
    default: return on == day && told == Set(items)
    }
  }

  private func says(_ text: String) -> Bool {
    text.isEmpty || lines.contains { if case .told(_, text) = $0 { true } else { false } }
  }
}

extension Casework {
  /// The own messages that say what a letter says: of the very act, or the only one where there is one such letter alone.
  func messages(for letter: CaseLetter, among letters: [CaseLetter], of request: RegisteredRequest) async throws -> [LetterMessage] {
    guard let exchange = around.exchange, !letter.kind.acts.isEmpty else { return [] }
    let told = try await messages(of: request.id).filter { $0.author == exchange.own && letter.kind.acts.contains($0.act) }
    let alike = letters.filter { $0.kind.acts == letter.kind.acts }
    let isAlone = told.count == 1 && alike.count == 1
    var found: [LetterMessage] = []
    for message in isAlone ? told : chosen(told.filter(letter.isTold), for: letter, among: alike) {
      found.append(LetterMessage(id: message.message, signed: try await exchange.signed(message.message)))
    }
    return found
  }

  /// Of messages that say the same, as when a request went out again, the one of the letter's own turn; none where that is not clear.
  private func chosen(_ messages: [CaseMessage], for letter: CaseLetter, among letters: [CaseLetter]) -> [CaseMessage] {
    let told = messages.flatMap { DocumentFile.kept($0.document, of: $0.act)?.items ?? [] }
    // Of different items each tells its part of the letter.
    guard messages.count > 1, letter.kind != .notNeeded, told.isEmpty || Set(told).count < told.count else { return messages }
    let same = letters.filter { other in messages.allSatisfy(other.isTold) }
    guard same.count == messages.count, let turn = same.firstIndex(where: { $0.name == letter.name }) else { return [] }
    return [messages[turn]]
  }
}
