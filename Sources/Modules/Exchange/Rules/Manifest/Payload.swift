// SPDX-License-Identifier: Apache-2.0

/// The key with which one file is opened; it travels inside the sealed message and nowhere else.
///
/// It says nothing of itself to logs and error messages: whoever needs the text asks for it.
public struct FileKey: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The key as text: an age identity.
  public let secret: String

  /// Reads a key; `nil` when it is not written as an age identity for X25519 is.
  public init?(_ text: some StringProtocol) {
    let head = "AGE-SECRET-KEY-1"
    let letters = Set("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".utf8)
    guard text.utf8.count == 74, text.hasPrefix(head), text.utf8.dropFirst(head.utf8.count).allSatisfy(letters.contains) else { return nil }
    self.secret = String(text)
  }

  /// Always the same words.
  public var description: String { "a key of a file" }

  /// Shows nothing to a debugger's or a log's walk through members.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// One file that a message offers: what it is called, what it was, what it became when it was sealed.
public struct Payload: Hashable, Sendable {
  /// Its name.
  public let name: PayloadName
  /// Its media type, as its authority says.
  public let media: MediaType
  /// How long it was before it was sealed, in bytes.
  public let size: Int64
  /// The digest of it before it was sealed.
  public let digest: DigestOf<PlainFile>
  /// The digest of the sealed file, under which it is fetched.
  public let blob: BlobID
  /// The pieces of the sealed file.
  public let segments: Segments
  /// The root of the tree over the pieces.
  public let tree: DigestOf<SegmentTree>
  /// The key that opens it.
  public let key: FileKey

  /// Describes a file.
  /// - Throws: ``ManifestProblem/segments`` when the length has too many pieces or none, ``ManifestProblem/lengths`` when the file cannot have
  ///   become so long by sealing.
  public init(
    name: PayloadName, media: MediaType, size: Int64, digest: DigestOf<PlainFile>, sealedSize: Int64, blob: BlobID,
    each: SegmentLength, tree: DigestOf<SegmentTree>, key: FileKey
  ) throws(ManifestProblem) {
    guard let segments = Segments(of: sealedSize, each: each) else { throw .segments }
    guard SealedLength.fits(plain: size, sealed: sealedSize) else { throw .lengths }
    self.name = name
    self.media = media
    self.size = size
    self.digest = digest
    self.blob = blob
    self.segments = segments
    self.tree = tree
    self.key = key
  }
}
