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
    guard archive.data.count <= Self.largest else { throw ZipFile.Fault.tooLarge }
    return archive.data
  }

  /// So long a bundle is at most, in bytes: it is read at once.
  public static let largest = 1 << 30
  private static let limits = ZipReader.Limits(entries: 20_000, directory: 4 << 20, length: largest)
  /// So long a member is at most that is no file of a message.
  private static let longestMember = 16 << 20

  /// Reads a file: a plain archive with one reading, whose list names every other member with its digest.
  /// - Throws: ``EvidenceFault``.
  public init(_ file: Data) throws(EvidenceFault) {
    var found = try Self.members(of: file)
    guard let list = found.removeValue(forKey: Self.list) else { throw .memberMissing }
    do {
      let head = try WireMembers(list, ["v", "conversation", "by", "directoryAt", "members"], limit: Self.longestMember)
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

  private static func members(of file: Data) throws(EvidenceFault) -> [String: Data] {
    do throws(ZipReader.Fault) {
      let archive = try ZipReader(file, limits: limits)
      // What a name shows on a screen must be what it is: nothing that is not plain, no direction, no two letters that look alike.
      guard archive.entries.allSatisfy({ $0.name.utf8.allSatisfy(Self.isPlain) }) else { throw .badName }
      guard archive.entries.allSatisfy({ $0.length <= longestMember || $0.name.hasPrefix("files/") }) else { throw .tooLarge }
      var members: [String: Data] = [:]
      for entry in archive.entries { members[entry.name] = try ZipReader.content(of: entry, in: file) }
      return members
    } catch {
      switch error {
      case .nameTwice: throw .nameTwice
      case .badName: throw .badName
      case .tooLarge: throw .tooLarge
      case .notWhole, .notPlain, .notInOrder, .notAsSummed: throw .archive
      }
    }
  }

  /// The letters, digits and marks that names of members have.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "._-/".utf8.contains(byte)
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
      guard named.insert(name).inserted else { throw EvidenceFault.nameTwice }
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
  static func file(_ place: Int, _ payload: Int) -> String { "files/\(number(place))-\(payload).age" }
  static func logKey(_ author: AuthorityName) -> String { "checkpoints/\(author).key" }
  static func checkpoint(_ author: AuthorityName, size: Int, _ note: String) -> String {
    // Two checkpoints of one size are what nobody should ever see, and then both must be there.
    "checkpoints/\(author)-\(size)-\(digest(Data(note.utf8)).prefix(8)).note"
  }
  static func consistency(_ author: AuthorityName, _ old: Int, _ new: Int) -> String { "consistency/\(author)-\(old)-\(new).json" }
}
