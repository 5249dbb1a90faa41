// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import MerkleLog
import StrictJSON
import TimeStamp

extension EvidenceReading {
  // MARK: Receipts

  /// Reads the receipts; what each is worth is decided once the messages are known.
  mutating func readReceipts() {
    for name in bundle.names(in: "receipts/") {
      seen.insert(name)
      guard let number = Self.number(of: name, in: "receipts/"), let text = bundle.members[name],
        let receipt = Self.payload(of: text).flatMap({ try? ReceiptJSON.read($0) }), name == EvidenceBundle.receipt(number, receipt)
      else {
        report.note(.receipt, .fails(.unreadable), ["name": name, "number": "–", "act": "–", "instant": "–"])
        continue
      }
      receipts.append(ReceiptText(name: name, number: number, text: text, receipt: receipt))
    }
  }

  /// Whether the signature of a receipt holds and its key counted when it says that it was made.
  func isSound(_ text: ReceiptText) -> Bool {
    guard let key = try? SealedText.receipt.verified(text.text, by: peers[text.receipt.from]).key.entry else { return false }
    return key.standing(signedAt: text.receipt.issuedAt, receivedAt: text.receipt.issuedAt).isRelied
  }

  mutating func checkReceipts() {
    for text in receipts {
      let values = [
        "name": "\(text.receipt.from)", "number": "\(text.number)", "act": text.receipt.evidence.act,
        "instant": text.receipt.issuedAt.ISO8601Format(),
      ]
      let outcome = outcome(of: text)
      report.note(.receipt, outcome, values)
      if case .relayAcceptance(let taken) = text.receipt.evidence {
        var isBelieved = true
        if case .fails = outcome { isBelieved = false }
        checkProof(taken.logProof, text, isBelieved: isBelieved)
      }
    }
  }

  private func outcome(of text: ReceiptText) -> EvidenceFinding.Outcome {
    let receipt = text.receipt
    do throws(ExchangeProblem) {
      let key = try SealedText.receipt.verified(text.text, by: peers[receipt.from]).key.entry
      guard key.standing(signedAt: receipt.issuedAt, receivedAt: receipt.issuedAt).isRelied else { return .fails(.keyNotRelied) }
      guard let message = messages[text.number], receipt.signed == message.signed, receipt.message == message.manifest.id else {
        return .fails(.otherMessage)
      }
      let (sender, recipient) = (message.manifest.from, message.manifest.to)
      let parties = receipt.evidence.maker == .ownNode ? (sender, recipient) : (recipient, sender)
      guard (receipt.from, receipt.to) == parties else { return .fails(.otherMessage) }
      if case .delivery(let files) = receipt.evidence, files != message.manifest.payloads.map(\.digest) { return .fails(.otherFiles) }
      return Self.proven(key, nil)
    } catch {
      return .fails(Self.fault(error))
    }
  }

  // MARK: Proofs

  private mutating func checkProof(_ said: String, _ text: ReceiptText, isBelieved: Bool) {
    let author = text.receipt.from
    let (proofName, eventName) = (EvidenceBundle.proof(text.number, author), EvidenceBundle.event(text.number, author))
    seen.formUnion([proofName, eventName])
    var values = ["name": "\(author)", "number": "\(text.number)", "index": "–", "size": "–"]
    guard let taking = TakingProof(said) else {
      report.note(.proof, InclusionProof(text: said) == nil ? .fails(.proof) : .open(.eventUntold), values)
      return
    }
    values["index"] = "\(taking.proof.index)"
    values["size"] = Checkpoint(text: taking.proof.checkpoint.text).map { "\($0.size)" } ?? "–"
    // The copies beside the receipt are there for other programs; what was signed decides.
    let copies = [(proofName, Data(said.utf8)), (eventName, taking.event)]
    guard isBelieved, taking.proves(text.receipt.signed), copies.allSatisfy({ bundle.members[$0.0] == $0.1 }) else {
      report.note(.proof, .fails(.proof), values)
      return
    }
    if logKeys[author] == nil { logKeys[author] = taking.key }
    if let kept = KeptCheckpoint(taking.proof.checkpoint.note) { checkpoints[author, default: []].insert(kept) }
    report.note(.proof, logKeys[author] == taking.key ? .holds : .fails(.checkpoint), values)
  }

  // MARK: Checkpoints

  mutating func checkLogs() {
    let vouched = checkpoints
    for name in bundle.names(in: "checkpoints/") {
      seen.insert(name)
      let base = name.dropFirst("checkpoints/".count)
      guard let author = bundledAuthor(base) else { continue }
      if base.hasSuffix(".key") {
        let key = bundle.members[name].flatMap { NoteKey(String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .newlines)) }
        if logKeys[author] == nil { logKeys[author] = key }
        if key != logKeys[author] { report.note(.checkpoint, .fails(.checkpoint), Self.logValues(author, 0, nil)) }
      } else if let kept = bundle.members[name].flatMap({ KeptCheckpoint(String(decoding: $0, as: UTF8.self)) }),
        name == EvidenceBundle.checkpoint(author, size: kept.checkpoint.size, kept.note)
      {
        checkpoints[author, default: []].insert(kept)
      } else {
        report.note(.checkpoint, .fails(.unreadable), Self.logValues(author, 0, nil))
      }
    }
    for author in checkpoints.keys.sorted() { checkLog(of: author, vouched: vouched[author] ?? []) }
    for name in bundle.names(in: "consistency/") { checkConsistency(name) }
  }

  /// The authority of whose log a member is; its name has no hyphen followed by a number.
  private func bundledAuthor(_ base: Substring) -> AuthorityName? {
    peers.keys.filter { base.hasPrefix("\($0)-") || base.hasPrefix("\($0).") }.max { "\($0)".count < "\($1)".count }
  }

  private mutating func checkLog(of author: AuthorityName, vouched: Set<KeptCheckpoint>) {
    let all = (checkpoints[author] ?? []).sorted { ($0.checkpoint.size, $0.note) < ($1.checkpoint.size, $1.note) }
    let values = Self.logValues(author, all.count, all.last?.checkpoint.size)
    guard let key = logKeys[author], vouched.contains(where: { $0.isSigned(by: key) }) else {
      report.note(.checkpoint, .open(.keyUnvouched), values)
      return
    }
    guard all.allSatisfy({ $0.isSigned(by: key) }) else {
      report.note(.checkpoint, .fails(.checkpoint), values)
      return
    }
    let roots = Dictionary(grouping: all, by: \.checkpoint.size).values.map { Set($0.map(\.checkpoint.root)) }
    report.note(.checkpoint, roots.contains { $0.count > 1 } ? .fails(.forkedLog) : .holds, values)
  }

  private static func logValues(_ author: AuthorityName, _ count: Int, _ size: Int?) -> [String: String] {
    ["name": "\(author)", "count": "\(count)", "size": size.map { "\($0)" } ?? "–"]
  }

  private mutating func checkConsistency(_ name: String) {
    seen.insert(name)
    guard let author = bundledAuthor(name.dropFirst("consistency/".count)),
      let proof = bundle.members[name].flatMap({ try? LogContinuation($0) }),
      name == EvidenceBundle.consistency(author, proof.old, proof.new)
    else {
      report.note(.consistency, .fails(.unreadable), ["name": name, "old": "–", "new": "–"])
      return
    }
    let values = ["name": "\(author)", "old": "\(proof.old)", "new": "\(proof.new)"]
    func roots(_ size: Int) -> [Checkpoint] { (checkpoints[author] ?? []).map(\.checkpoint).filter { $0.size == size } }
    let (before, after) = (roots(proof.old), roots(proof.new))
    guard let old = before.first, let new = after.first else {
      report.note(.consistency, .fails(.unreadable), values)
      return
    }
    report.note(.consistency, proof.proves(old, new) ? .holds : .fails(.forkedLog), values)
  }

  // MARK: Time stamps and the rest

  mutating func checkStamps(_ roots: [Data]) async {
    for name in bundle.names(in: "stamps/") {
      seen.insert(name)
      let base = String(name.dropFirst("stamps/".count).dropLast(".tsr".count))
      var values = ["name": base, "instant": "–"]
      guard name.hasSuffix(".tsr"), let file = bundle.members[name], let note = bundle.members["checkpoints/\(base).note"] else {
        report.note(.stamp, .fails(.unreadable), values)
        continue
      }
      guard !roots.isEmpty else {
        report.note(.stamp, .open(.noStampRoot), values)
        continue
      }
      do {
        let digest = DigestOf<PlainFile>(of: note).bytes ?? Data()
        let stamp = try await TimeStampToken(response: file).verified(of: digest, trust: TimeStampTrust(roots: roots))
        values["instant"] = stamp.time.ISO8601Format()
        report.note(.stamp, .holds, values)
      } catch {
        report.note(.stamp, .fails(.stamp), values)
      }
    }
  }

  /// Files are for their reader; nothing may be in a bundle that nobody has looked at.
  mutating func checkRest() {
    for name in bundle.names(in: "files/") {
      seen.insert(name)
      let parts = name.dropFirst("files/".count).dropLast(".age".count).split(separator: "-").compactMap { Int($0) }
      guard name.hasSuffix(".age"), parts.count == 2, let payloads = messages[parts[0]]?.manifest.payloads,
        payloads.indices.contains(parts[1])
      else {
        report.note(.file, .fails(.unreadable), ["name": name, "value": "–"])
        continue
      }
      report.note(.file, .open(.sealedFile), ["name": name, "value": payloads[parts[1]].digest.hex])
    }
    for name in bundle.members.keys.sorted() where !seen.contains(name) {
      report.note(.archive, .fails(.unreadable), ["count": name])
    }
  }
}
