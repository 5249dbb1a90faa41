// SPDX-License-Identifier: Apache-2.0

/// What a log says of itself at one moment: how many entries it has, and the root over them.
/// - Source: C2SP tlog-checkpoint
public struct Checkpoint: Hashable, Sendable {
  /// The log's name.
  public let origin: String
  /// How many entries it has.
  public let size: Int
  /// The root over them.
  public let root: TreeHash
  /// Further lines, opaque here.
  public let extensions: [String]

  /// Describes a log.
  public init(origin: String, size: Int, root: TreeHash, extensions: [String] = []) {
    self.origin = origin
    self.size = size
    self.root = root
    self.extensions = extensions
  }

  /// The text that is signed.
  public var text: String { ([origin, String(size), root.base64] + extensions).map { $0 + "\n" }.joined() }

  /// Reads a checkpoint; `nil` for a text that is none.
  public init?(text: String) {
    let bytes = Array(text.utf8)
    guard bytes.last == newline else { return nil }
    let lines = textLines(bytes.dropLast())
    // One size has one form: no sign, no leading zero.
    guard lines.count >= 3, lines.allSatisfy({ !$0.isEmpty }), let size = Int(lines[1]), size >= 0, String(size) == lines[1],
      let root = TreeHash(base64: lines[2])
    else { return nil }
    self.init(origin: lines[0], size: size, root: root, extensions: Array(lines.dropFirst(3)))
  }

  /// Signs it.
  public func signed(by signer: NoteSigner) throws -> SignedNote { try signer.sign(text) }

  /// Reads a checkpoint from a signed note that one of the keys has signed.
  ///
  /// The origin must be the name of the key, so that one log's checkpoint is never taken for another's.
  /// - Throws: ``NoteRefused``.
  public static func verified(_ note: String, by keys: [NoteKey]) throws(NoteRefused) -> Checkpoint {
    let note = try SignedNote(note)
    let key = try note.verify(keys)
    guard let checkpoint = Checkpoint(text: note.text), checkpoint.origin == key.name else { throw .malformed }
    return checkpoint
  }
}
