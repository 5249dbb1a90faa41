// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Files
public import Foundation
import NIOPosix

/// Messages, receipts and sealed files that travel as one file: on a stick, in the diplomatic bag, wherever the network does not reach.
///
/// A message may go both ways. It takes effect once, and both ways bring the same receipt.
public struct Bundles: Sendable {
  let mail: Mail
  let sealed: SealedFiles
  /// What bundles brought.
  public let carried: CarriedFiles

  /// Uses the messages of a node, what it keeps sealed for others, and where it keeps what a bundle brought.
  public init(mail: Mail, sealed: SealedFiles, carried: CarriedFiles) {
    self.mail = mail
    self.sealed = sealed
    self.carried = carried
  }

  /// The media type of a bundle.
  public static let media = "application/zip"
  /// So many messages one bundle has at most; what waits beyond them goes with the next.
  static let mostMessages = 500
  /// So many receipts.
  static let mostReceipts = 1_000
  /// So many files, each with the list of its pieces.
  static let mostFiles = 400
}

/// What is to be put into a bundle.
public enum BundleWish: Hashable, Sendable {
  /// All that waits for an authority: messages without a receipt of it, receipts that it was not seen to take.
  case waiting(for: AuthorityName)
  /// One message by its identifier or digest: an own one, or the receipts about one of another authority.
  case message(String)
}

/// A bundle that is ready to be written, once or more often.
public struct PreparedBundle: Sendable {
  /// Whom it is for.
  public let to: AuthorityName
  /// How many messages are in it.
  public let messages: Int
  /// How many receipts are in it.
  public let receipts: Int
  /// How many files are in it.
  public let files: Int
  /// How much of what waits found no room in it.
  public let left: Int
  /// A name for the file that says nothing of whom it is for.
  public let fileName: String
  let parts: [(name: String, content: Content)]

  /// How long it is, without heads and directory.
  var length: Int {
    parts.reduce(0) { sum, part in
      switch part.content {
      case .bytes(let bytes): sum + bytes.count
      case .file(_, let length, _): sum + length
      }
    }
  }

  enum Content: Sendable {
    case bytes(Data)
    case file(URL, length: Int, checkSum: UInt32)
  }
}

/// A bundle that came, wherever it stands; any part of it is read when it is needed.
public struct BundleSource: Sendable {
  let length: Int
  let read: @Sendable (_ offset: Int, _ count: Int) async throws -> Data

  /// A bundle that stands in the vault.
  public init(_ file: OpenFile) {
    length = file.size
    read = { try await file.read(at: $0, upTo: $1) }
  }

  /// A bundle on a disk.
  /// - Throws: ``MailProblem/unreadableBundle`` when there is no such file.
  public init(file url: URL) throws {
    guard FileManager.default.isReadableFile(atPath: url.path), let file = try? ReadFile(url) else { throw MailProblem.unreadableBundle }
    length = file.length
    read = { offset, count in try await NIOThreadPool.singleton.runIfActive { try file.read(at: offset, upTo: count) } }
  }
}
