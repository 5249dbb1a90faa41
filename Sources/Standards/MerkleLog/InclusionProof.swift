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
    guard let blank = text.range(of: "\n\n") else { return nil }
    var lines = text[..<blank.lowerBound].split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard !lines.isEmpty, lines.removeFirst() == Self.heading else { return nil }
    var extra: Data?
    if let line = lines.first, line.hasPrefix("extra ") {
      guard let bytes = CanonicalBase64.decode(line.dropFirst("extra ".count)) else { return nil }
      extra = bytes
      lines.removeFirst()
    }
    guard !lines.isEmpty, case let line = lines.removeFirst(), line.hasPrefix("index "),
      let index = Int(line.dropFirst("index ".count)), index >= 0, line == "index \(index)", lines.count <= 63
    else { return nil }
    var hashes: [TreeHash] = []
    for line in lines {
      guard let hash = TreeHash(base64: line) else { return nil }
      hashes.append(hash)
    }
    guard let checkpoint = try? SignedNote(String(text[blank.upperBound...])) else { return nil }
    self.init(index: index, hashes: hashes, checkpoint: checkpoint, extra: extra)
  }

  /// Whether the entry is in the log that one of the keys has signed.
  /// - Throws: ``NoteRefused`` when the checkpoint is not to be believed.
  public func proves(_ leaf: TreeHash, by keys: [NoteKey]) throws(NoteRefused) -> Bool {
    let checkpoint = try Checkpoint.verified(checkpoint.note, by: keys)
    return ProofCheck.includes(leaf, at: index, in: checkpoint.size, root: checkpoint.root, by: hashes)
  }
}
