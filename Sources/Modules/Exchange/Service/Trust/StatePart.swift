// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
public import JOSE
public import Kernel
import StrictJSON
import TUF

/// A State's part of the directory as it goes to the secretariat: the entries of its authorities, signed by the State's own key.
public struct StatePart: Sendable {
  /// The State, which is also the name of its role.
  public let state: StateCode
  /// The State's key.
  public let key: VerificationKey
  let tufKey: TUFKey
  let metadata: TUFSigned<TUFTargets>
  /// The files by their path below the targets.
  let files: [String: Data]
  /// What the State tells authorities alone, sealed for the secretariat's node; `nil` when it tells nothing.
  let restricted: Data?

  /// The paths that a State may speak of.
  public static func pattern(of state: StateCode) -> String { "authorities/\(state.code)/*" }
  /// The path of an authority's entry.
  public static func path(of authority: AuthorityName) -> String { "authorities/\(authority.state.code)/\(authority.label).entry.json" }
  /// The path of what says which key followed which.
  public static func successionPath(of state: StateCode) -> String { "authorities/\(state.code)/succession.json" }

  /// How long a part is good after it was signed.
  public static let lifetime: TimeInterval = 365 * 86_400

  /// What a State tells authorities alone, and the entry of the secretariat's node that it is sealed for.
  public typealias Restricted = (part: RestrictedPart, secretariat: DirectoryEntry)

  /// Signs the entries of a State's authorities.
  ///
  /// The version is the time of signing in seconds: it rises by itself, and there is no counter to lose.
  /// - Throws: ``TrustProblem/badValue(name:)`` when an entry is another State's or stands twice.
  public init(
    state: StateCode, entries: [DirectoryEntry], succession: SuccessionDocument? = nil, restricted: Restricted? = nil, signer: Signer,
    at now: Date
  ) throws {
    guard !entries.isEmpty, entries.allSatisfy({ $0.authority.state == state }), Set(entries.map(\.authority)).count == entries.count,
      succession?.state ?? state == state, restricted?.part.state ?? state == state
    else { throw TrustProblem.badValue(name: "entry") }
    var files: [String: Data] = [:]
    for entry in entries { files[Self.path(of: entry.authority)] = try EntryDocument.write(entry) }
    files[Self.successionPath(of: state)] = try succession?.file()
    files[RestrictedPointer.path(of: state)] = try restricted?.part.pointer.file()
    self.restricted = try restricted.map { try $0.part.sealed(for: $0.secretariat, at: now) }
    let body = TUFTargets(
      version: Int(now.timeIntervalSince1970), expires: now.addingTimeInterval(Self.lifetime),
      targets: files.mapValues { TUFTargetInfo(of: $0) })
    self.state = state
    key = signer.key.verificationKey
    tufKey = signer.tuf.publicKey
    metadata = try TUFSigned(body).signed(by: signer.tuf)
    self.files = files
  }

  /// Reads a part that somebody brought: everything in it must be signed by the key in it, and be the State's own.
  /// - Throws: ``TrustProblem/unreadable(path:)``.
  public static func read(_ url: URL) throws -> StatePart {
    do {
      return try StatePart(Data(contentsOf: url))
    } catch {
      throw TrustProblem.unreadable(path: url.path)
    }
  }

  init(_ bytes: Data) throws {
    let fault = TrustProblem.unreadable(path: "")
    let value = try StrictJSON.parse(bytes, limits: StrictLimits(bytes: 16 << 20, depth: 3))
    let form = try StrictDecoder().decode(Form.self, from: value)
    guard form.format == Form.format, let state = StateCode(form.state), state.code == form.state, let key = Base64URL.decode(form.x),
      let tufKey = TUFKey(publicKey: key), let metadata = Base64URL.decode(form.metadata)
    else { throw fault }
    self.state = state
    self.key = try VerificationKey(bytes: key)
    self.tufKey = tufKey
    self.metadata = try TUFSigned<TUFTargets>(metadata)
    try self.metadata.verify(TUFAuthority([tufKey], threshold: 1), as: state.code)
    files = try form.files.reduce(into: [:]) { files, file in
      guard let data = Base64URL.decode(file.content) else { throw fault }
      files[file.path] = data
    }
    guard Set(files.keys) == Set(self.metadata.body.targets.keys), !files.isEmpty else { throw fault }
    for (path, data) in files { guard self.metadata.body.targets[path]?.file == TUFTargetInfo(of: data).file else { throw fault } }
    restricted = form.restricted.map { Data($0.utf8) }
    let (succession, pointer) = (try succession(), try pointer())
    guard try entries().count + (succession == nil ? 0 : 1) + (pointer == nil ? 0 : 1) == files.count,
      (pointer == nil) == (restricted == nil), restricted?.count ?? 0 <= CompactJWE.largest
    else { throw fault }
  }

  /// The entries in it.
  /// - Throws: ``TrustProblem/unreadable(path:)`` when one is another authority's than its place says.
  public func entries() throws -> [DirectoryEntry] {
    let others = [Self.successionPath(of: state), RestrictedPointer.path(of: state)]
    return try files.filter { !others.contains($0.key) }.sorted { $0.key < $1.key }.map { path, data in
      let entry = try EntryDocument.read(data)
      guard entry.authority.state == state, Self.path(of: entry.authority) == path else { throw TrustProblem.unreadable(path: "entry") }
      return entry
    }
  }

  /// Which key followed which, where it says so.
  public func succession() throws -> SuccessionDocument? { try files[Self.successionPath(of: state)].map { try SuccessionDocument($0) } }

  /// Which part for authorities alone belongs to it, where there is one.
  func pointer() throws -> RestrictedPointer? {
    guard let file = files[RestrictedPointer.path(of: state)] else { return nil }
    let pointer = try RestrictedPointer(reading: file)
    guard pointer.state == state else { throw TrustProblem.unreadable(path: "restricted") }
    return pointer
  }

  /// Whether the State tells authorities something that is not public.
  public var hasRestricted: Bool { restricted != nil }

  /// When it was signed, by the clock of whoever signed: its version.
  public var signedAt: Date { Date(timeIntervalSince1970: Double(metadata.body.version)) }

  /// So far the clock of the machine where a State signs may be ahead.
  static let clockTolerance: TimeInterval = 86_400

  /// Looks whether it was signed at a time that can be.
  ///
  /// The version is that time, and what is published can be replaced by a later one alone: a clock
  /// that is years ahead would shut the State out for years.
  /// - Throws: ``TrustProblem/signedAtAnotherTime(state:instant:)``.
  func checkTime(at now: Date) throws(TrustProblem) {
    guard signedAt <= now.addingTimeInterval(Self.clockTolerance), now < expiresAt else {
      throw .signedAtAnotherTime(state: state.code, instant: signedAt)
    }
  }

  /// Until when it is good.
  public var expiresAt: Date { metadata.body.expires }

  /// The file for the secretariat.
  public func file() throws -> Data {
    try CanonicalJSON.encode(
      Form(
        format: Form.format, state: state.code, x: Base64URL.text(key.bytes), metadata: Base64URL.text(metadata.file),
        files: files.sorted { $0.key < $1.key }.map { Form.File(path: $0.key, content: Base64URL.text($0.value)) },
        restricted: restricted.map { String(decoding: $0, as: UTF8.self) }))
  }

  /// The delegation that the secretariat's officers sign for it.
  var delegation: TUFDelegation {
    TUFDelegation(
      name: state.code, authority: TUFAuthority([tufKey], threshold: 1), patterns: [Self.pattern(of: state)], isTerminating: true)
  }

  private struct Form: Codable {
    static let format = "comity.state-part/1"
    var format: String
    var state: String
    var x: String
    var metadata: String
    var files: [File]
    var restricted: String?

    struct File: Codable {
      var path: String
      var content: String
    }
  }
}
