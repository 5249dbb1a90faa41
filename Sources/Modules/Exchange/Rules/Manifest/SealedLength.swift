// SPDX-License-Identifier: Apache-2.0

/// How long a sealed file is, given how long the file was: each 64 KiB get a tag of 16 bytes, and a head and a nonce stand before them.
///
/// Two lengths that do not fit are found before anything is fetched.
/// - Source: C2SP age-encryption.org/v1, payload
public enum SealedLength {
  /// The bytes of a chunk before it is sealed.
  public static let chunk: Int64 = 64 << 10
  /// What sealing adds to each chunk.
  public static let tag: Int64 = 16
  /// What stands between the head and the first chunk.
  public static let nonce: Int64 = 16
  /// The bytes of the head of a file that is sealed for one X25519 key alone, which is the shortest head of the profile.
  public static let shortestHead: Int64 = 168
  /// The longest head that is read; others' programs put in stanzas that nobody can open, to keep readers tolerant.
  public static let longestHead: Int64 = 64 << 10

  /// How long nonce and chunks are; `nil` for a length that no file has.
  ///
  /// An empty file has one empty chunk.
  public static func body(of plain: Int64) -> Int64? {
    guard plain >= 0 else { return nil }
    let chunks = plain == 0 ? 1 : (plain - 1) / chunk + 1
    let (length, overflow) = plain.addingReportingOverflow(nonce + tag * chunks)
    return overflow ? nil : length
  }

  /// How long the whole sealed file is with a head of this length; `nil` for a length that no file has.
  public static func sealed(of plain: Int64, head: Int64 = shortestHead) -> Int64? {
    guard let body = body(of: plain) else { return nil }
    let (length, overflow) = body.addingReportingOverflow(head)
    return overflow ? nil : length
  }

  /// Whether a file of one length can have become a sealed file of the other.
  public static func fits(plain: Int64, sealed: Int64) -> Bool {
    guard let body = body(of: plain) else { return false }
    let (head, overflow) = sealed.subtractingReportingOverflow(body)
    return !overflow && (shortestHead...longestHead).contains(head)
  }
}
