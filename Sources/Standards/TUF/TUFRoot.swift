// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import StrictJSON

/// The four roles every repository has.
public enum TUFRole: String, Hashable, Sendable, CaseIterable {
  /// Says whose keys the others are.
  case root
  /// Says which snapshot is the newest, and that it still is.
  case timestamp
  /// Says which versions of all the others belong together.
  case snapshot
  /// Says what the targets are, or who may say so.
  case targets
}

/// The keys of the four roles.
public struct TUFRoot: TUFBody {
  /// The kind of this metadata.
  public static let type = TUFRole.root.rawValue
  /// The version, from 1; each is signed by the keys of the one before and by its own.
  public var version: Int
  /// From when on it is believed no more.
  public var expires: Date
  /// Whether files stand under names with their version or digest.
  public var consistentSnapshot: Bool
  private var authorities: [TUFRole: TUFAuthority]

  /// Makes a root with the keys of each role.
  public init(
    version: Int, expires: Date, root: TUFAuthority, timestamp: TUFAuthority, snapshot: TUFAuthority, targets: TUFAuthority
  ) {
    self.version = version
    self.expires = expires
    consistentSnapshot = true
    authorities = [.root: root, .timestamp: timestamp, .snapshot: snapshot, .targets: targets]
  }

  /// Reads what is signed.
  /// - Throws: ``TUFFault/malformed(_:)``.
  public init(signed: JSONValue) throws(TUFFault) {
    let members = try Members(signed, Self.type)
    (version, expires) = try members.head(Self.type)
    consistentSnapshot = members.optional("consistent_snapshot") == nil ? false : try members.flag("consistent_snapshot")
    let keys = try KeyList(members.object("keys"))
    let roles = try members.object("roles")
    authorities = [:]
    for role in TUFRole.allCases { authorities[role] = try keys.authority(roles.object(role.rawValue)) }
  }

  /// Who may sign for a role.
  public subscript(role: TUFRole) -> TUFAuthority {
    get { authorities[role] ?? TUFAuthority([], threshold: 1) }
    set { authorities[role] = newValue }
  }

  /// What is signed.
  public var signed: JSONValue {
    let keys = authorities.values.flatMap(\.keys)
    return .of([
      "_type": .text(Self.type), "consistent_snapshot": .flag(consistentSnapshot), "expires": .text(TUFTime.write(expires)),
      "keys": KeyList.write(keys),
      "roles": .of(Dictionary(uniqueKeysWithValues: authorities.map { ($0.key.rawValue, .of($0.value.members)) })),
      "spec_version": Self.specification, "version": .whole(version),
    ])
  }
}

/// The keys that a root or a delegation lists.
struct KeyList {
  private let keys: [String: TUFKey]

  init(_ members: Members) throws(TUFFault) {
    var keys: [String: TUFKey] = [:]
    for member in members.all { keys[member.name] = try TUFKey(member.value, listedAs: member.name) }
    self.keys = keys
  }

  /// Who may sign; an id whose key is not listed can sign nothing.
  func authority(_ members: Members) throws(TUFFault) -> TUFAuthority {
    let ids = try members.texts("keyids")
    guard Set(ids).count == ids.count else { throw members.malformed("keyids") }
    return TUFAuthority(ids.compactMap { keys[$0] }, threshold: try members.whole("threshold", atLeast: 1))
  }

  static func write(_ keys: [TUFKey]) -> JSONValue { .of(Dictionary(keys.map { ($0.id, $0.value) }) { first, _ in first }) }
}

extension TUFAuthority {
  /// The members that name the keys.
  var members: [String: JSONValue] { ["keyids": .list(keys.map { .text($0.id) }), "threshold": .whole(threshold)] }
}
