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
    case .acceptance, .conditionalAcceptance: [.acceptance]
    case .conditionsAccepted: [.conditionsAccepted]
    case .conditionsRefused: [.conditionsRefused]
    case .postponement: [.postponement]
    case .refusal: [.refusal]
    case .transmission: [.partialProduct, .fullProduct]
    case .productReceived: [.productReceived]
    case .notNeeded: [.withdrawal]
    case .statusAnswer: [.statusAnswer]
    default: []
    }
  }
}

extension Casework {
  /// The own messages that say what a letter says: of its acts, told on its day, or the only one where there is one such letter alone.
  func messages(for letter: CaseLetter, among letters: [CaseLetter], of request: RegisteredRequest) async throws -> [LetterMessage] {
    guard let exchange = around.exchange, !letter.kind.acts.isEmpty else { return [] }
    let told = try await messages(of: request.id).filter { $0.author == exchange.own && letter.kind.acts.contains($0.act) }
    let ofDay = told.filter { CalendarDay($0.at, in: zone) == letter.on }
    let isAlone = told.count == 1 && letters.count { $0.kind.acts == letter.kind.acts } == 1
    var found: [LetterMessage] = []
    for message in ofDay.isEmpty && isAlone ? told : ofDay {
      found.append(LetterMessage(id: message.message, signed: try await exchange.signed(message.message)))
    }
    return found
  }
}
