// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Foundation
import Keys
import NIOPosix
public import Storage
import ZipFile

extension Bundles {
  /// Gathers a bundle, sealed and signed; that it was made is committed before a byte of it leaves.
  ///
  /// What is in it goes on being tried on the wire, and waits for the next bundle until a receipt has come.
  /// - Parameter withFiles: whether the sealed files that its messages name go with it.
  /// - Throws: ``MailProblem``: nothing waits, no such message or authority, the directory has expired.
  public func export(_ wish: BundleWish, withFiles: Bool, by actor: EventActor) async throws -> PreparedBundle {
    guard try await mail.surroundings.directory.copy()?.standing(at: mail.now()).isRelied == true else { throw MailProblem.staleDirectory }
    let found = try await found(wish, withFiles: withFiles)
    guard let peer = try await mail.surroundings.directory.peer(found.to), let key = peer.encryptionKey(at: mail.now()) else {
      throw MailProblem.unknownAuthority
    }
    var gathered = Gathered()
    for message in found.messages.prefix(Self.mostMessages) {
      let (text, logIndex): (Data, Int64?)
      // Whose key was destroyed meanwhile is not sent by any way.
      do { (text, logIndex) = try await mail.store.submitted(message) } catch is KeyProblem { continue }
      let submission = try await mail.submission(of: message, at: logIndex)
      if !submission.statements.isEmpty { try await database.commit(submission) }
      gathered.add(message, try SealedText.message.seal(text, for: key))
      guard withFiles else { continue }
      for file in try await sealed.kept(for: message.id, to: found.to) { try await gathered.add(file) }
    }
    for receipt in found.receipts.prefix(Self.mostReceipts) { gathered.add(receipt: try SealedText.receipt.seal(receipt.jws, for: key)) }
    guard gathered.messages.count + gathered.receipts > 0 else { throw MailProblem.nothingToExport }
    let listing = BundleListing(from: mail.own, to: found.to, issuedAt: mail.wholeSecond(), parts: gathered.parts.map { $0.told })
    let signed = try await SealedText.listing.sign(listing.bytes, with: mail.keys)
    let first = (name: BundlePart.listing, content: PreparedBundle.Content.bytes(try SealedText.listing.seal(signed, for: key)))
    let left = max(0, found.messages.count - Self.mostMessages) + max(0, found.receipts.count - Self.mostReceipts) + gathered.left
    let made = mail.now().formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
    let bundle = PreparedBundle(
      to: found.to, messages: gathered.messages.count, receipts: gathered.receipts, files: gathered.files, left: left,
      fileName: "comity-\(made).zip", parts: [first] + gathered.parts.map { (name: $0.told.name.text, content: $0.content) })
    try await database.commit(Commit(events: events(of: bundle, gathered.messages, by: actor)))
    return bundle
  }

  private var database: any Database { mail.database }

  private func events(of bundle: PreparedBundle, _ messages: [KeptMessage], by actor: EventActor) -> [NewEvent] {
    let whole = NewEvent(
      "exchange.exported", of: EventSubject("exchangePeer", bundle.to.description), at: mail.now(), by: actor,
      facts: ["messages": .integer(bundle.messages), "receipts": .integer(bundle.receipts), "files": .integer(bundle.files)])
    return [whole]
      + messages.map {
        NewEvent(
          "exchange.exported", of: $0.subject, at: mail.now(), by: actor,
          facts: ["to": .text(bundle.to.description), "message": .text($0.id.description)])
      }
  }

  // MARK: What goes

  private struct Found {
    let to: AuthorityName
    var messages: [KeptMessage] = []
    var receipts: [KeptReceipt] = []
  }

  private func found(_ wish: BundleWish, withFiles: Bool) async throws -> Found {
    switch wish {
    case .waiting(let peer):
      guard peer != mail.own else { throw MailProblem.unknownAuthority }
      return Found(
        to: peer, messages: try await mail.store.waitingMessages(for: peer, withFiles: withFiles, at: mail.now()),
        receipts: try await mail.store.waitingReceipts(for: peer, at: mail.now()))
    case .message(let text): return try await found(text)
    }
  }

  private func found(_ text: String) async throws -> Found {
    let known = try await mail.store.messages("signed = $1 OR message = $1", [text.lowercased().sql], "ORDER BY at DESC, signed LIMIT 2")
    guard let message = known.first, known.count == 1 else { throw MailProblem.noSuchMessage }
    guard message.direction == .outgoing else {
      let own = try await mail.store.receipts(about: message.signed).filter { $0.receipt.from == mail.own }
      return Found(to: message.author, receipts: own)
    }
    // What expired is refused wherever it comes to; a draft that was never signed is no message.
    guard message.place != nil, message.expiresAt > mail.now() else { throw MailProblem.nothingToExport }
    return Found(to: message.peer, messages: [message])
  }

  /// What is in a bundle, as it grows.
  private struct Gathered {
    var parts: [(told: BundleListing.Part, content: PreparedBundle.Content)] = []
    var messages: [KeptMessage] = []
    var receipts = 0
    var files = 0
    var left = 0
    private var length = 0

    mutating func add(_ message: KeptMessage, _ sealed: Data) {
      messages.append(message)
      put(.message(messages.count), sealed)
    }

    mutating func add(receipt sealed: Data) {
      receipts += 1
      put(.receipt(receipts), sealed)
    }

    private mutating func put(_ name: BundlePart, _ bytes: Data) {
      // Short things stand before long ones: a reader knows all messages before it meets the first file.
      let place = parts.firstIndex { if case .segments = $0.told.name { true } else { false } } ?? parts.count
      parts.insert((.init(name: name, size: Int64(bytes.count), digest: DigestOf(of: bytes)), .bytes(bytes)), at: place)
      length += bytes.count
    }

    /// A file that finds no room is left to the wire or to another bundle.
    mutating func add(_ file: KeptSealedFile) async throws {
      guard files < Bundles.mostFiles, length + file.length <= ZipStream.largest - Self.mostShort,
        let digest = DigestOf<BundlePart>(file.blob.hex),
        let checkSum = try await file.checkSum()
      else { return left += 1 }
      files += 1
      length += file.length + file.segments.count
      parts.append(
        (.init(name: .segments(file.blob), size: Int64(file.segments.count), digest: DigestOf(of: file.segments)), .bytes(file.segments)))
      parts.append(
        (.init(name: .file(file.blob), size: Int64(file.length), digest: digest), .file(file.url, length: file.length, checkSum: checkSum)))
    }

    /// Room that stays for messages and receipts.
    private static let mostShort = 1 << 30
  }
}

extension MailStore {
  /// The own messages that an authority has not confirmed and may still take, conversations one after the other, each in its order; one more than a
  /// bundle has room for.
  func waitingMessages(for peer: AuthorityName, withFiles: Bool, at now: Date) async throws -> [KeptMessage] {
    // A message that was taken, and whose files still have to come, goes again so that a reader knows what they are.
    let states = "(state IN ('queued', 'sent')" + (withFiles ? " OR (state = 'relayed' AND files > 0))" : ")")
    return try await messages(
      "direction = 'out' AND peer = $1 AND expiresAt > $2 AND sequence IS NOT NULL AND \(states)", [peer.description.sql, now.sql],
      "ORDER BY conversation, sequence LIMIT \(Bundles.mostMessages + 1)")
  }

  /// After a year nobody waits for a receipt any more.
  static let longestWait: TimeInterval = 365 * 86_400

  /// The receipts that an authority was not seen to take, also those that the wire has given up after their time.
  func waitingReceipts(for peer: AuthorityName, at now: Date) async throws -> [KeptReceipt] {
    try await database.rows(
      SQL(
        """
        SELECT * FROM exchangeReceipt WHERE recipient = $1 AND (isToSend = 1 OR lastOutcome = 'expired') AND at > $3
        ORDER BY isToSend DESC, CASE WHEN act LIKE 'relay-%' THEN 0 ELSE 1 END, at, signed, act LIMIT $2
        """, [peer.description.sql, (Bundles.mostReceipts + 1).sql, now.addingTimeInterval(-Self.longestWait).sql])
    ).map(KeptReceipt.init)
  }
}

/// A sealed file that is kept for another authority.
struct KeptSealedFile: Sendable {
  let blob: BlobID
  let url: URL
  let length: Int
  let segments: Data

  /// The check sum that the archive wants; `nil` when the file on the disk is not what the table says.
  func checkSum() async throws -> UInt32? {
    try await NIOThreadPool.singleton.runIfActive {
      guard let file = try? ReadFile(url), file.length == length else { return nil }
      var sum = ZipCheckSum()
      var offset = 0
      while offset < length {
        let bytes = try file.read(at: offset, upTo: PreparedBundle.piece)
        guard !bytes.isEmpty else { return nil }
        sum.take(bytes)
        offset += bytes.count
      }
      return sum.value
    }
  }
}

extension SealedFiles {
  /// The files of a message that are kept for an authority.
  func kept(for message: MessageID, to authority: AuthorityName) async throws -> [KeptSealedFile] {
    try await database.rows(
      SQL(
        "SELECT sealed, size, segments FROM sealedFile WHERE message = $1 AND authority = $2 ORDER BY sealed",
        ["\(message)".sql, "\(authority)".sql])
    ).map { row in
      let blob = try row.value("sealed") { BlobID($0) }
      return KeptSealedFile(blob: blob, url: url(blob.hex), length: try row.integer("size"), segments: try row.blob("segments"))
    }
  }
}

// MARK: Writing

extension PreparedBundle {
  /// Bytes of a file that are in memory at once.
  static let piece = 1 << 20

  /// Writes the bundle; blocks until all of it was given away.
  /// - Throws: what `put` throws.
  public func write(to put: @escaping (Data) throws -> Void) throws {
    var archive = ZipStream(into: put)
    for part in parts {
      switch part.content {
      case .bytes(let bytes): try archive.add(part.name, bytes)
      case .file(let url, let length, let checkSum):
        try archive.begin(part.name, length: length, checkSum: checkSum)
        let file = try ReadFile(url)
        var offset = 0
        while offset < length {
          let bytes = try file.read(at: offset, upTo: min(Self.piece, length - offset))
          guard !bytes.isEmpty else { throw PartialFileFailure(number: 0) }
          try archive.write(bytes)
          offset += bytes.count
        }
      }
    }
    try archive.finish()
  }

  /// Writes the bundle to a file that only its owner reads, whole or not at all.
  /// - Throws: `TrustProblem.fileExists` when there is one already.
  public func write(toFile url: URL) throws {
    guard !FileManager.default.fileExists(atPath: url.path) else { throw TrustProblem.fileExists(path: url.path) }
    let target = try PartialFile(url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).part"))
    do {
      var offset: Int64 = 0
      try write { bytes in
        try target.write(bytes, at: offset)
        offset += Int64(bytes.count)
      }
      try target.sync()
      try target.move(to: url)
    } catch {
      target.remove()
      throw error
    }
  }
}
