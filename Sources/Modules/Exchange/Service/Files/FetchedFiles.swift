// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Files
public import Foundation
public import Keys
public import Storage

/// The files that messages of other authorities offer: kept, agreed to or refused, and found again.
public struct FetchedFiles: Sendable {
  /// How much of others' files a node takes.
  public struct Policy: Sendable {
    /// Whether an officer is asked first.
    public var consent: ConsentPolicy
    /// The bytes that the files of one authority may have here.
    public var quota: Int64

    /// States a policy: an officer is always asked, and 256 GiB an authority, unless told otherwise.
    public init(consent: ConsentPolicy = .always, quota: Int64 = 256 << 30) {
      self.consent = consent
      self.quota = quota
    }
  }

  let database: any Database
  let keys: DataKeys
  let vault: FileVault
  let policy: Policy
  let free: @Sendable () -> Int64
  let ended: @Sendable (DigestOf<SignedMessage>, Evidence) async throws -> Commit
  let now: @Sendable () -> Date

  /// Uses a database that has ``TransferTables/migrations``.
  /// - Parameters:
  ///   - free: how many bytes the disk takes before it comes to its reserve.
  ///   - ended: what it brings about that all files of a message have come to an end; it is committed with the end of the last.
  public init(
    database: any Database, keys: DataKeys, vault: FileVault, policy: Policy = Policy(), free: @escaping @Sendable () -> Int64,
    now: @escaping @Sendable () -> Date = { Date() },
    ended: @escaping @Sendable (DigestOf<SignedMessage>, Evidence) async throws -> Commit
  ) {
    self.database = database
    self.keys = keys
    self.vault = vault
    self.policy = policy
    self.free = free
    self.now = now
    self.ended = ended
  }

  /// What a message that takes effect brings about for its files: they are offered, or agreed to at once where the policy asks nobody.
  public func offered(_ message: VerifiedMessage) async throws -> Commit {
    let manifest = message.manifest
    guard !manifest.payloads.isEmpty else { return Commit() }
    let key = try await keys.keyMadeOnce(for: FetchedFile.owner(message.signed), at: now())
    let total = manifest.payloads.reduce(Int64(0)) { sum, payload in
      let (added, overflow) = sum.addingReportingOverflow(payload.segments.length)
      return overflow ? .max : added
    }
    return Commit(
      try manifest.payloads.enumerated().map { number, payload in
        try FetchedFile.insertion(
          of: payload, number: number, signed: message.signed, by: manifest.from, manifest.id, under: key, total: total,
          endsAt: manifest.expiresAt)
      })
  }

  /// The files of a message, in their order; of two with one identifier those of the one that took effect first.
  public func files(of authority: AuthorityName, _ message: MessageID) async throws -> [FetchedFile] {
    let first = try await database.row(
      SQL(
        "SELECT signed FROM fetchedFile WHERE authority = $1 AND message = $2 ORDER BY endsAt, signed LIMIT 1",
        ["\(authority)".sql, "\(message)".sql]))
    guard let signed = try first?.value("signed", DigestOf<SignedMessage>.init) else { return [] }
    return try await files(of: signed)
  }

  /// The files of a message by its signed text, in their order.
  public func files(of signed: DigestOf<SignedMessage>) async throws -> [FetchedFile] {
    let rows = try await database.rows(
      SQL("SELECT \(FetchedFile.columns) FROM fetchedFile WHERE signed = $1 ORDER BY number", [signed.hex.sql]))
    guard let first = rows.first else { return [] }
    let key = try await keys.key(of: FetchedFile.owner(named: try first.text("owner")))
    return try rows.map { try FetchedFile($0, key: key) }
  }

  /// A verified file, to be read; `nil` while it is not here.
  public func open(_ file: FetchedFile) async throws -> OpenFile? {
    guard case .verified = file.transfer.state else { return nil }
    guard let kept = try await vault.file(file.transfer.payload.digest.hex, of: file.owner) else { return nil }
    return try await vault.open(kept)
  }

  /// The same, also when it was given to another owner meanwhile: what goes into a bundle of evidence is no less proved for being a file of a case.
  func openWherever(_ file: FetchedFile) async throws -> OpenFile? {
    if let open = try await open(file) { return open }
    guard case .verified = file.transfer.state, let blob = file.kept, let kept = try await vault.file(keptAs: blob),
      kept.sha256 == file.transfer.payload.digest.hex
    else { return nil }
    return try await vault.open(kept)
  }

  // MARK: Deciding

  /// An officer, or the policy, agrees that the files of a message are fetched.
  /// - Throws: ``CannotTransfer``; of several files all or none are agreed to.
  public func consent(_ consent: Consent, to authority: AuthorityName, _ message: MessageID, with commit: Commit = Commit()) async throws {
    try await self.consent(consent, to: try await files(of: authority, message), with: commit)
  }

  func consent(_ consent: Consent, to all: [FetchedFile], with commit: Commit = Commit()) async throws {
    var files = all.filter { $0.transfer.state == .offered }
    guard let authority = files.first?.authority else { throw CannotTransfer.alreadyDecided }
    // What a bundle brought of them counts already.
    var used = try await used(by: authority) - files.filter(\.isCarried).reduce(0) { $0 + $1.transfer.payload.segments.length }
    for index in files.indices {
      let room = TransferRoom(free: free(), used: used, quota: policy.quota)
      files[index].transfer = try files[index].transfer.consenting(consent, policy: policy.consent, total: files[index].total, room: room)
      used += files[index].transfer.payload.segments.length
    }
    var whole = commit
    whole.statements += files.map { $0.update() }
    try await database.commit(whole)
  }

  /// An officer does not want the files of a message.
  /// - Throws: ``CannotTransfer/alreadyDecided``.
  public func refuse(_ authority: AuthorityName, _ message: MessageID, with commit: Commit = Commit()) async throws {
    try await refuse(try await files(of: authority, message), with: commit)
  }

  func refuse(_ all: [FetchedFile], with commit: Commit) async throws {
    var files = all
    var changed: [FetchedFile] = []
    for index in files.indices where files[index].transfer.state == .offered {
      files[index].transfer = try files[index].transfer.refusing()
      changed.append(files[index])
    }
    guard !changed.isEmpty else { throw CannotTransfer.alreadyDecided }
    try await keep(changed, of: files, with: commit)
  }

  /// Keeps how far some files have come; with the end of the last of a message goes what that brings about.
  func keep(_ changed: [FetchedFile], of all: [FetchedFile], with commit: Commit = Commit()) async throws {
    var whole = commit
    whole.statements += changed.map { $0.update() }
    if let first = all.first, let evidence = Evidence.ofDelivery(all.map(\.transfer)) {
      let more = try await ended(first.signed, evidence)
      whole = Commit(whole.statements + more.statements, events: whole.events + more.events, effects: whole.effects + more.effects)
    }
    try await database.commit(whole)
  }

  /// The authorities that have files which are to be fetched or of which the policy is to decide.
  func authorities() async throws -> [AuthorityName] {
    try await database.rows(
      SQL("SELECT DISTINCT authority FROM fetchedFile WHERE state IN ('offered', 'consented', 'pulling') ORDER BY authority")
    ).map { try $0.value("authority", AuthorityName.init) }
  }

  /// The messages of an authority that have files which are to be fetched, then those of which the policy is to decide; those that wait longest
  /// first.
  func waiting(of authority: AuthorityName) async throws -> [DigestOf<SignedMessage>] {
    try await database.rows(
      SQL(
        """
        SELECT signed, MIN(message) AS made, MIN(CASE state WHEN 'offered' THEN 1 ELSE 0 END) AS later FROM fetchedFile
        WHERE authority = $1 AND state IN ('offered', 'consented', 'pulling') GROUP BY signed ORDER BY later, made, signed LIMIT 200
        """, ["\(authority)".sql])
    ).map { try $0.value("signed", DigestOf<SignedMessage>.init) }
  }
}
