// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import JOSE
public import Storage
import ZipFile

/// What became of a bundle, part by part.
public struct BundleReport: Sendable, Hashable {
  /// One part and what became of it.
  public struct Line: Sendable, Hashable {
    /// Which.
    public let part: BundlePart
    /// What became of it.
    public let outcome: BundleOutcome
    /// The message that it is or that was decided about, where that is known.
    public let signed: DigestOf<SignedMessage>?
  }

  /// Who made it.
  public let from: AuthorityName
  /// When.
  public let issuedAt: Date
  /// Its messages, receipts and files.
  public let lines: [Line]

  /// How many parts came to an end of this kind.
  public func count(_ isMeant: (BundleOutcome) -> Bool) -> Int { lines.count { isMeant($0.outcome) } }
}

/// What became of a part of a bundle.
public enum BundleOutcome: Sendable, Hashable {
  /// A message that is here, now or since it came before: its receipt says so.
  case acknowledged
  /// A message that is refused for good, as its receipt says; or a receipt that does not count.
  case refused(ExchangeProblem)
  /// Nothing was attested; the same bundle may be taken later.
  case putOff(ExchangeProblem)
  /// A receipt that counts, or a file that is kept for its message.
  case taken
  /// A file that no message waits for here: not yet, or no more.
  case notWanted
  /// A file that is not what was signed.
  case damaged
  /// A file for which there is no room.
  case noRoom
}

extension Bundles {
  static let limits = ZipReader.Limits(entries: BundleListing.largest + 1, directory: (BundleListing.largest + 1) * 160)

  /// Takes a bundle: its messages as if they had come over the wire, its receipts, its files; the answers wait for the other authority, on the wire and
  /// for the next bundle.
  ///
  /// It may be taken as often as one likes.
  /// - Throws: ``MailProblem``: it cannot be read, was changed, is for somebody else, or nobody knows who made it. Nothing of it was taken then.
  public func take(_ source: BundleSource, by actor: EventActor) async throws -> BundleReport {
    let archive = try await Self.archive(source)
    let listing = try await listing(archive, source)
    try await compare(archive, listing, source)
    let receivedAt = mail.now()
    var lines: [BundleReport.Line] = []
    for (part, entry) in zip(listing.parts, archive.entries.dropFirst()) {
      switch part.name {
      case .message: lines.append(try await message(part.name, try await Self.content(entry, source), from: listing.from, at: receivedAt))
      case .receipt: lines.append(try await receipt(part.name, try await Self.content(entry, source), from: listing.from, at: receivedAt))
      case .segments: continue
      case .file(let blob):
        // Nobody knows then whether the other authority is still one, so nothing of it takes room here.
        guard try await isRelied() else {
          lines.append(.init(part: part.name, outcome: .putOff(.directoryStale), signed: nil))
          continue
        }
        var segments: Data?
        if let list = zip(listing.parts, archive.entries.dropFirst()).first(where: { $0.0.name == .segments(blob) })?.1 {
          segments = try await Self.content(list, source)
        }
        let outcome = try await carried.take(blob, of: listing.from, entry, segments: segments, from: source)
        lines.append(.init(part: part.name, outcome: outcome, signed: nil))
      }
    }
    mail.wake.send()
    let report = BundleReport(from: listing.from, issuedAt: listing.issuedAt, lines: lines)
    try await mail.database.commit(Commit(events: [event(of: report, by: actor)]))
    return report
  }

  private func event(of report: BundleReport, by actor: EventActor) -> NewEvent {
    func count(_ isMeant: (BundlePart) -> Bool) -> EventValue { .integer(report.lines.count { isMeant($0.part) }) }
    return NewEvent(
      "exchange.imported", of: EventSubject("exchangePeer", report.from.description), at: mail.now(), by: actor,
      facts: [
        "messages": count { if case .message = $0 { true } else { false } },
        "receipts": count { if case .receipt = $0 { true } else { false } }, "files": count { if case .file = $0 { true } else { false } },
      ])
  }

  // MARK: Reading

  private static func archive(_ source: BundleSource) async throws -> ZipReader {
    do {
      let archive = try await ZipReader(length: source.length, limits: limits, from: source.read)
      guard archive.entries.first?.name == BundlePart.listing else { throw MailProblem.unreadableBundle }
      return archive
    } catch is ZipReader.Fault {
      throw MailProblem.unreadableBundle
    }
  }

  /// The listing, opened, and its signature checked with the keys that the directory has of whoever says to have made it.
  private func listing(_ archive: ZipReader, _ source: BundleSource) async throws -> BundleListing {
    guard let entry = archive.entries.first, entry.length <= WireLimits.content else { throw MailProblem.unreadableBundle }
    let text: Data
    do {
      text = try await SealedText.listing.open(try await Self.content(entry, source), with: mail.keys)
    } catch ExchangeProblem.unknownKey {
      throw MailProblem.foreignBundle
    } catch is ExchangeProblem {
      throw MailProblem.unreadableBundle
    }
    guard let payload = Self.payload(of: text), let listing = try? BundleListing(payload) else { throw MailProblem.unreadableBundle }
    guard listing.to == mail.own, listing.from != mail.own else { throw MailProblem.foreignBundle }
    let key = try await key(of: text, by: listing.from)
    // While the directory has expired nobody knows whether the key still counts: messages are kept then as on the wire, and judged later.
    if try await isRelied(),
      key.entry.standing(signedAt: listing.issuedAt, receivedAt: mail.now()).told != nil
    {
      throw MailProblem.untrustedBundle(authority: listing.from)
    }
    return listing
  }

  private func isRelied() async throws -> Bool {
    try await mail.surroundings.directory.copy()?.standing(at: mail.now()).isRelied == true
  }

  /// What stands in a compact text, before anybody has looked at its signature.
  private static func payload(of text: Data) -> Data? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 3 ? Base64URL.decode(Data(parts[1])) : nil
  }

  private func key(of text: Data, by author: AuthorityName) async throws -> PeerSignatureKey {
    do throws(ExchangeProblem) {
      return try SealedText.listing.verified(text, by: try? await mail.surroundings.directory.peer(author)).key
    } catch {
      guard error == .unknownKey, await mail.watch.isNews("directory", at: mail.now()) else {
        throw MailProblem.untrustedBundle(authority: author)
      }
    }
    // The key may be newer than the copy of the directory here.
    try? await mail.surroundings.directory.refresh()
    do {
      return try SealedText.listing.verified(text, by: try await mail.surroundings.directory.peer(author)).key
    } catch is ExchangeProblem {
      throw MailProblem.untrustedBundle(authority: author)
    }
  }

  /// What was signed and what is there must be the same before anything of it is taken; of files the digests are computed when they are taken.
  private func compare(_ archive: ZipReader, _ listing: BundleListing, _ source: BundleSource) async throws {
    guard Self.fits(archive, listing) else { throw MailProblem.alteredBundle }
    for (part, entry) in zip(listing.parts, archive.entries.dropFirst()) {
      if case .file(let blob) = part.name {
        guard blob.hex == part.digest.hex else { throw MailProblem.alteredBundle }
        continue
      }
      guard DigestOf(of: try await Self.content(entry, source)) == part.digest else { throw MailProblem.alteredBundle }
    }
  }

  /// Whether an archive has behind its listing what that names, in the same order, each as long as it says and no longer than such a part may be.
  static func fits(_ archive: ZipReader, _ listing: BundleListing) -> Bool {
    let entries = archive.entries.dropFirst()
    return entries.map(\.name) == listing.parts.map(\.name.text) && entries.map({ Int64($0.length) }) == listing.parts.map(\.size)
      && listing.parts.allSatisfy { $0.size <= $0.name.largest }
  }

  /// The content of a short part.
  private static func content(_ entry: ZipReader.Entry, _ source: BundleSource) async throws -> Data {
    let bytes = Data(try await source.read(entry.offset, entry.length))
    guard bytes.count == entry.length else { throw MailProblem.unreadableBundle }
    return bytes
  }

  // MARK: Taking

  private func message(_ part: BundlePart, _ sealed: Data, from: AuthorityName, at instant: Date) async throws -> BundleReport.Line {
    do {
      let jws = try await mail.take(sealed, from: from, receivedAt: instant)
      guard let payload = Self.payload(of: jws) else { throw ExchangeProblem.schema }
      let receipt = try ReceiptJSON.read(payload)
      try await mail.database.commit(Commit([MailStore.telling(receipt.signed, by: mail.own, at: mail.now())]))
      if case .relayRejection(let problem, _) = receipt.evidence {
        return .init(part: part, outcome: .refused(problem), signed: receipt.signed)
      }
      return .init(part: part, outcome: .acknowledged, signed: receipt.signed)
    } catch let problem as ExchangeProblem {
      return .init(part: part, outcome: .putOff(problem), signed: nil)
    }
  }

  private func receipt(_ part: BundlePart, _ sealed: Data, from: AuthorityName, at instant: Date) async throws -> BundleReport.Line {
    do {
      return .init(part: part, outcome: .taken, signed: try await mail.takeReceipt(sealed, from: from, at: instant))
    } catch let problem as ExchangeProblem {
      return .init(part: part, outcome: problem.isPermanent ? .refused(problem) : .putOff(problem), signed: nil)
    }
  }
}

extension MailStore {
  /// What the own node attested of a message goes to its authority again, by whatever way there is: whoever carries a bundle waits for no answer.
  static func telling(_ signed: DigestOf<SignedMessage>, by own: AuthorityName, at now: Date) -> SQL {
    SQL(
      "UPDATE exchangeReceipt SET isToSend = 1, nextAt = $1 WHERE signed = $2 AND author = $3",
      [now.sql, signed.hex.sql, own.description.sql])
  }
}

extension BundleReport.Line {
  /// The line for programs: the part, what became of it, the digest of the message, tabs between.
  public var text: String { [part.text, outcome.code, signed?.hex ?? "-"].joined(separator: "\t") }

  /// Whether the same bundle has to be brought in again.
  public var isOpen: Bool {
    switch outcome {
    case .putOff, .damaged, .noRoom: true
    case .acknowledged, .refused, .taken, .notWanted: false
    }
  }
}

extension BundleOutcome {
  /// The outcome in one word, for programs; a problem follows after a colon.
  public var code: String {
    switch self {
    case .acknowledged: "acknowledged"
    case .refused(let problem): "refused:\(problem.rawValue)"
    case .putOff(let problem): "put-off:\(problem.rawValue)"
    case .taken: "taken"
    case .notWanted: "not-wanted"
    case .damaged: "damaged"
    case .noRoom: "no-room"
    }
  }
}
