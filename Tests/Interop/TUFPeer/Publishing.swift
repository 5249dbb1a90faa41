// SPDX-License-Identifier: Apache-2.0
import Foundation
import TUF

/// Publishes a repository of two States in a folder, step by step, each step as a run of its own.
struct Publishing {
  let folder: TUFFolder
  let moment: Date
  let step: String
  let others: [String]
  private let day: TimeInterval = 86_400

  init(_ arguments: [String]) throws {
    folder = TUFFolder(URL(filePath: arguments[0]))
    moment = Date(timeIntervalSince1970: Double(arguments[1]) ?? 0)
    step = arguments[2]
    others = Array(arguments.dropFirst(3))
  }

  func run() throws {
    var repository = try step == "begin" ? begin() : TUFRepository { try folder.read($0, limit: 1 << 24) }
    switch step {
    case "begin": try add("XA", key: 41, to: &repository)
    case "add": try add("XB", key: 42, to: &repository)
    case "take" where others.count == 4: try take(into: &repository)
    case "change": try say("XA", to: &repository)
    case "revoke": try change(&repository) { $0.revoke("XB") }
    case "rotate-state":
      try change(&repository) { $0.delegate(delegation("XA", key: 43)) }
      try say("XA", to: &repository)
    case "rotate-root": try rotate(.root, to: [1, 6, 7, 8, 9], 3, &repository)
    case "rotate-timestamp": try rotate(.timestamp, to: [32], 1, &repository)
    case "rotate-snapshot": try rotate(.snapshot, to: [22], 1, &repository)
    case "rotate-targets":
      try rotate(.targets, to: [12, 13, 14], 2, &repository)
      try change(&repository) { _ in }
    case "recover":
      try rotate(.timestamp, to: [33], 1, &repository)
      try rotate(.snapshot, to: [23], 1, &repository)
      try repository.forgetVersions()
    case "stamp", "expired", "expired-snapshot": break
    default: throw TUFFault.unknownRole(step)
    }
    try publish(&repository)
  }

  private func publish(_ repository: inout TUFRepository) throws {
    let root = repository.root.body
    let timestampExpires = moment + (step == "expired" ? -1 : day)
    if step == "stamp" {
      try folder.write(repository.stamp(expires: timestampExpires, signers: signers(root[.timestamp])))
    } else {
      let files = try repository.publish(
        snapshotExpires: moment + (step == "expired-snapshot" ? -1 : 7 * day), snapshotSigners: signers(root[.snapshot]),
        timestampExpires: timestampExpires, timestampSigners: signers(root[.timestamp]))
      try folder.write(files)
    }
  }

  private func begin() throws -> TUFRepository {
    let root = TUFRoot(
      version: 1, expires: moment + 365 * day, root: authority([1, 2, 3, 4, 5], 3), timestamp: authority([31], 1),
      snapshot: authority([21], 1), targets: authority([11, 12, 13], 2))
    // From officer to officer as a file, as it goes in a ceremony.
    var file = try TUFSigned(root).file
    for officer in signers(root[.root]).prefix(3) { file = try TUFSigned<TUFRoot>(file).signed(by: officer).file }
    let targets = try signed(TUFTargets(version: 1, expires: moment + 90 * day), by: root[.targets])
    return try TUFRepository(root: TUFSigned(file), targets: targets)
  }

  private func add(_ state: String, key: UInt8, to repository: inout TUFRepository) throws {
    try change(&repository) { $0.delegate(delegation(state, key: key)) }
    try say(state, to: &repository)
  }

  /// Takes in a State whose metadata another program has written and signed: its name, its public key, the metadata, its entry.
  private func take(into repository: inout TUFRepository) throws {
    let state = others[0]
    let digits = Array(others[1])
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
    guard let key = TUFKey(publicKey: Data(bytes)) else { throw TUFFault.malformed("key") }
    let files = ["authorities/\(state)/entry.json": try Data(contentsOf: URL(filePath: others[3]))]
    let metadata = try TUFSigned<TUFTargets>(Data(contentsOf: URL(filePath: others[2])))
    try change(&repository) {
      $0.delegate(
        TUFDelegation(
          name: state, authority: TUFAuthority([key], threshold: 1), patterns: ["authorities/\(state)/*"], isTerminating: true))
    }
    try repository.take(role: state, metadata, files: files)
  }

  private func delegation(_ state: String, key: UInt8) -> TUFDelegation {
    TUFDelegation(name: state, authority: authority([key], 1), patterns: ["authorities/\(state)/*"], isTerminating: true)
  }

  /// A State signs its own entry anew, which says its version.
  private func say(_ state: String, to repository: inout TUFRepository) throws {
    let version = (repository.roles[state]?.body.version ?? 0) + 1
    let path = "authorities/\(state)/entry.json"
    let entry = Data("\(state) \(version)".utf8)
    let body = TUFTargets(version: version, expires: moment + 365 * day, targets: [path: TUFTargetInfo(of: entry)])
    guard let delegation = repository.targets.body.delegation(to: state) else { throw TUFFault.unknownRole(state) }
    try repository.take(role: state, signed(body, by: delegation.authority), files: [path: entry])
  }

  private func change(_ repository: inout TUFRepository, _ change: (inout TUFTargets) -> Void) throws {
    var targets = repository.targets.body
    targets.version += 1
    change(&targets)
    try repository.take(targets: signed(targets, by: repository.root.body[.targets]))
  }

  private func rotate(_ role: TUFRole, to keys: [UInt8], _ threshold: Int, _ repository: inout TUFRepository) throws {
    let before = repository.root.body
    var root = before
    root.version += 1
    root[role] = authority(keys, threshold)
    var next = try signed(root, by: before[.root])
    for signer in signers(root[.root]) { next = try next.signed(by: signer) }
    try repository.take(root: next)
  }

  private func signed<Body: TUFBody>(_ body: Body, by authority: TUFAuthority) throws -> TUFSigned<Body> {
    try signers(authority).reduce(TUFSigned(body)) { try $0.signed(by: $1) }
  }

  private func authority(_ keys: [UInt8], _ threshold: Int) -> TUFAuthority {
    TUFAuthority(keys.compactMap { signer($0)?.publicKey }, threshold: threshold)
  }

  private func signer(_ number: UInt8) -> TUFSigner? { TUFSigner(seed: Data(repeating: number, count: 32)) }

  private func signers(_ authority: TUFAuthority) -> [TUFSigner] {
    (1...99).compactMap { signer($0) }.filter { authority.keys.contains($0.publicKey) }
  }
}
