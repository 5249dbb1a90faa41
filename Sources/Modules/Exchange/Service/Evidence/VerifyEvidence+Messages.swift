// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import MerkleLog

extension EvidenceReading {
  // MARK: Keys and times

  /// What the directories, that of the bundle and a later one, say of a signature: whether the key counted when the text was signed and received,
  /// and whether what they know reaches that far.
  /// - Parameter proven: by when the text existed on another's word than that of whoever has the key; `nil` when nobody else says so.
  mutating func judge(
    _ key: DirectoryKey, of author: AuthorityName, signedAt: Date, proven: Date?
  ) -> EvidenceFinding.Outcome {
    let receivedAt = proven ?? signedAt
    let newest = max(signedAt, receivedAt)
    guard newest <= knowledge.now.addingTimeInterval(Manifest.clockTolerance) else { return .fails(.future) }
    guard key.standing(signedAt: signedAt, receivedAt: receivedAt).isRelied else {
      note([key], of: author)
      return .fails(.keyNotRelied)
    }
    var known = [key]
    if later != nil {
      guard let now = laterPeers[author]?.signatureKeys.first(where: { $0.entry.thumbprint == key.thumbprint })?.entry else {
        return .open(.keyGone)
      }
      known.append(now)
    }
    note(known, of: author)
    guard known.allSatisfy({ $0.standing(signedAt: signedAt, receivedAt: receivedAt).isRelied }) else { return .fails(.keyNotRelied) }
    if compromised[key.thumbprint] != nil, proven == nil { return .open(.timeUnproven) }
    return newest > (later ?? directory)?.moment ?? .distantPast ? .open(.afterDirectory) : .holds
  }

  private mutating func note(_ keys: [DirectoryKey], of author: AuthorityName) {
    for key in keys {
      guard case .compromised(let since) = key.status else { continue }
      compromised[key.thumbprint] = (author, min(since, compromised[key.thumbprint]?.since ?? since))
    }
  }

  /// Whether a directory that somebody went by is newer than what is here.
  func isNewer(_ version: Int) -> Bool { version > max(directory?.version ?? 0, later?.version ?? 0) }

  // MARK: Messages

  mutating func checkMessages() {
    let parties = messages.values.reduce(into: Set<AuthorityName>()) { $0.formUnion([$1.manifest.from, $1.manifest.to]) }
    let twice = Dictionary(grouping: messages.values) { "\($0.manifest.from) \($0.manifest.id)" }.filter { $0.value.count > 1 }
    let known = Set(messages.values.map(\.manifest.id))
    for number in messages.keys.sorted() {
      guard var message = messages[number] else { continue }
      let manifest = message.manifest
      var (outcome, key) = signature(&message)
      if manifest.conversation != bundle.conversation {
        outcome = .fails(.otherConversation)
      } else if parties.count != 2 || !parties.contains(bundle.madeBy) {
        outcome = .fails(.otherParty)
      } else if twice["\(manifest.from) \(manifest.id)"] != nil {
        outcome = .fails(.sameIdentifier)
      } else if outcome == .holds {
        if isNewer(manifest.directoryVersion) {
          outcome = .open(.newerDirectory)
        } else if let answers = manifest.answers, !known.contains(answers) {
          outcome = .open(.answersMissing)
        }
      }
      messages[number] = message
      report.note(
        .message, outcome,
        [
          "number": "\(number)", "act": manifest.act.text, "from": "\(manifest.from)", "to": "\(manifest.to)",
          "instant": manifest.issuedAt.ISO8601Format(), "value": message.signed.hex, "key": key,
        ])
      tellExistence(of: number)
      tellFiles(of: message)
    }
  }

  private mutating func signature(_ message: inout Message) -> (EvidenceFinding.Outcome, key: String) {
    let manifest = message.manifest
    do throws(ExchangeProblem) {
      let (_, key) = try SealedText.message.verified(message.text, by: peers[manifest.from])
      let received = received(message)
      if let received, received < manifest.issuedAt.addingTimeInterval(-Manifest.clockTolerance) {
        return (.fails(.timesReversed), KeyFingerprint(key.entry.thumbprint).description)
      }
      let proven = [received, existed[message.number]].compactMap { $0 }.min()
      let outcome = judge(key.entry, of: manifest.from, signedAt: manifest.issuedAt, proven: proven)
      message.isSigned = !outcome.fails && outcome != .open(.timeUnproven)
      if message.isSigned, let kept = manifest.checkpoint.flatMap(KeptCheckpoint.init) { vouch(for: kept, by: manifest.from) }
      return (outcome, KeyFingerprint(key.entry.thumbprint).description)
    } catch {
      return (.fails(Self.fault(error)), "–")
    }
  }

  /// A checkpoint that a signed text tells; the bundle must have it as well, for whoever reads its files alone.
  mutating func vouch(for kept: KeptCheckpoint, by author: AuthorityName) {
    vouched[author, default: []].insert(kept)
    checkpoints[author, default: []].insert(kept)
  }

  /// When the other authority says that it received a message: its word, and not that of whoever signed the message.
  ///
  /// Where somebody else may have had the other authority's key, nobody knows whose word it is.
  private func received(_ message: Message) -> Date? {
    receipts.filter { $0.receipt.signed == message.signed && $0.receipt.from == message.manifest.to }.compactMap { (text) -> Date? in
      guard let key = try? SealedText.receipt.verified(text.text, by: peers[text.receipt.from]).key.entry,
        isSafe(key, of: text.receipt.from),
        key.standing(signedAt: text.receipt.issuedAt, receivedAt: text.receipt.issuedAt).isRelied
      else { return nil }
      switch text.receipt.evidence {
      case .relayAcceptance(let taken): return taken.receivedAt
      case .relayRejection(_, let receivedAt): return receivedAt
      default: return nil
      }
    }.first
  }

  /// Whether nobody has reported a key as compromised.
  private func isSafe(_ key: DirectoryKey, of author: AuthorityName) -> Bool {
    let known = [key] + (laterPeers[author]?.signatureKeys.map(\.entry).filter { $0.thumbprint == key.thumbprint } ?? [])
    return known.allSatisfy { if case .compromised = $0.status { false } else { true } }
  }

  private mutating func tellExistence(of number: Int) {
    guard let time = existed[number] else { return }
    report.note(.existed, .holds, ["number": "\(number)", "instant": time.ISO8601Format()])
  }

  private mutating func tellFiles(of message: Message) {
    for (place, payload) in message.manifest.payloads.enumerated() {
      let name = EvidenceBundle.file(message.number, place)
      report.note(
        .file, .open(bundle.members[name] == nil ? .fileNotHere : .sealedFile), ["name": name, "value": payload.digest.hex])
      seen.insert(name)
    }
  }

  // MARK: Order

  /// Every authority's messages must follow each other from the first on, each naming the one before.
  mutating func checkOrder() {
    let authors = Dictionary(grouping: messages.values, by: \.manifest.from)
    for author in authors.keys.sorted() {
      let chain = (authors[author] ?? []).sorted { ($0.manifest.place.sequence, $0.number) < ($1.manifest.place.sequence, $1.number) }
      var (outcome, last) = (EvidenceFinding.Outcome.holds, Message?.none)
      for message in chain {
        let place = message.manifest.place
        if let last, last.manifest.place.sequence == place.sequence {
          outcome = .fails(.secondStory)
        } else if place.sequence != (last?.manifest.place.sequence ?? 0) + 1 {
          outcome = .fails(.gap)
        } else if place.predecessor != last?.signed {
          outcome = .fails(.secondStory)
        } else if let last, message.manifest.issuedAt < last.manifest.issuedAt.addingTimeInterval(-Manifest.clockTolerance) {
          outcome = .fails(.timesReversed)
        }
        guard case .holds = outcome else { break }
        last = message
      }
      report.note(
        .order, outcome,
        ["name": "\(author)", "count": "\(chain.count)", "value": last?.signed.hex ?? "–"])
    }
  }

  // MARK: Keys

  /// A key that somebody else may have had is told, also where what it signed was received before.
  mutating func checkKeys() {
    for (key, found) in compromised.sorted(by: { $0.key.hex < $1.key.hex }) {
      report.note(
        .key, .open(.keyCompromised),
        ["name": "\(found.name)", "key": KeyFingerprint(key).description, "instant": found.since.ISO8601Format()])
    }
  }

  /// Nothing may be in a bundle that nobody has looked at.
  mutating func checkRest() {
    seen.formUnion(directory?.read ?? [])
    for name in bundle.members.keys.sorted() where !seen.contains(name) {
      report.note(.archive, .fails(.unreadable), ["count": name])
    }
  }
}
