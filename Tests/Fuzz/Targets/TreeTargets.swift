// SPDX-License-Identifier: Apache-2.0
import Foundation
import MerkleLog
import TUF
import TimeStamp

/// Metadata of the directory, notes, proofs, time stamps.
extension FuzzTarget {
  static let trees = [
    FuzzTarget("tuf", seeds: tufSeeds, check: tuf),
    FuzzTarget("note", seeds: { [Data(try note(Checkpoint(origin: "a.example/log", size: 7, root: .empty).text).note.utf8)] }, check: note),
    FuzzTarget(
      "proof",
      seeds: {
        let checkpoint = try note(Checkpoint(origin: "a.example/log", size: 3, root: .empty, extensions: ["more"]).text)
        let proof = InclusionProof(index: 1, hashes: [.empty, .empty], checkpoint: checkpoint).text
        return [Data(proof.utf8), Data(proof.replacing("\nindex", with: "\nextra AAAA\nindex").utf8)]
      }, check: proof),
    FuzzTarget("time-stamp", check: timeStamp),
  ]

  private static func note(_ text: String) throws -> SignedNote {
    guard let signer = NoteSigner(name: "a.example/log", seed: Data(repeating: 4, count: 32)) else { throw Broken("no signer") }
    return try signer.sign(text)
  }

  @Sendable private static func tufSeeds() throws -> [Data] {
    guard let signer = TUFSigner(seed: Data(repeating: 6, count: 32)) else { throw Broken("no signer") }
    let end = Date(timeIntervalSince1970: 2_000_000_000)
    let authority = TUFAuthority([signer.publicKey], threshold: 1)
    let listed = TUFListed(version: 3, file: TUFFileInfo(of: Data("a".utf8)))
    var targets = TUFTargets(version: 1, expires: end, targets: ["authorities/XA/a.json": TUFTargetInfo(of: Data("b".utf8))])
    targets.delegate(TUFDelegation(name: "XA", authority: authority, patterns: ["authorities/XA/*"], isTerminating: true))
    let root = TUFRoot(version: 1, expires: end, root: authority, timestamp: authority, snapshot: authority, targets: authority)
    return [
      Data([0]) + (try TUFSigned(root).signed(by: signer).file),
      Data([1]) + (try TUFSigned(targets).signed(by: signer).file),
      Data([2]) + (try TUFSigned(TUFSnapshot(version: 1, expires: end, listed: ["targets.json": listed])).signed(by: signer).file),
      Data([3]) + (try TUFSigned(TUFTimestamp(version: 1, expires: end, snapshot: listed)).signed(by: signer).file),
    ]
  }

  private static func metadata<Body: TUFBody>(_ type: Body.Type, _ file: Data) throws -> Bool {
    guard let read = try? TUFSigned<Body>(file) else { return false }
    let other = try again("metadata that was written") { try TUFSigned<Body>(read.file) }
    try demand(other.payload == read.payload, "metadata that was written has other signed bytes")
    try demand(other.body == read.body && other.signatures == read.signatures, "metadata that was written says something else")
    let body = try again("what is known of metadata") { try Body(signed: read.body.signed) }
    try demand(body == read.body, "what is known of metadata says something else when it is written")
    return true
  }

  /// The first byte says which of the four kinds it is.
  @Sendable private static func tuf(_ data: Data) throws -> Bool {
    guard let (how, file) = split(data) else { return false }
    switch how % 4 {
    case 0: return try metadata(TUFRoot.self, file)
    case 1: return try metadata(TUFTargets.self, file)
    case 2: return try metadata(TUFSnapshot.self, file)
    default: return try metadata(TUFTimestamp.self, file)
    }
  }

  @Sendable private static func note(_ data: Data) throws -> Bool {
    guard let text = String(validating: data, as: UTF8.self) else { return false }
    if let checkpoint = Checkpoint(text: text) { try demandSame(checkpoint.text, text, "a checkpoint has another spelling") }
    guard let note = try? SignedNote(text) else { return false }
    try demandSame(note.note, text, "a note has another spelling")
    if let checkpoint = Checkpoint(text: note.text) { try demandSame(checkpoint.text, note.text, "a checkpoint has another spelling") }
    if let key = NoteSigner(name: "a.example/log", seed: Data(repeating: 4, count: 32))?.publicKey { _ = try? note.verify([key]) }
    return true
  }

  @Sendable private static func proof(_ data: Data) throws -> Bool {
    guard let text = String(validating: data, as: UTF8.self), let proof = InclusionProof(text: text) else { return false }
    guard let other = InclusionProof(text: proof.text) else { throw Broken("a proof that was written is refused") }
    try demand(other == proof, "a proof that was written is another one")
    guard let checkpoint = Checkpoint(text: proof.checkpoint.text) else { return true }
    let root = checkpoint.root
    if ProofCheck.includes(.empty, at: proof.index, in: checkpoint.size, root: root, by: proof.hashes) {
      // So many hashes lead from a leaf to the root, at most one for each level.
      try demand(proof.index < checkpoint.size && proof.hashes.count <= 64, "a proof of nothing holds")
    }
    _ = ProofCheck.extends(from: proof.index, root: .empty, to: checkpoint.size, root: root, by: proof.hashes)
    return true
  }

  @Sendable private static func timeStamp(_ data: Data) throws -> Bool {
    let kept = try? TimeStampToken(data)
    guard let token = (try? TimeStampToken(response: data)) ?? kept else { return false }
    let read = try again("a stamp that was kept") { try TimeStampToken(token.bytes) }
    try demand(read == token, "a stamp that was kept is another one")
    return true
  }
}
