// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
import Foundation
import MerkleLog
public import Storage

extension Mail {
  /// Where another node asks about the event log of this one.
  public static let logPath = "/v1/log"
  /// A log is asked about again after so many seconds, also when nothing came of its node.
  static let logPause: TimeInterval = 3_600

  // MARK: What comes by itself

  /// Notes the checkpoint of a message whose signature holds.
  func saw(_ arrival: Arrival) async {
    let manifest = arrival.manifest
    guard let note = manifest.checkpoint, arrival.key.standing(signedAt: manifest.issuedAt, receivedAt: arrival.receivedAt).isRelied else {
      return
    }
    await seen.note(note, of: manifest.from)
  }

  /// Notes the checkpoint of a receipt that counts, and looks whether its proof proves anything.
  func saw(_ receipt: Receipt) async {
    guard case .relayAcceptance(let taken) = receipt.evidence, let proof = InclusionProof(text: taken.logProof) else { return }
    if let taking = TakingProof(proof), !taking.proves(receipt.signed, knowing: notes) {
      do {
        try await raise(.falseProof, of: receipt.from, kept: nil, shown: proof.checkpoint.note)
      } catch {
        warn("an alarm about a log could not be kept", error)
      }
      return
    }
    await seen.note(proof.checkpoint.note, of: receipt.from)
  }

  // MARK: Asking

  /// Asks the nodes of which something new came, or which were not asked for an hour or since the start, whether their logs go on.
  public func askLogs() async throws {
    guard try await surroundings.directory.copy()?.standing(at: now()).isRelied == true else { return }
    let known = try await witnessedLogs()
    let silent = Set(try await logAlarms().map(\.authority))
    let peers = Set(known.map(\.authority)).union(try await self.peers().map(\.peer)).union(await seen.authors)
    await withTaskGroup(of: Void.self) { group in
      for peer in peers where peer != own && !silent.contains(peer) {
        let log = known.first { $0.authority == peer }
        group.addTask {
          do {
            try await apart("a log could not be asked about") { try await ask(peer, log) }
          } catch {
            // The task is being cancelled.
          }
        }
      }
    }
  }

  private func ask(_ peer: AuthorityName, _ log: WitnessedLog?) async throws {
    let came = await seen.notes(of: peer)
    let isDue = log?.askedAt.map { abs(now().timeIntervalSince($0)) >= Self.logPause } ?? true
    let isFirst = await seen.isFirst(peer)
    guard isFirst || isDue || !came.isEmpty || log?.waits == true || log?.size == nil, try await !watch.isShut(peer, at: now()),
      let entry = try await surroundings.directory.peer(peer)
    else { return }
    var asked: [KeptCheckpoint] = []
    for kept in [log?.kept, log?.seen] + came.map({ KeptCheckpoint($0) }) { if let kept, !asked.contains(kept) { asked.append(kept) } }
    guard let answer = await answer(of: entry, about: asked) else {
      // What came is not lost with the process: it waits for an answer.
      let newest = ([log?.seen] + came.map { KeptCheckpoint($0) }).compactMap { $0 }.max { $0.checkpoint.size < $1.checkpoint.size }
      try await write(peer, log, WitnessUpdate(key: log?.key, kept: log?.kept, provedAt: log?.provedAt, seen: newest))
      return
    }
    try await note(answer, about: asked, of: peer, log, seen: nil)
    await seen.settle(came, of: peer)
  }

  private func answer(of entry: Peer, about asked: [KeptCheckpoint]) async -> LogAnswer? {
    let question = WireQuestion(
      method: "POST", path: Self.logPath, fields: ["content-type": LogQuestion.media], content: LogQuestion(kept: asked.map(\.note)).bytes)
    guard case .answered(200, _, let content) = await surroundings.transport.ask(question, of: entry), let answer = try? LogAnswer(content),
      answer.proofs.count == asked.count
    else { return nil }
    return answer
  }

  private func note(
    _ answer: LogAnswer, about asked: [KeptCheckpoint], of peer: AuthorityName, _ log: WitnessedLog?, seen: KeptCheckpoint?
  ) async throws {
    if let shown = answer.kept { try await compareOwn(shown) }
    switch LogFinding.of(answer, about: asked, knownKey: log?.key) {
    case .alarm(let alarm, let shown): try await raise(alarm, of: peer, kept: asked.first?.note, shown: shown)
    case .goesOn(let newest, let proofs):
      try await write(peer, log, WitnessUpdate(key: answer.key, kept: newest, provedAt: now(), seen: seen, proofs: proofs))
    }
  }

  /// Asks for proof that another log goes on from checkpoints of which nothing proves it yet.
  ///
  /// Some were never asked about: of many that came at once the newest stand for all. Where its node does not answer, what is missing stays so and is told.
  func prove(_ checkpoints: [KeptCheckpoint], of peer: AuthorityName) async {
    do {
      guard try await surroundings.directory.copy()?.standing(at: now()).isRelied == true,
        try await !logAlarms().contains(where: { $0.authority == peer }), try await !watch.isShut(peer, at: now()),
        let entry = try await surroundings.directory.peer(peer)
      else { return }
      let rows = try await database.rows(SQL("SELECT size FROM exchangeLogProof WHERE authority = $1", ["\(peer)".sql]))
      let known = Set(try rows.map { try $0.integer("size") })
      var left = checkpoints.filter { !known.contains($0.checkpoint.size) }
      while !left.isEmpty {
        let log = try await witnessedLogs(peer).first
        let part = left.prefix(LogQuestion.limit - 1)
        let asked = (log?.kept.map { [$0] } ?? []) + part.filter { $0 != log?.kept }
        guard let answer = await answer(of: entry, about: asked) else { return }
        try await note(answer, about: asked, of: peer, log, seen: log?.seen)
        left.removeFirst(part.count)
      }
    } catch {
      warn("a log could not be asked about", error)
    }
  }

  /// What is to be kept of a log now.
  private struct WitnessUpdate {
    var key: NoteKey?
    var kept: KeptCheckpoint?
    var provedAt: Date?
    var seen: KeptCheckpoint?
    var proofs: [LogContinuation] = []
  }

  private func write(_ peer: AuthorityName, _ log: WitnessedLog?, _ update: WitnessUpdate) async throws {
    let row = SQL(
      """
      INSERT INTO exchangeLog (authority, logKey, note, provedAt, seen, seenAt, askedAt, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
      ON CONFLICT (authority) DO UPDATE SET logKey = excluded.logKey, note = excluded.note, provedAt = excluded.provedAt,
        seen = excluded.seen, seenAt = excluded.seenAt, askedAt = excluded.askedAt, version = exchangeLog.version + 1
      WHERE exchangeLog.version = $8
      """,
      [
        "\(peer)".sql, (update.key.map { "\($0)" }).sql, (update.kept?.note).sql, update.provedAt.sql, (update.seen?.note).sql,
        (update.seen == nil ? nil : now()).sql, now().sql, (log?.version ?? 0).sql,
      ], mustChange: 1)
    let proofs = update.proofs.map { proof in
      SQL(
        """
        INSERT INTO exchangeLogProof (authority, size, next, note, proof, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
        """,
        [
          "\(peer)".sql, proof.old.sql, proof.new.sql, (update.kept?.note ?? "").sql, String(decoding: proof.file, as: UTF8.self).sql,
          now().sql,
        ])
    }
    try await database.commit(Commit([row] + proofs))
  }

  // MARK: Being asked

  /// Answers another node about the own log.
  func answerLog(_ call: WireCall) async throws -> WireAnswer {
    guard call.method == "POST" else { throw ExchangeProblem.schema }
    guard call.fields["content-type"] == LogQuestion.media else { throw ExchangeProblem.media }
    let question = try LogQuestion(call.content)
    let key = try await surroundings.log.key().flatMap { NoteKey($0) }
    var proofs: [[TreeHash]?] = []
    // Read after the question came: what it holds can then not be newer than this, unless the log went back.
    let newest = try await surroundings.log.newest().flatMap { KeptCheckpoint($0) }
    for text in question.kept {
      let held = KeptCheckpoint(text)
      let proof = try await continuation(from: held, to: newest)
      if proof == nil { try await compareOwn(text) }
      proofs.append(proof?.hashes)
    }
    let kept = try await witnessedLogs(call.from).first?.kept?.note
    let answer = LogAnswer(key: key, newest: newest, proofs: proofs, kept: kept)
    return WireAnswer(status: 200, fields: ["content-type": LogQuestion.media], content: .bytes(answer.bytes))
  }

  private func continuation(from held: KeptCheckpoint?, to newest: KeptCheckpoint?) async throws -> LogContinuation? {
    guard let held, let newest, held.checkpoint.size <= newest.checkpoint.size else { return nil }
    let hashes = try await surroundings.log.consistency(held.checkpoint.size, newest.checkpoint.size).compactMap { TreeHash(base64: $0) }
    let proof = LogContinuation(old: held.checkpoint.size, new: newest.checkpoint.size, hashes: hashes)
    return proof.proves(held.checkpoint, newest.checkpoint) ? proof : nil
  }

  /// Looks whether the own log goes on from a checkpoint of it that another authority holds.
  private func compareOwn(_ note: String) async throws {
    guard let held = KeptCheckpoint(note), let key = try await surroundings.log.key().flatMap({ NoteKey($0) }), held.isSigned(by: key)
    else {
      return
    }
    let newest = try await surroundings.log.newest().flatMap { KeptCheckpoint($0) }
    guard try await continuation(from: held, to: newest) == nil else { return }
    try await raise(.ownBehind, of: own, kept: newest?.note, shown: note)
  }

  // MARK: Alarms

  /// Keeps an alarm, once: one about a log that is open, or of which an officer has accepted the same, is not told again.
  func raise(_ alarm: LogAlarm, of authority: AuthorityName, kept: String?, shown: String?) async throws {
    let before = try await database.row(
      SQL(
        "SELECT 1 AS one FROM exchangeLogAlarm WHERE authority = $1 AND (acceptedAt IS NULL OR (alarm = $2 AND shown = $3)) LIMIT 1",
        ["\(authority)".sql, alarm.rawValue.sql, shown.sql]))
    guard before == nil else { return }
    let sizes = [kept, shown].map { $0.flatMap { KeptCheckpoint($0) }?.checkpoint.size ?? 0 }
    do {
      try await database.commit(
        Commit(
          [
            SQL(
              "INSERT INTO exchangeLogAlarm (authority, at, alarm, kept, shown) VALUES ($1, $2, $3, $4, $5)",
              ["\(authority)".sql, now().sql, alarm.rawValue.sql, kept.sql, shown.sql])
          ],
          events: [
            NewEvent(
              "exchange.logAlarm", of: EventSubject("exchangePeer", "\(authority)"), at: now(), by: .program,
              facts: ["alarm": .text(alarm.rawValue), "kept": .integer(sizes[0]), "shown": .integer(sizes[1])])
          ]))
    } catch is UniqueViolation {
      // Another process was faster.
    }
  }

  /// An officer has spoken with the authority and goes on from what its log is now; what was kept of the old one stays as evidence.
  /// - Throws: ``MailProblem/noAlarm``.
  public func acceptLog(of authority: AuthorityName, by actor: EventActor) async throws {
    guard let open = try await logAlarms().first(where: { $0.authority == authority }) else { throw MailProblem.noAlarm }
    try await database.commit(
      Commit(
        [
          SQL(
            "UPDATE exchangeLogAlarm SET acceptedAt = $1 WHERE authority = $2 AND acceptedAt IS NULL", [now().sql, "\(authority)".sql],
            mustChange: 1),
          SQL(
            """
            UPDATE exchangeLog SET logKey = NULL, note = NULL, provedAt = NULL, seen = NULL, seenAt = NULL, version = version + 1
            WHERE authority = $1
            """, ["\(authority)".sql]),
        ],
        events: [
          NewEvent(
            "exchange.logAccepted", of: EventSubject("exchangePeer", "\(authority)"), at: now(), by: actor,
            facts: ["alarm": .text(open.alarm.rawValue)])
        ]))
    await seen.settle(await seen.notes(of: authority), of: authority)
  }

  // MARK: Reading

  /// What is known of others' logs, in the order of their names.
  public func witnessedLogs(_ authority: AuthorityName? = nil) async throws -> [WitnessedLog] {
    if let authority {
      return try await database.rows(SQL("SELECT * FROM exchangeLog WHERE authority = $1", ["\(authority)".sql])).map(WitnessedLog.init)
    }
    return try await database.rows(SQL("SELECT * FROM exchangeLog ORDER BY authority LIMIT 1000")).map(WitnessedLog.init)
  }

  /// The alarms about logs that nobody has accepted.
  public func logAlarms() async throws -> [OpenLogAlarm] {
    try await database.rows(SQL("SELECT authority, alarm, at FROM exchangeLogAlarm WHERE acceptedAt IS NULL ORDER BY authority LIMIT 1000"))
      .map(OpenLogAlarm.init)
  }
}
