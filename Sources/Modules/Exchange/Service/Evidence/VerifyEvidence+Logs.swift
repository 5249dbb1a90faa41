// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import MerkleLog
import TimeStamp

extension EvidenceReading {
  // MARK: Reading

  /// Reads keys, checkpoints and continuations as the bundle has them; what a signed text says goes before them.
  mutating func readLogs() {
    for text in receipts {
      guard case .relayAcceptance(let taken) = text.receipt.evidence, let taking = TakingProof(taken.logProof),
        (try? SealedText.receipt.verified(text.text, by: peers[text.receipt.from])) != nil
      else { continue }
      if logKeys[text.receipt.from] == nil { logKeys[text.receipt.from] = taking.key }
    }
    for name in bundle.names(in: "checkpoints/") {
      seen.insert(name)
      let base = name.dropFirst("checkpoints/".count)
      guard let author = bundledAuthor(base) else {
        noteLog(.checkpoint, .fails(.unknownAuthority), ["name": name, "count": "–", "size": "–"])
        continue
      }
      readLogMember(name, base, author)
    }
    for name in bundle.names(in: "consistency/") { readContinuation(name) }
  }

  private mutating func readLogMember(_ name: String, _ base: Substring, _ author: AuthorityName) {
    if base == "\(author).key" {
      let key = bundle.members[name].flatMap { NoteKey(String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .newlines)) }
      if logKeys[author] == nil { logKeys[author] = key }
      if key == nil || key != logKeys[author] { noteLog(.checkpoint, .fails(.checkpoint), Self.logValues(author, 0, nil)) }
    } else if let kept = bundle.members[name].flatMap({ KeptCheckpoint(String(decoding: $0, as: UTF8.self)) }),
      name == EvidenceBundle.checkpoint(author, size: kept.checkpoint.size, kept.note)
    {
      checkpoints[author, default: []].insert(kept)
    } else {
      noteLog(.checkpoint, .fails(.unreadable), Self.logValues(author, 0, nil))
    }
  }

  /// The authority of whose log a member is; its name has no hyphen followed by a number.
  private func bundledAuthor(_ base: Substring) -> AuthorityName? {
    peers.keys.filter { base.hasPrefix("\($0)-") || base.hasPrefix("\($0).") }.max { "\($0)".count < "\($1)".count }
  }

  private mutating func readContinuation(_ name: String) {
    seen.insert(name)
    guard let author = bundledAuthor(name.dropFirst("consistency/".count)) else {
      noteLog(.consistency, .fails(.unknownAuthority), ["name": name, "old": "–", "new": "–"])
      return
    }
    guard let proof = bundle.members[name].flatMap({ try? LogContinuation($0) }),
      name == EvidenceBundle.consistency(author, proof.old, proof.new)
    else {
      noteLog(.consistency, .fails(.unreadable), ["name": name, "old": "–", "new": "–"])
      return
    }
    let values = ["name": "\(author)", "old": "\(proof.old)", "new": "\(proof.new)"]
    let known = allCheckpoints(of: author).map(\.checkpoint)
    guard let old = known.first(where: { $0.size == proof.old }), let new = known.first(where: { $0.size == proof.new }) else {
      noteLog(.consistency, .fails(.unreadable), values)
      return
    }
    let holds = proof.proves(old, new)
    if holds { continued[author, default: [:]][proof.old, default: []].insert(proof.new) }
    noteLog(.consistency, holds ? .holds : .fails(.forkedLog), values)
  }

  /// The checkpoints of the bundle's members and those that texts tell, whether these are believed or not.
  private func allCheckpoints(of author: AuthorityName) -> Set<KeptCheckpoint> {
    var all = checkpoints[author] ?? []
    for message in messages.values where message.manifest.from == author {
      if let kept = message.manifest.checkpoint.flatMap(KeptCheckpoint.init) { all.insert(kept) }
    }
    for text in receipts where text.receipt.from == author {
      guard case .relayAcceptance(let taken) = text.receipt.evidence, let proof = InclusionProof(text: taken.logProof),
        let kept = KeptCheckpoint(proof.checkpoint.note)
      else { continue }
      all.insert(kept)
    }
    return all
  }

  private mutating func noteLog(_ check: EvidenceCheck, _ outcome: EvidenceFinding.Outcome, _ values: [String: String]) {
    ofLogs.append(EvidenceFinding(check, outcome, values))
  }

  private static func logValues(_ author: AuthorityName, _ count: Int, _ size: Int?) -> [String: String] {
    ["name": "\(author)", "count": "\(count)", "size": size.map { "\($0)" } ?? "–"]
  }

  // MARK: Logs

  mutating func checkLogs() {
    for author in checkpoints.keys.sorted() {
      checkLog(of: author)
      checkLeftOut(of: author)
      checkContinuity(of: author)
    }
    report.findings += ofLogs
  }

  private mutating func checkLog(of author: AuthorityName) {
    let all = (checkpoints[author] ?? []).sorted { ($0.checkpoint.size, $0.note) < ($1.checkpoint.size, $1.note) }
    let values = Self.logValues(author, all.count, all.last?.checkpoint.size)
    guard let key = logKeys[author], vouched[author]?.contains(where: { $0.isSigned(by: key) }) == true else {
      report.note(.checkpoint, .open(.keyUnvouched), values)
      return
    }
    // Two authorities have two logs.
    guard all.allSatisfy({ $0.isSigned(by: key) }), logKeys.allSatisfy({ $0.key == author || $0.value != key }) else {
      report.note(.checkpoint, .fails(.checkpoint), values)
      return
    }
    let roots = Dictionary(grouping: all, by: \.checkpoint.size).values.map { Set($0.map(\.checkpoint.root)) }
    report.note(.checkpoint, roots.contains { $0.count > 1 } ? .fails(.forkedLog) : .holds, values)
  }

  /// What signed texts tell stands in the bundle as well, for whoever looks at its members alone.
  private mutating func checkLeftOut(of author: AuthorityName) {
    let told = vouched[author] ?? []
    for kept in told.sorted(by: { ($0.checkpoint.size, $0.note) < ($1.checkpoint.size, $1.note) })
    where bundle.members[EvidenceBundle.checkpoint(author, size: kept.checkpoint.size, kept.note)] == nil {
      report.note(.checkpoint, .open(.leftOut), Self.logValues(author, 1, kept.checkpoint.size))
    }
    if !told.isEmpty, bundle.members[EvidenceBundle.logKey(author)] == nil {
      report.note(.checkpoint, .open(.leftOut), Self.logValues(author, 0, nil))
    }
  }

  /// Every checkpoint must be proved to be a beginning of the newest: then they are all of one log.
  private mutating func checkContinuity(of author: AuthorityName) {
    let sizes = Set((checkpoints[author] ?? []).map(\.checkpoint.size)).sorted()
    guard let newest = sizes.last else { return }
    for size in sizes.dropLast() where !goesOn(author, from: size, to: newest) {
      report.note(.consistency, .open(.notContinued), ["name": "\(author)", "old": "\(size)", "new": "\(newest)"])
    }
  }

  /// Whether proofs lead from one size of a log to another.
  private func goesOn(_ author: AuthorityName, from old: Int, to new: Int) -> Bool {
    let steps = continued[author] ?? [:]
    var (reached, waiting): (Set<Int>, [Int]) = ([old], [old])
    while let size = waiting.popLast() {
      if size == new { return true }
      for next in steps[size] ?? [] where next <= new && reached.insert(next).inserted { waiting.append(next) }
    }
    return false
  }

  // MARK: Time stamps

  mutating func readStamps() async {
    for name in bundle.names(in: "stamps/") {
      seen.insert(name)
      let base = String(name.dropFirst("stamps/".count).dropLast(".tsr".count))
      var values = ["name": base, "instant": "–"]
      guard name.hasSuffix(".tsr"), let file = bundle.members[name], let note = bundle.members["checkpoints/\(base).note"],
        let kept = KeptCheckpoint(String(decoding: note, as: UTF8.self)), let author = bundledAuthor(Substring(base))
      else {
        noteLog(.stamp, .fails(.unreadable), values)
        continue
      }
      guard !knowledge.stampRoots.isEmpty else {
        noteLog(.stamp, .open(.noStampRoot), values)
        continue
      }
      do {
        let digest = DigestOf<PlainFile>(of: note).bytes ?? Data()
        let stamp = try await TimeStampToken(response: file).verified(of: digest, trust: TimeStampTrust(roots: knowledge.stampRoots))
        values["instant"] = stamp.time.ISO8601Format()
        let isFuture = stamp.time > knowledge.now.addingTimeInterval(Manifest.clockTolerance)
        noteLog(.stamp, isFuture ? .fails(.future) : .holds, values)
        if !isFuture { noteExistence(at: stamp, over: kept.checkpoint, of: author) }
      } catch {
        noteLog(.stamp, .fails(.stamp), values)
      }
    }
  }

  /// Whatever a log held when it was stamped is older than the stamp.
  ///
  /// Nobody's word is needed for that, and no key: hashes lead from the stamped checkpoint to the event, and the event names the message by its digest.
  private mutating func noteExistence(at stamp: TimeStamp, over stamped: Checkpoint, of author: AuthorityName) {
    let time = stamp.time.addingTimeInterval(stamp.accuracy.map { Double($0.components.seconds) + 1 } ?? 0)
    for message in messages.values {
      for taking in proofs(of: message, in: author) {
        guard let checkpoint = Checkpoint(text: taking.proof.checkpoint.text), taking.proof.index < stamped.size else { continue }
        let (small, large) = (min(checkpoint.size, stamped.size), max(checkpoint.size, stamped.size))
        guard small == large ? checkpoint.root == stamped.root : goesOn(author, from: small, to: large) else { continue }
        existed[message.number] = min(existed[message.number] ?? time, time)
      }
    }
  }

  private func proofs(of message: Message, in author: AuthorityName) -> [TakingProof] {
    let kinds = author == message.manifest.from ? TakingProof.submitted : TakingProof.taken
    let texts = [bundle.members[EvidenceBundle.proof(message.number, author)].map { String(decoding: $0, as: UTF8.self) }]
    return texts.compactMap { $0 }.compactMap(TakingProof.init).filter { $0.proves(message.signed, kinds) }
  }
}
