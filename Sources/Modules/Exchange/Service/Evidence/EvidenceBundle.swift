// SPDX-License-Identifier: Apache-2.0
import Crypto
public import ExchangeRules
public import Foundation
import StrictJSON
import ZipFile

/// A bundle of evidence: one file with what proves a conversation, for whoever has neither a node nor a network.
///
/// A plain ZIP without compression; its first member lists all others with their digests. The same content gives the same bytes.
public struct EvidenceBundle: Sendable {
  /// The media type of the file.
  public static let media = ZipFile.mediaType
  /// The name of the list.
  public static let list = "manifest.json"
  /// The folder of the signed directory.
  static let directory = "directory/"

  /// What the conversation is called between the authorities.
  public let conversation: ConversationID
  /// The authority whose node has written the bundle.
  public let madeBy: AuthorityName
  /// The moment as of which its node believed the directory.
  public let directoryAt: Date
  /// The members by their names, without the list.
  public var members: [String: Data]

  /// Puts a bundle together.
  public init(conversation: ConversationID, madeBy: AuthorityName, directoryAt: Date, members: [String: Data]) {
    self.conversation = conversation
    self.madeBy = madeBy
    self.directoryAt = directoryAt
    self.members = members
  }

  /// The file.
  /// - Throws: `ZipFile.Fault` for more than an archive holds.
  public func file() throws -> Data {
    let names = members.keys.sorted()
    let listed = names.map { name in
      let content = members[name] ?? Data()
      return WireJSON.object([
        ("name", .string(name)), ("sha256", .string(Self.digest(content))), ("size", WireJSON.number(content.count)),
      ])
    }
    var archive = ZipFile()
    try archive.add(
      Self.list,
      WireJSON.bytes(
        WireJSON.object([
          ("v", WireJSON.number(1)), ("conversation", WireJSON.text(conversation)), ("by", WireJSON.text(madeBy)),
          ("directoryAt", WireJSON.instant(directoryAt)), ("members", WireJSON.list(listed)),
        ])))
    for name in names { try archive.add(name, members[name] ?? Data()) }
    return archive.data
  }

  /// Reads a file: the archive must be as it was written, and the list must name every other member with its digest.
  /// - Throws: ``EvidenceFault``.
  public init(_ file: Data) throws(EvidenceFault) {
    var found: [String: Data] = [:]
    do throws(ZipFile.Fault) {
      for entry in try ZipFile.entries(of: file) { found[entry.name] = entry.content }
    } catch {
      switch error {
      case .nameTwice: throw .nameTwice
      case .badName: throw .badName
      case .tooLarge, .notAsWritten: throw .archive
      }
    }
    guard let list = found.removeValue(forKey: Self.list) else { throw .memberMissing }
    do {
      let head = try WireMembers(list, ["v", "conversation", "by", "directoryAt", "members"], limit: 16 << 20)
      guard try head.number("v") == 1 else { throw ExchangeProblem.schema }
      conversation = try head.text("conversation") { ConversationID($0) }
      madeBy = try head.text("by") { AuthorityName($0) }
      directoryAt = try head.instant("directoryAt")
      members = found
      try check(try head.list("members"))
    } catch let fault as EvidenceFault {
      throw fault
    } catch {
      throw .unreadable
    }
  }

  private func check(_ listed: [JSONValue]) throws {
    var named: Set<String> = []
    for value in listed {
      let entry = try WireMembers(value, ["name", "sha256", "size"])
      let name = try entry.text("name") { $0 }
      guard let content = members[name] else { throw EvidenceFault.memberMissing }
      guard try entry.text("sha256", { $0 }) == Self.digest(content), try entry.number("size") == content.count else {
        throw EvidenceFault.memberAltered
      }
      named.insert(name)
    }
    guard named == Set(members.keys) else { throw EvidenceFault.memberUnlisted }
  }

  static func digest(_ bytes: Data) -> String { DigestOf<PlainFile>(of: bytes).hex }

  // MARK: Names

  /// The names of the members in a folder, in order.
  func names(in folder: String) -> [String] { members.keys.filter { $0.hasPrefix(folder) }.sorted() }

  /// The number of a message as names have it.
  static func number(_ place: Int) -> String { String(repeating: "0", count: max(0, 4 - "\(place)".count)) + "\(place)" }

  static func message(_ place: Int) -> String { "messages/\(number(place)).jws" }
  static func receipt(_ place: Int, _ receipt: Receipt) -> String {
    "receipts/\(number(place))-\(receipt.evidence.act)-\(receipt.from).jws"
  }
  static func proof(_ place: Int, _ author: AuthorityName) -> String { "proofs/\(number(place))-\(author).tlog-proof" }
  static func event(_ place: Int, _ author: AuthorityName) -> String { "proofs/\(number(place))-\(author).event.json" }
  static func logKey(_ author: AuthorityName) -> String { "checkpoints/\(author).key" }
  static func checkpoint(_ author: AuthorityName, size: Int, _ note: String) -> String {
    // Two checkpoints of one size are what nobody should ever see, and then both must be there.
    "checkpoints/\(author)-\(size)-\(digest(Data(note.utf8)).prefix(8)).note"
  }
  static func consistency(_ author: AuthorityName, _ old: Int, _ new: Int) -> String { "consistency/\(author)-\(old)-\(new).json" }
}
