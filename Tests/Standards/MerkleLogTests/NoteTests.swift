// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import MerkleLog
import Testing

@Suite("Signed notes, checkpoints, proofs as files and tiles") struct NoteTests {
  /// The example in the documentation of Go's sumdb/note.
  static let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
  static let quoted =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

  static func signer(_ name: String = "example.org/log") throws -> NoteSigner {
    try #require(NoteSigner(name: name, seed: Data(repeating: 7, count: 32)))
  }

  @Test("A note and a key that Go's package has made are read and verified")
  func known() throws {
    let key = try #require(NoteKey(Self.peter))
    #expect(key.name == "PeterNeumann")
    #expect(key.description == Self.peter)
    let note = try SignedNote(Self.quoted)
    #expect(try note.verify([key]) == key)
    #expect(note.note == Self.quoted)
  }

  @Test("An altered text, an altered signature and an unknown key are refused, each for what it is")
  func refused() throws {
    let key = try #require(NoteKey(Self.peter))
    let altered = try SignedNote(Self.quoted.replacing("problem is", with: "problems are"))
    #expect(throws: NoteRefused.wrongSignature) { try altered.verify([key]) }
    #expect(throws: NoteRefused.unknownKey) { try SignedNote(Self.quoted).verify([]) }
    #expect(throws: NoteRefused.unknownKey) { try SignedNote(Self.quoted).verify([Self.signer().publicKey]) }
  }

  @Test(
    "What is not in the form of a note is none",
    arguments: [
      "", "text\n", "text\n\n", "text\n\n— name\n", "text\n\n- name AAAAAAAA\n", "text\n\n— na+me AAAAAAAA\n", "text\n\n— name AAAAA\n",
      "te\u{1}xt\n\n— name AAAAAAAA\n", "text\n\n— name AAAAAAAA", "text\n\n— name AAAA\n", "text\n\n— name  AAAAAAAA\n",
    ])
  func malformed(note: String) {
    #expect(throws: NoteRefused.malformed) { try SignedNote(note) }
  }

  @Test("A key whose id or form is not its own is no key")
  func keys() throws {
    #expect(NoteKey(Self.peter.replacing("c74f20a3", with: "c74f20a4")) == nil)
    #expect(NoteKey(Self.peter.replacing("ARpc", with: "Arpc")) == nil)
    #expect(NoteKey("PeterNeumann+c74f20a3") == nil)
    #expect(NoteKey(name: "two words", publicKey: Data(repeating: 1, count: 32)) == nil)
    #expect(NoteSigner(name: "a+b", seed: Data(repeating: 7, count: 32)) == nil)
    #expect(NoteSigner(name: "a", seed: Data(repeating: 7, count: 31)) == nil)
  }

  @Test("A checkpoint is read again as it was signed, and another log's is not taken for it")
  func checkpoint() throws {
    let signer = try Self.signer()
    let written = Checkpoint(origin: "example.org/log", size: 12, root: TestLog(12).tree.root)
    let note = try written.signed(by: signer).note
    #expect(try Checkpoint.verified(note, by: [signer.publicKey]) == written)
    let foreign = try Checkpoint(origin: "other.example/log", size: 12, root: .empty).signed(by: signer).note
    #expect(throws: NoteRefused.malformed) { try Checkpoint.verified(foreign, by: [signer.publicKey]) }
  }

  @Test(
    "A text that is no checkpoint is none",
    arguments: ["", "o\n1\n", "o\n01\nR\n", "o\n+1\nR\n", "o\n-1\nR\n", "\n1\nR\n", "o\n1\nAAAA\n", "o\n1\nR\n\n", "o\n1\nR"])
  func notCheckpoint(text: String) {
    #expect(Checkpoint(text: text.replacing("R", with: TreeHash.empty.base64)) == nil)
    #expect(Checkpoint(text: "o\n1\n\(TreeHash.empty.base64)\nmore\n")?.extensions == ["more"])
  }

  @Test("A note that was verified is believed again for the same key and the same bytes alone")
  func remembered() throws {
    let (signer, other) = (try Self.signer(), try #require(NoteSigner(name: "example.org/log", seed: Data(repeating: 8, count: 32))))
    let notes = VerifiedNotes()
    for size in 1...40 {
      let written = Checkpoint(origin: "example.org/log", size: size, root: TestLog(size).tree.root)
      let note = try written.signed(by: signer).note
      #expect(throws: NoteRefused.unknownKey) { try notes.checkpoint(note, by: other.publicKey) }
      for _ in 0..<2 { #expect(try notes.checkpoint(note, by: signer.publicKey) == written) }
      #expect(throws: NoteRefused.unknownKey) { try notes.checkpoint(note, by: other.publicKey) }
      let altered = note.replacing("\n\(size)\n", with: "\n\(size + 100)\n")
      #expect(throws: NoteRefused.wrongSignature) { try notes.checkpoint(altered, by: signer.publicKey) }
    }
  }

  @Test("A proof as a file is read again, proves its entry and no other")
  func proofFile() throws {
    let (log, signer) = (TestLog(70), try Self.signer())
    let note = try Checkpoint(origin: "example.org/log", size: 70, root: log.tree.root).signed(by: signer)
    let proof = InclusionProof(index: 41, hashes: try ProofPlan.inclusion(of: 41, in: 70).hashes(from: log.nodes), checkpoint: note)
    #expect(proof.text.hasPrefix("c2sp.org/tlog-proof@v1\nindex 41\n"))
    let read = try #require(InclusionProof(text: proof.text))
    #expect(read == proof)
    #expect(try read.proves(log.leaves[41], by: [signer.publicKey]))
    #expect(!(try read.proves(log.leaves[42], by: [signer.publicKey])))
    let extra = proof.text.replacing("index", with: "extra AAAA\nindex")
    let withExtra = InclusionProof(index: 41, hashes: proof.hashes, checkpoint: proof.checkpoint, extra: Data([0, 0, 0]))
    #expect(InclusionProof(text: extra) == withExtra && withExtra.text == extra)
    #expect(InclusionProof(text: extra.replacing("AAAA", with: "AA")) == nil)
    for broken in ["index 041", "index -1", "indexed 41", "index"] {
      #expect(InclusionProof(text: proof.text.replacing("index 41", with: broken)) == nil)
    }
  }

  @Test("Tiles have the paths of the published layout")
  func tiles() throws {
    #expect(Tile(level: 0, number: 1_234_067, width: 12).path == "tile/0/x001/x234/067.p/12")
    #expect(Tile(level: 1, number: 5).path == "tile/1/005")
    #expect(Tile(level: 0, number: 1000).entriesPath == "tile/entries/x001/000")
    #expect(Tile.all(of: 0).isEmpty)
    let hashes = Tile.all(of: 70_000).map(\.width).reduce(0, +)
    #expect(hashes == 70_274)
    func paths(_ size: Int) -> String { Tile.all(of: size).map(\.path).joined(separator: " ") }
    #expect(paths(256) == "tile/0/000 tile/1/000.p/1")
    #expect(paths(700) == "tile/0/000 tile/0/001 tile/0/002.p/188 tile/1/000.p/2")
    let bundle = try Tile.bundle([Data("ab".utf8), Data()])
    #expect(bundle == Data([0, 2, 97, 98, 0, 0]))
    #expect(throws: EntryTooLong(place: 1)) { try Tile.bundle([Data(), Data(count: 65536)]) }
  }
}
