// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// What an authority says of itself in the signed directory: where its node is and which keys are its own.
public struct DirectoryEntry: Hashable, Sendable {
  /// Whose entry it is.
  public let authority: AuthorityName
  /// Where its node listens for other nodes: `https://`, host and port, nothing else.
  public let endpoint: String
  /// Its keys, also those that are no longer used: old signatures are checked with them.
  public let keys: [EntryKey]
  /// The lowest version of the profile that it takes messages of.
  public let leastProfile: Int
  /// The languages it works in, as BCP 47 tags.
  public let languages: [String]

  /// So many keys an entry has at most: forty years of new ones every quarter, of each use.
  public static let keyLimit = 512

  /// Describes an authority; `nil` when the parts do not go together.
  public init?(authority: AuthorityName, endpoint: String, keys: [EntryKey], leastProfile: Int, languages: [String]) {
    guard Self.isEndpoint(endpoint), (1...Self.keyLimit).contains(keys.count), leastProfile >= 1, languages.count <= 16,
      languages.allSatisfy(Self.isLanguage), Set(keys.map(\.name)).count == keys.count
    else { return nil }
    self.authority = authority
    self.endpoint = endpoint
    self.keys = keys
    self.leastProfile = leastProfile
    self.languages = languages
  }

  /// Whether a text is the address of a node: `https://`, a host in small letters, perhaps a port.
  public static func isEndpoint(_ text: String) -> Bool {
    guard text.utf8.count <= 255,
      let match = text.wholeMatch(of: /https:\/\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::([0-9]{1,5}))?/)
    else { return false }
    guard let port = match.2 else { return true }
    return (1...65535).contains(Int(port) ?? 0)
  }

  private static func isLanguage(_ tag: String) -> Bool { tag.wholeMatch(of: /[a-z]{2,3}(-[A-Za-z0-9]{2,8})*/) != nil }
}

/// A key as an entry lists it; instants are whole seconds.
public struct EntryKey: Hashable, Sendable {
  /// What a key is for.
  public enum Use: String, Hashable, Sendable, CaseIterable {
    /// Signing messages, receipts, questions and answers.
    case signature = "sig"
    /// Opening what others have sealed.
    case encryption = "enc"
    /// The node's certificate.
    case certificate = "tls"
  }

  /// What it is for.
  public let use: Use
  /// Its thumbprint; of a certificate the SHA-256 of its SubjectPublicKeyInfo.
  public let name: DigestOf<PublicKey>
  /// The 32 bytes of the key; `nil` for a certificate, which is known by its digest alone.
  public let bytes: Data?
  /// From when on it may be used.
  public let notBefore: Date
  /// Until when it may be used.
  public var expiresAt: Date
  /// What else is said of it.
  public var status: DirectoryKey.Status

  /// Describes a key; `nil` when it would end before it begins, or has bytes where it must have none.
  public init?(
    use: Use, name: DigestOf<PublicKey>, bytes: Data?, notBefore: Date, expiresAt: Date, status: DirectoryKey.Status = .active
  ) {
    guard notBefore < expiresAt, (use == .certificate) == (bytes == nil), bytes?.count ?? 32 == 32 else { return nil }
    self.use = use
    self.name = name
    self.bytes = bytes
    self.notBefore = notBefore
    self.expiresAt = expiresAt
    self.status = status
  }

  /// Whether nobody else is said to have it.
  public var isSafe: Bool {
    if case .compromised = status { return false }
    return true
  }

  /// Whether its owner may use it at a time.
  public func isUsable(at now: Date) -> Bool { isSafe && notBefore <= now && now < expiresAt }
}
