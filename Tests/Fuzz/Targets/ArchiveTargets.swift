// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import MerkleLog
import ZipFile

@testable import ExchangeService

/// Archives that somebody brings on a stick or to a court, and what nodes ask each other about their logs.
extension FuzzTarget {
  static let archives = [
    FuzzTarget("zip", seeds: { [try archive([("a", "one"), ("b/c.jws", ""), ("d", "two")]), ZipFile().data] }, check: zip),
    FuzzTarget("bundle-listing", seeds: { [try listing([(.message(1), 3)]).bytes] }, check: bundleListing),
    FuzzTarget("bundle", seeds: bundleSeeds, check: bundle),
    FuzzTarget("evidence", seeds: { [try evidence().file()] }, check: evidence),
    FuzzTarget(
      "log-question", seeds: { [LogQuestion(kept: []).bytes, LogQuestion(kept: [try note(3), try note(9)]).bytes] }, check: logQuestion),
    FuzzTarget("log-answer", seeds: logAnswerSeeds, check: logAnswer),
    FuzzTarget("log-continuation", seeds: { [LogContinuation(old: 3, new: 9, hashes: [.empty, .empty]).file] }, check: logContinuation),
    FuzzTarget("taking-proof", seeds: { [Data(try takingProof().utf8)] }, check: takingProof),
  ]

  private static func known<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Broken("a seed is wrong") }
    return value
  }

  private static let limits = ZipReader.Limits(entries: 64, directory: 8 << 10, length: 1 << 20)

  // MARK: Seeds

  private static func archive(_ files: [(String, String)]) throws -> Data {
    var archive = ZipFile()
    for (name, text) in files { try archive.add(name, Data(text.utf8)) }
    return archive.data
  }

  private static func listing(_ parts: [(BundlePart, Int64)]) throws -> BundleListing {
    BundleListing(
      from: try known(AuthorityName("XA.central")), to: try known(AuthorityName("XB.central")),
      issuedAt: Date(timeIntervalSince1970: 1_800_000_000),
      parts: try parts.map { .init(name: $0.0, size: $0.1, digest: try known(DigestOf(bytes: Array(repeating: 3, count: 32)))) })
  }

  @Sendable private static func bundleSeeds() throws -> [Data] {
    let listed = try listing([(.message(1), 3), (.receipt(1), 2)])
    return [
      try archive([
        (BundlePart.listing, String(decoding: listed.bytes, as: UTF8.self)), ("messages/1.jwe", "abc"), ("receipts/1.jwe", "de"),
      ])
    ]
  }

  private static func evidence() throws -> EvidenceBundle {
    let start = Date(timeIntervalSince1970: 1_800_000_000)
    return EvidenceBundle(
      conversation: ConversationID(at: start, random: 2), madeBy: try known(AuthorityName("XA.central")), directoryAt: start,
      members: ["messages/0001.jws": Data("a.b.c".utf8), "checkpoints/XA.central.key": Data()])
  }

  private static func signer() throws -> NoteSigner { try known(NoteSigner(name: "a.example/log", seed: Data(repeating: 4, count: 32))) }

  private static func note(_ size: Int) throws -> String {
    try Checkpoint(origin: "a.example/log", size: size, root: .empty).signed(by: signer()).note
  }

  @Sendable private static func logAnswerSeeds() throws -> [Data] {
    let newest = try known(KeptCheckpoint(note(9)))
    return [
      LogAnswer(key: nil, newest: nil, proofs: [], kept: nil).bytes,
      LogAnswer(key: try signer().publicKey, newest: newest, proofs: [[.empty], nil], kept: try note(3)).bytes,
    ]
  }

  private static func takingProof() throws -> String {
    let event = #"{"at":1800000000000000,"index":1,"kind":"exchange.received","subject":{"id":"00","type":"exchangeMessage"}}"#
    let extra = try JSONSerialization.data(withJSONObject: ["event": event, "key": "\(try signer().publicKey)"], options: .sortedKeys)
    return InclusionProof(index: 1, hashes: [.empty], checkpoint: try known(try? SignedNote(note(3))), extra: extra).text
  }

  // MARK: Checks

  /// An archive that is read has its files one behind the other, and written again it is read the same.
  @Sendable private static func zip(_ data: Data) throws -> Bool {
    guard let archive = try? ZipReader(data, limits: limits) else { return false }
    var (again, next) = (ZipFile(), 0)
    for entry in archive.entries {
      try demand(entry.offset >= next && entry.offset + entry.length <= data.count, "a file is elsewhere")
      next = entry.offset + entry.length
      guard let content = try? ZipReader.content(of: entry, in: data) else { return false }
      try demand(content.count == entry.length, "a file has another length")
      do { try again.add(entry.name, content) } catch { throw Broken("a name that was read may not be written: \(error)") }
    }
    let other = try ZipReader(again.data, limits: .init(entries: 64, directory: 16 << 10, length: 2 << 20))
    try demand(other.entries.map(\.name) == archive.entries.map(\.name), "an archive that was written has other names")
    try demand(other.entries.map(\.checkSum) == archive.entries.map(\.checkSum), "an archive that was written has other content")
    return true
  }

  @Sendable private static func bundleListing(_ data: Data) throws -> Bool {
    guard let listing = try? BundleListing(data) else { return false }
    let read = try again("a listing that was written") { try BundleListing(listing.bytes) }
    try demand(read == listing, "a listing that was written is another one")
    return true
  }

  /// A bundle as it is when its listing has been opened: what fits has no part that is longer than the archive, and none that is not listed.
  @Sendable private static func bundle(_ data: Data) throws -> Bool {
    guard let archive = try? ZipReader(data, limits: Bundles.limits), let first = archive.entries.first, first.name == BundlePart.listing,
      let content = try? ZipReader.content(of: first, in: data), let listing = try? BundleListing(content), Bundles.fits(archive, listing)
    else { return false }
    try demand(listing.parts.count == archive.entries.count - 1, "a part is not listed")
    try demand(listing.parts.reduce(0) { $0 + $1.size } <= Int64(data.count), "the parts are longer than the bundle")
    try demand(Set(listing.parts.map(\.name)).count == listing.parts.count, "a part is listed twice")
    return true
  }

  @Sendable private static func evidence(_ data: Data) throws -> Bool {
    guard let bundle = try? EvidenceBundle(data) else { return false }
    for name in bundle.members.keys {
      try demandSame(EvidenceFinding.plain(name), name, "a name steers the terminal")
      try demand(!name.split(separator: "/", omittingEmptySubsequences: false).contains { $0.isEmpty || $0 == ".." }, "a name leads out")
    }
    let file = try bundle.file()
    let read = try again("a bundle that was written") { try EvidenceBundle(file) }
    try demand(read.members == bundle.members && read.conversation == bundle.conversation, "a bundle that was written is another one")
    try demand(read.madeBy == bundle.madeBy && read.directoryAt == bundle.directoryAt, "a bundle that was written has another head")
    return true
  }

  @Sendable private static func logQuestion(_ data: Data) throws -> Bool {
    guard let question = try? LogQuestion(data) else { return false }
    try demand(question.kept.count <= LogQuestion.limit, "more checkpoints than may be asked about")
    let read = try again("a question that was written") { try LogQuestion(question.bytes) }
    try demand(read.kept.count == question.kept.count, "a question that was written is another one")
    for (one, other) in Swift.zip(read.kept, question.kept) { try demandSame(one, other, "a checkpoint has another spelling") }
    return true
  }

  @Sendable private static func logAnswer(_ data: Data) throws -> Bool {
    guard let answer = try? LogAnswer(data) else { return false }
    let read = try again("an answer that was written") { try LogAnswer(answer.bytes) }
    try demand(
      read.key == answer.key && read.newest == answer.newest && read.proofs == answer.proofs, "an answer that was written is another one")
    // Whatever an answer says, deciding about it ends.
    if let newest = answer.newest { _ = LogFinding.of(answer, about: answer.proofs.map { _ in newest }, knownKey: nil) }
    return true
  }

  @Sendable private static func logContinuation(_ data: Data) throws -> Bool {
    guard let proof = try? LogContinuation(data) else { return false }
    try demand(try again("a continuation that was written") { try LogContinuation(proof.file) } == proof, "a continuation is another one")
    if let old = try KeptCheckpoint(note(3))?.checkpoint, let new = try KeptCheckpoint(note(9))?.checkpoint { _ = proof.proves(old, new) }
    return true
  }

  @Sendable private static func takingProof(_ data: Data) throws -> Bool {
    guard let text = String(validating: data, as: UTF8.self), let taking = TakingProof(text) else { return false }
    try demandSame(taking.proof.text, text, "a proof has another spelling")
    let proves: Bool = taking.proves(try known(DigestOf(bytes: Array(repeating: 3, count: 32))))
    try demand(!proves || taking.at != nil || taking.proof.index >= 0, "a proof proves what it does not tell")
    return true
  }
}
