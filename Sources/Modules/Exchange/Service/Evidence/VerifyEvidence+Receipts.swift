// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import MerkleLog

extension EvidenceReading {
  // MARK: Receipts

  mutating func checkReceipts() {
    for text in receipts {
      let outcome = outcome(of: text)
      report.note(
        .receipt, outcome,
        [
          "name": "\(text.receipt.from)", "number": "\(text.number)", "act": text.receipt.evidence.act,
          "instant": text.receipt.issuedAt.ISO8601Format(),
        ])
      if case .relayAcceptance(let taken) = text.receipt.evidence { checkProof(taken, text, isBelieved: !outcome.fails) }
    }
    for number in messages.keys.sorted() {
      guard let manifest = messages[number]?.manifest, !receipts.contains(where: { isAcceptance($0, of: number) }) else { continue }
      report.note(.taking, .open(.noAcceptance), ["name": "\(manifest.to)", "number": "\(number)"])
    }
  }

  private func isAcceptance(_ text: ReceiptText, of number: Int) -> Bool {
    guard text.number == number, case .relayAcceptance = text.receipt.evidence else { return false }
    return true
  }

  private mutating func outcome(of text: ReceiptText) -> EvidenceFinding.Outcome {
    let receipt = text.receipt
    do throws(ExchangeProblem) {
      let key = try SealedText.receipt.verified(text.text, by: peers[receipt.from]).key.entry
      guard let message = messages[text.number], receipt.signed == message.signed, receipt.message == message.manifest.id else {
        return .fails(.otherMessage)
      }
      let (sender, recipient) = (message.manifest.from, message.manifest.to)
      let parties = receipt.evidence.maker == .ownNode ? (sender, recipient) : (recipient, sender)
      guard (receipt.from, receipt.to) == parties else { return .fails(.otherMessage) }
      if case .delivery(let files) = receipt.evidence, files != message.manifest.payloads.map(\.digest) { return .fails(.otherFiles) }
      let judged = judge(key, of: receipt.from, signedAt: receipt.issuedAt, proven: nil)
      guard judged == .holds || judged == .open(.timeUnproven) || judged == .open(.afterDirectory) else { return judged }
      return order(of: text, about: message) ?? judged
    } catch {
      return .fails(Self.fault(error))
    }
  }

  /// What a receipt says must fit what the same authority and the message say; `nil` when it does.
  private func order(of text: ReceiptText, about message: Message) -> EvidenceFinding.Outcome? {
    let (receipt, tolerance) = (text.receipt, Manifest.clockTolerance)
    let others = receipts.filter { $0.number == text.number && $0.receipt.from == receipt.from && $0.name != text.name }.map(\.receipt)
    guard receipt.issuedAt >= message.manifest.issuedAt.addingTimeInterval(-tolerance) else { return .fails(.timesReversed) }
    func when(_ act: String) -> Date? { others.first { $0.evidence.act == act }?.issuedAt }
    switch receipt.evidence {
    case .relayAcceptance(let taken):
      if when("relay-rejection") != nil { return .fails(.contradiction) }
      if taken.receivedAt > receipt.issuedAt.addingTimeInterval(tolerance) { return .fails(.timesReversed) }
      return isNewer(taken.directoryVersion) ? .open(.newerDirectory) : nil
    case .relayRejection(_, let receivedAt):
      if when("relay-acceptance") != nil { return .fails(.contradiction) }
      return receivedAt > receipt.issuedAt.addingTimeInterval(tolerance) ? .fails(.timesReversed) : nil
    case .delivery, .nonDelivery, .retrieval:
      if when("relay-rejection") != nil { return .fails(.contradiction) }
      if case .delivery = receipt.evidence, when("non-delivery") != nil { return .fails(.contradiction) }
      if case .nonDelivery = receipt.evidence, when("delivery") != nil { return .fails(.contradiction) }
      if let taken = received(in: others), receipt.issuedAt < taken.addingTimeInterval(-tolerance) { return .fails(.timesReversed) }
      if case .retrieval = receipt.evidence, let delivered = when("delivery"), receipt.issuedAt < delivered.addingTimeInterval(-tolerance) {
        return .open(.openedEarly)
      }
      return nil
    case .submissionAcceptance, .submissionRejection, .relayFailure: return nil
    }
  }

  private func received(in receipts: [Receipt]) -> Date? {
    receipts.compactMap { (receipt) -> Date? in
      guard case .relayAcceptance(let taken) = receipt.evidence else { return nil }
      return taken.receivedAt
    }.first
  }

  // MARK: Proofs

  private mutating func checkProof(_ taken: RelayAcceptance, _ text: ReceiptText, isBelieved: Bool) {
    let author = text.receipt.from
    let (proofName, eventName) = (EvidenceBundle.proof(text.number, author), EvidenceBundle.event(text.number, author))
    seen.formUnion([proofName, eventName])
    let values = Self.proofValues(author, text.number, TakingProof(taken.logProof))
    guard let taking = TakingProof(taken.logProof) else {
      report.note(.proof, InclusionProof(text: taken.logProof) == nil ? .fails(.proof) : .open(.eventUntold), values)
      return
    }
    // The copies beside the receipt are there for other programs; what was signed decides.
    let copies = [(proofName, Data(taken.logProof.utf8)), (eventName, taking.event)]
    guard isBelieved, taking.proves(text.receipt.signed), copies.allSatisfy({ bundle.members[$0.0] == $0.1 }) else {
      report.note(.proof, .fails(.proof), values)
      return
    }
    if let kept = KeptCheckpoint(taking.proof.checkpoint.note) { vouch(for: kept, by: author) }
    guard logKeys[author] == taking.key else {
      report.note(.proof, .fails(.checkpoint), values)
      return
    }
    report.note(.proof, isInTime(taking, taken, text.receipt) ? .holds : .fails(.timesReversed), values)
  }

  /// The event of taking stands between the receiving and the receipt: one that was received while the directory had expired is taken later.
  private func isInTime(_ taking: TakingProof, _ taken: RelayAcceptance, _ receipt: Receipt) -> Bool {
    guard let at = taking.at else { return false }
    return at >= taken.receivedAt.addingTimeInterval(-Manifest.clockTolerance)
      && at <= receipt.issuedAt.addingTimeInterval(Manifest.clockTolerance)
  }

  private static func proofValues(_ author: AuthorityName, _ number: Int, _ taking: TakingProof?) -> [String: String] {
    [
      "name": "\(author)", "number": "\(number)", "index": taking.map { "\($0.proof.index)" } ?? "–",
      "size": taking.flatMap { Checkpoint(text: $0.proof.checkpoint.text).map { "\($0.size)" } } ?? "–",
    ]
  }

  // MARK: The own submission

  /// The log of the authority that sent a message has its submission; only its own bundle can prove that.
  mutating func checkSubmissions() {
    for number in messages.keys.sorted() {
      guard let message = messages[number] else { continue }
      let author = message.manifest.from
      let (proofName, eventName) = (EvidenceBundle.proof(number, author), EvidenceBundle.event(number, author))
      guard let text = bundle.members[proofName].map({ String(decoding: $0, as: UTF8.self) }) else {
        if author == bundle.madeBy { report.note(.submission, .open(.noSubmission), Self.proofValues(author, number, nil)) }
        continue
      }
      seen.formUnion([proofName, eventName])
      let taking = TakingProof(text)
      report.note(.submission, submission(taking, message, bundle.members[eventName]), Self.proofValues(author, number, taking))
    }
  }

  private mutating func submission(_ taking: TakingProof?, _ message: Message, _ event: Data?) -> EvidenceFinding.Outcome {
    guard let taking, taking.proves(message.signed, TakingProof.submitted), taking.event == event else { return .fails(.proof) }
    let author = message.manifest.from
    guard logKeys[author] == taking.key else { return .fails(.checkpoint) }
    if let kept = KeptCheckpoint(taking.proof.checkpoint.note) { checkpoints[author, default: []].insert(kept) }
    for text in receipts where text.number == message.number {
      if case .submissionAcceptance(let index) = text.receipt.evidence, index != taking.proof.index { return .fails(.contradiction) }
    }
    guard let at = taking.at, at >= message.manifest.issuedAt.addingTimeInterval(-Manifest.clockTolerance) else {
      return .fails(.timesReversed)
    }
    // The key of the log counts for as much as the signed texts that have checkpoints of it.
    return vouched[author]?.contains { $0.isSigned(by: taking.key) } == true ? .holds : .open(.keyUnvouched)
  }
}

extension EvidenceFinding.Outcome {
  /// Whether it does not hold.
  var fails: Bool { if case .fails = self { true } else { false } }
}
