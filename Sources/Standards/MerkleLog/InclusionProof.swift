// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A proof that an entry is in a log, which can be checked without the log: index, hashes and the signed checkpoint.
/// - Source: C2SP tlog-proof
public struct InclusionProof: Hashable, Sendable {
  /// The entry's place in the log, from 0.
  public let index: Int
  /// The hashes from the entry up to the root.
  public let hashes: [TreeHash]
  /// The signed checkpoint.
  public let checkpoint: SignedNote
  /// What the application adds, opaque here; `nil` for nothing.
  public let extra: Data?

  private static let heading = "c2sp.org/tlog-proof@v1"

  /// Puts a proof together.
  public init(index: Int, hashes: [TreeHash], checkpoint: SignedNote, extra: Data? = nil) {
    self.index = index
    self.hashes = hashes
    self.checkpoint = checkpoint
    self.extra = extra
  }

  /// The proof as a file, by custom with the ending `.tlog-proof`.
  public var text: String {
    let head = [Self.heading] + (extra.map { ["extra \($0.base64EncodedString())"] } ?? []) + ["index \(index)"]
    return (head + hashes.map(\.base64)).map { $0 + "\n" }.joined() + "\n" + checkpoint.note
  }

  /// Reads such a file; `nil` for a text that is none.
  public init?(text: String) {
    let bytes = Array(text.utf8)
    guard let blank = bytes.indices.dropLast().first(where: { bytes[$0] == newline && bytes[$0 + 1] == newline }) else { return nil }
    var lines = textLines(bytes[..<blank])[...]
    guard lines.popFirst() == Self.heading else { return nil }
    var extra: Data?
    if let line = lines.first, line.hasPrefix("extra ") {
      guard let bytes = CanonicalBase64.decode(String(line.dropFirst("extra ".count))) else { return nil }
      extra = bytes
      lines.removeFirst()
    }
    guard let line = lines.popFirst(), line.hasPrefix("index "), let index = Int(line.dropFirst("index ".count)), index >= 0,
      line == "index \(index)", lines.count <= 63
    else { return nil }
    var hashes: [TreeHash] = []
    for line in lines {
      guard let hash = TreeHash(base64: line) else { return nil }
      hashes.append(hash)
    }
    guard let checkpoint = try? SignedNote(String(decoding: bytes[(blank + 2)...], as: UTF8.self)) else { return nil }
    self.init(index: index, hashes: hashes, checkpoint: checkpoint, extra: extra)
  }

  /// Whether the entry is in the log that one of the keys has signed.
  /// - Throws: ``NoteRefused`` when the checkpoint is not to be believed.
  public func proves(_ leaf: TreeHash, by keys: [NoteKey]) throws(NoteRefused) -> Bool {
    proves(leaf, in: try Checkpoint.verified(checkpoint.note, by: keys))
  }

  /// Whether the entry is in the log that a checkpoint counts which was verified before.
  public func proves(_ leaf: TreeHash, in checkpoint: Checkpoint) -> Bool {
    ProofCheck.includes(leaf, at: index, in: checkpoint.size, root: checkpoint.root, by: hashes)
  }
}

let newline = UInt8(ascii: "\n")

/// The lines of a text, byte for byte: Swift takes a line feed after a carriage return for one character with it.
func textLines(_ bytes: ArraySlice<UInt8>) -> [String] {
  bytes.split(separator: newline, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
}
