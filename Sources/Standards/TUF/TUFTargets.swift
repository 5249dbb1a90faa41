// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import StrictJSON

/// What is known of a target.
public struct TUFTargetInfo: Hashable, Sendable {
  /// Its length and digests.
  public let file: TUFFileInfo
  /// What the publisher says of it beyond that; nothing is read from it here.
  public let custom: JSONValue?

  /// What is to be known of a target with these bytes.
  public init(of file: Data, custom: JSONValue? = nil) {
    self.file = TUFFileInfo(of: file)
    self.custom = custom
  }

  fileprivate init(_ value: JSONValue) throws(TUFFault) {
    let members = try Members(value, "target")
    file = try TUFFileInfo(members, lengthNeeded: true, hashesNeeded: true)
    custom = members.optional("custom")
  }

  fileprivate var value: JSONValue {
    var members = file.members
    members["custom"] = custom
    return .of(members)
  }
}

/// Targets, and to whom others are left.
public struct TUFTargets: TUFBody {
  /// The kind of this metadata, also for delegated roles.
  public static let type = TUFRole.targets.rawValue
  /// The version, from 1.
  public var version: Int
  /// From when on it is believed no more.
  public var expires: Date
  /// The targets, by path.
  public var targets: [String: TUFTargetInfo]
  /// The roles to which paths are left, the more trusted first.
  public private(set) var delegations: [TUFDelegation]

  /// Makes metadata of targets.
  public init(version: Int, expires: Date, targets: [String: TUFTargetInfo] = [:]) {
    self.version = version
    self.expires = expires
    self.targets = targets
    delegations = []
  }

  /// Reads what is signed.
  /// - Throws: ``TUFFault/malformed(_:)``.
  public init(signed: JSONValue) throws(TUFFault) {
    let members = try Members(signed, Self.type)
    (version, expires) = try members.head(Self.type)
    targets = [:]
    for member in try members.object("targets").all { targets[member.name] = try TUFTargetInfo(member.value) }
    delegations = []
    guard members.optional("delegations") != nil else { return }
    let object = try members.object("delegations")
    let keys = try KeyList(object.object("keys"))
    for entry in try object.list("roles") {
      let delegation = try TUFDelegation(Members(entry, "role"), keys: keys)
      guard !delegations.contains(where: { $0.name == delegation.name }) else { throw object.malformed("roles") }
      delegations.append(delegation)
    }
  }

  /// Leaves paths to a role; a delegation of that name is replaced in its place.
  public mutating func delegate(_ delegation: TUFDelegation) {
    if let place = delegations.firstIndex(where: { $0.name == delegation.name }) {
      delegations[place] = delegation
    } else {
      delegations.append(delegation)
    }
  }

  /// Takes the paths back from a role.
  public mutating func revoke(_ role: String) { delegations.removeAll { $0.name == role } }

  /// The delegation to a role.
  public func delegation(to role: String) -> TUFDelegation? { delegations.first { $0.name == role } }

  /// What is signed.
  public var signed: JSONValue {
    var members: [String: JSONValue] = [
      "_type": .text(Self.type), "expires": .text(TUFTime.write(expires)), "spec_version": Self.specification,
      "targets": .of(targets.mapValues(\.value)), "version": .whole(version),
    ]
    if !delegations.isEmpty {
      members["delegations"] = .of([
        "keys": KeyList.write(delegations.flatMap(\.authority.keys)), "roles": .list(delegations.map(\.value)),
      ])
    }
    return .of(members)
  }
}

/// A role to which paths are left.
public struct TUFDelegation: Hashable, Sendable {
  /// Which paths.
  public enum Paths: Hashable, Sendable {
    /// Those that one of the patterns fits.
    case patterns([String])
    /// Those whose SHA-256 begins with one of these digits.
    case hashPrefixes([String])
    /// None.
    case none
  }

  /// The role's name.
  public let name: String
  /// Who may sign for it.
  public let authority: TUFAuthority
  /// Which paths it may speak of.
  public let paths: Paths
  /// Whether no later role is asked about these paths.
  public let isTerminating: Bool

  /// Makes a delegation by patterns.
  public init(name: String, authority: TUFAuthority, patterns: [String], isTerminating: Bool) {
    self.name = name
    self.authority = authority
    paths = .patterns(patterns)
    self.isTerminating = isTerminating
  }

  fileprivate init(_ members: Members, keys: KeyList) throws(TUFFault) {
    name = try members.text("name")
    guard TUFPath.isRole(name) else { throw members.malformed("name") }
    authority = try keys.authority(members)
    isTerminating = try members.flag("terminating")
    switch (members.optional("paths"), members.optional("path_hash_prefixes")) {
    case (.some, nil): paths = .patterns(try members.texts("paths"))
    case (nil, .some): paths = .hashPrefixes(try members.texts("path_hash_prefixes"))
    case (nil, nil): paths = .none
    default: throw members.malformed("paths")
    }
  }

  /// Whether the role may speak of a path.
  public func covers(_ path: String) -> Bool {
    switch paths {
    case .patterns(let patterns): patterns.contains { TUFPath.fits(path, $0) }
    case .hashPrefixes(let prefixes):
      prefixes.contains { TUFPath.digest(path).hasPrefix($0) }
    case .none: false
    }
  }

  fileprivate var value: JSONValue {
    var members = authority.members
    members["name"] = .text(name)
    members["terminating"] = .flag(isTerminating)
    switch paths {
    case .patterns(let patterns): members["paths"] = .list(patterns.map { .text($0) })
    case .hashPrefixes(let prefixes): members["path_hash_prefixes"] = .list(prefixes.map { .text($0) })
    case .none: break
    }
    return .of(members)
  }
}
