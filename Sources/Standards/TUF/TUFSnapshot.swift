// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation
public import StrictJSON

/// What is known of a file beforehand: its digests and, if told, its length.
public struct TUFFileInfo: Hashable, Sendable {
  /// The length in bytes.
  public let length: Int?
  /// The digests in hexadecimal digits, by kind.
  public let hashes: [String: String]

  /// What is to be known of these bytes.
  public init(of file: Data) {
    length = file.count
    hashes = ["sha256": Data(SHA256.hash(data: file)).hex]
  }

  init(_ members: Members, lengthNeeded: Bool, hashesNeeded: Bool) throws(TUFFault) {
    length = members.optional("length") == nil && !lengthNeeded ? nil : try members.whole("length", atLeast: 0)
    var hashes: [String: String] = [:]
    if hashesNeeded || members.optional("hashes") != nil {
      let object = try members.object("hashes")
      for member in object.all { hashes[member.name] = try object.text(member.name) }
      guard !hashes.isEmpty else { throw members.malformed("hashes") }
    }
    // A digest is part of the name under which a target is fetched: nothing but digits may stand in it.
    for (kind, digits) in [("sha256", 64), ("sha512", 128)] {
      guard let hash = hashes[kind] else { continue }
      guard hash.utf8.count == digits, Data(hex: hash) != nil else { throw members.malformed("hashes") }
    }
    self.hashes = hashes
  }

  /// What is known beforehand, as it stands.
  init(length: Int?, hashes: [String: String]) {
    self.length = length
    self.hashes = hashes
  }

  /// The digest under which a file of a consistent snapshot stands.
  var nameDigest: String? { hashes["sha256"] ?? hashes["sha512"] }

  /// Checks length and every digest of a known kind.
  func verify(_ file: Data, name: String) throws(TUFFault) {
    if let length, length != file.count { throw .wrongLength(name: name, expected: length, found: file.count) }
    guard !hashes.isEmpty else { return }
    guard nameDigest != nil else { throw .unknownDigest(name: name) }
    if let expected = hashes["sha256"], Data(SHA256.hash(data: file)).hex != expected { throw .wrongDigest(name: name) }
    if let expected = hashes["sha512"], Data(SHA512.hash(data: file)).hex != expected { throw .wrongDigest(name: name) }
  }

  var members: [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    if let length { members["length"] = .whole(length) }
    if !hashes.isEmpty { members["hashes"] = .of(hashes.mapValues { .text($0) }) }
    return members
  }
}

/// A file of metadata as timestamp and snapshot list it.
public struct TUFListed: Hashable, Sendable {
  /// The version.
  public let version: Int
  /// What is known of the file.
  public let file: TUFFileInfo

  /// Lists a file.
  public init(version: Int, file: TUFFileInfo) {
    self.version = version
    self.file = file
  }

  fileprivate static func read(_ members: Members) throws(TUFFault) -> [String: TUFListed] {
    var listed: [String: TUFListed] = [:]
    for member in members.all {
      let entry = try Members(member.value, "meta")
      listed[member.name] = TUFListed(
        version: try entry.whole("version", atLeast: 1), file: try TUFFileInfo(entry, lengthNeeded: false, hashesNeeded: false))
    }
    return listed
  }

  fileprivate var value: JSONValue { .of(file.members.merging(["version": .whole(version)]) { first, _ in first }) }
}

/// Which snapshot is the newest.
public struct TUFTimestamp: TUFBody {
  /// The kind of this metadata.
  public static let type = TUFRole.timestamp.rawValue
  /// The version, from 1.
  public let version: Int
  /// From when on it is believed no more.
  public let expires: Date
  /// The snapshot.
  public let snapshot: TUFListed

  /// Makes a timestamp.
  public init(version: Int, expires: Date, snapshot: TUFListed) {
    self.version = version
    self.expires = expires
    self.snapshot = snapshot
  }

  /// Reads what is signed.
  /// - Throws: ``TUFFault/malformed(_:)``.
  public init(signed: JSONValue) throws(TUFFault) {
    let members = try Members(signed, Self.type)
    (version, expires) = try members.head(Self.type)
    let listed = try TUFListed.read(members.object("meta"))
    guard listed.count == 1, let snapshot = listed["snapshot.json"] else { throw members.malformed("meta") }
    self.snapshot = snapshot
  }

  /// What is signed.
  public var signed: JSONValue {
    .of([
      "_type": .text(Self.type), "expires": .text(TUFTime.write(expires)), "meta": .of(["snapshot.json": snapshot.value]),
      "spec_version": Self.specification, "version": .whole(version),
    ])
  }
}

/// Which versions of all targets' metadata belong together.
public struct TUFSnapshot: TUFBody {
  /// The kind of this metadata.
  public static let type = TUFRole.snapshot.rawValue
  /// The version, from 1.
  public let version: Int
  /// From when on it is believed no more.
  public let expires: Date
  /// The files, by name: `targets.json` and those of the delegated roles.
  public let listed: [String: TUFListed]

  /// Makes a snapshot.
  public init(version: Int, expires: Date, listed: [String: TUFListed]) {
    self.version = version
    self.expires = expires
    self.listed = listed
  }

  /// Reads what is signed.
  /// - Throws: ``TUFFault/malformed(_:)``.
  public init(signed: JSONValue) throws(TUFFault) {
    let members = try Members(signed, Self.type)
    (version, expires) = try members.head(Self.type)
    listed = try TUFListed.read(members.object("meta"))
  }

  /// The file of a role; `nil` when it is not listed.
  public subscript(role: String) -> TUFListed? { listed["\(role).json"] }

  /// What is signed.
  public var signed: JSONValue {
    .of([
      "_type": .text(Self.type), "expires": .text(TUFTime.write(expires)), "meta": .of(listed.mapValues(\.value)),
      "spec_version": Self.specification, "version": .whole(version),
    ])
  }
}
