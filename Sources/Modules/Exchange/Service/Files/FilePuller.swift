// SPDX-License-Identifier: Apache-2.0
import Age
import Crypto
import ExchangeRules
import Files
public import Foundation
import Keys
public import Logging
import NIOPosix
public import ServiceLifecycle
import Storage
import Synchronization

import struct HTTPSignatures.ContentDigest

/// Fetches the files that were agreed to, piece by piece, and goes on after every interruption where it was.
public struct FilePuller: Service {
  private let files: FetchedFiles
  private let folder: URL
  private let transport: any PeerTransport
  private let directory: any PeerDirectory
  private let logger: Logger
  private let pause: Duration
  private let onPiece: @Sendable (Int) -> Void
  private let carried: CarriedFiles?
  private let noting: Duration
  private let woken: @Sendable () -> AsyncStream<Void>

  /// Bytes of a file that are in memory at once when the whole is checked.
  private static let piece = 1 << 20
  /// Of the four pieces that may be fetched at once one is left to messages, which use the same connections.
  private static let reserved = 1

  /// Prepares to fetch.
  /// - Parameters:
  ///   - folder: where sealed files stand until they are whole, on the file system of the vault; it is made when the first comes.
  ///   - pause: how long nothing is done when there is nothing to do.
  ///   - noting: after how long what came is written to the disk and noted.
  ///   - woken: signals after which it looks at once, for what was offered may be agreed to.
  ///   - carried: the sealed files that came in bundles, of which only what is missing is fetched.
  ///   - onPiece: is told how many bytes a piece has that came whole, for whoever counts them.
  public init(
    files: FetchedFiles, folder: URL, transport: any PeerTransport, directory: any PeerDirectory, logger: Logger,
    pause: Duration = .seconds(10), noting: Duration = .seconds(2),
    woken: @escaping @Sendable () -> AsyncStream<Void> = { AsyncStream { _ in } }, carried: CarriedFiles? = nil,
    onPiece: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    self.files = files
    self.folder = folder
    self.transport = transport
    self.directory = directory
    self.logger = logger
    self.pause = pause
    self.onPiece = onPiece
    self.carried = carried
    self.noting = noting
    self.woken = woken
  }

  /// Fetches until the node stops; each authority has rounds of its own, so that a slow one holds up nobody else's files.
  public func run() async throws {
    let underway = Underway()
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        while !Task.isCancelled {
          let begun = ContinuousClock.now
          let signals = woken()
          await letGo()
          for authority in await authorities() where underway.begin(authority) {
            group.addTask {
              await work(on: authority)
              underway.end(authority)
            }
          }
          await wait(for: signals)
          // Many messages come in a moment, and few of them bring files.
          try? await Task.sleep(until: begun + .milliseconds(100), clock: .continuous)
        }
      }
    }
  }

  private func wait(for signals: AsyncStream<Void>) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in signals { return } }
      group.addTask { [pause] in try? await Task.sleep(for: pause) }
      await group.next()
      group.cancelAll()
    }
  }

  /// The authorities whose files are being fetched.
  private final class Underway: Sendable {
    private let names = Mutex<Set<AuthorityName>>([])

    func begin(_ name: AuthorityName) -> Bool { names.withLock { $0.insert(name).inserted } }
    func end(_ name: AuthorityName) { _ = names.withLock { $0.remove(name) } }
  }

  /// Removes what bundles brought and nobody wants any more, as soon as that is so.
  private func letGo() async {
    do {
      try await carried?.letGo()
    } catch {
      logger.error("what bundles brought could not be removed", metadata: ["error": "\(type(of: error))"])
    }
  }

  /// One round over all that is to be fetched.
  public func work() async {
    await letGo()
    let all = await authorities()
    await withDiscardingTaskGroup { group in
      for authority in all { group.addTask { await work(on: authority) } }
    }
  }

  private func authorities() async -> [AuthorityName] {
    do {
      return try await files.authorities()
    } catch {
      logger.error("the files to be fetched cannot be looked up", metadata: ["error": "\(type(of: error))"])
      return []
    }
  }

  private func work(on authority: AuthorityName) async {
    do {
      for signed in try await files.waiting(of: authority) where !Task.isCancelled { await work(on: signed, of: authority) }
    } catch {
      logger.error("the files to be fetched cannot be looked up", metadata: ["error": "\(type(of: error))"])
    }
  }

  private func work(on signed: DigestOf<SignedMessage>, of authority: AuthorityName) async {
    do {
      // What the policy does not agree to waits for an officer, and what has no room for room.
      try? await files.consent(.policy, to: try await files.files(of: signed))
      let all = try await files.files(of: signed)
      // Each is read anew before anything is done with it, so those of which nothing is to be done are left out: a message may have a thousand.
      for number in all.indices where Self.hasWork(all[number], at: files.now()) {
        guard try await !end(number, of: signed), !Task.isCancelled else { continue }
        try await pull(number, of: signed)
      }
    } catch {
      // Tried again in the next round; what came is kept.
      logger.info("a file could not be fetched", metadata: ["authority": "\(authority)", "error": "\(type(of: error))"])
    }
  }

  private static func hasWork(_ file: FetchedFile, at now: Date) -> Bool {
    switch file.transfer.state {
    case .consented, .pulling: true
    case .offered: now >= file.endsAt
    case .refused, .verified, .failed: false
    }
  }

  /// Gives a file up whose message's time has ended; whether it did.
  private func end(_ number: Int, of signed: DigestOf<SignedMessage>) async throws -> Bool {
    var all = try await files.files(of: signed)
    // What was shredded meanwhile is not fetched any more.
    guard all.indices.contains(number) else { return true }
    guard files.now() >= all[number].endsAt, let over = try? all[number].transfer.ending() else { return false }
    try await give(up: number, of: &all, over)
    return true
  }

  private func give(up number: Int, of all: inout [FetchedFile], _ transfer: Transfer) async throws {
    all[number].transfer = transfer
    try await files.keep([all[number]], of: all)
    try? FileManager.default.removeItem(at: url(all[number]))
  }

  private func url(_ file: FetchedFile) -> URL { folder.appending(path: Self.name(file.signed.hex, file.number)) }

  private static func name(_ signed: String, _ number: Int) -> String { "\(signed)-\(number).part" }

  /// Removes what stands in the folder although nobody fetches it any more: of a file that was given up while the process ended, or of a case that
  /// was shredded.
  public func tidyUp() async throws {
    let rows = try await files.database.rows(SQL("SELECT signed, number FROM fetchedFile WHERE state = 'pulling'"))
    let named = Set(try rows.map { Self.name(try $0.text("signed"), try $0.integer("number")) })
    for url in (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    where !named.contains(url.lastPathComponent) { try? FileManager.default.removeItem(at: url) }
  }

  // MARK: Pieces

  private func pull(_ number: Int, of signed: DigestOf<SignedMessage>) async throws {
    var all = try await files.files(of: signed)
    guard all.indices.contains(number) else { return }
    switch all[number].transfer.state {
    case .consented, .pulling: break
    case .offered, .refused, .verified, .failed: return
    }
    guard let peer = try await directory.peer(all[number].authority) else { return }
    let payload = all[number].transfer.payload
    let room = TransferRoom(
      free: files.free(), used: try await files.used(by: all[number].authority, besides: all[number]), quota: files.policy.quota)
    all[number].transfer = try all[number].transfer.beginning(room: room)
    if all[number].segments == nil { all[number].segments = carried?.list(of: payload) }
    if all[number].segments == nil {
      guard let list = try await list(of: payload, from: peer) else { return }
      all[number].segments = list
    }
    try await keep(&all[number])
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let isCarried = try carried?.move(payload, to: url(all[number])) ?? false
    let isNew = !FileManager.default.fileExists(atPath: url(all[number]).path)
    if isNew, case .pulling(let map) = all[number].transfer.state, map.missing.count < map.count {
      // What was kept says more than what is on the disk: all is fetched again.
      all[number].transfer = Transfer(payload, state: .pulling(SegmentMap(count: payload.segments.count)))
    }
    let target = try PartialFile(url(all[number]))
    try target.reserve(payload.segments.length)
    if isCarried { _ = try await isWhatCame(&all[number], target) }
    let check = WholeCheck(target, length: payload.segments.length, identity: try AgeIdentity(payload.key.secret))
    async let finding = check.run()
    defer { check.giveUp() }
    guard try await pieces(of: &all[number], from: peer, into: target, check) else {
      if case .failed = all[number].transfer.state { try await give(up: number, of: &all, all[number].transfer) }
      return
    }
    guard let found = try await finding else { return }
    try await keep(found, number, of: &all, target)
  }

  private func keep(_ file: inout FetchedFile) async throws {
    try await files.database.commit(Commit([file.update()]))
    file.version += 1
  }

  /// The digests of the pieces, when they are those that the message's tree is over.
  private func list(of payload: Payload, from peer: Peer) async throws -> SegmentList? {
    let outcome = await transport.ask(WireQuestion(method: "GET", path: "/v1/blobs/\(payload.blob)/segments"), of: peer)
    guard case .answered(200, _, let content) = outcome, let list = SegmentList(content, count: payload.segments.count),
      list.tree == payload.tree
    else { return nil }
    return list
  }

  /// Fetches what is missing; whether all is here.
  ///
  /// Pieces that came are on the disk before they are noted, which is done now and then, beside the fetching: what a process that is killed has to fetch
  /// again is what came since. The disk begins to write each as it comes, and the whole is compared as far as it is here.
  private func pieces(of file: inout FetchedFile, from peer: Peer, into target: PartialFile, _ check: WholeCheck) async throws -> Bool {
    guard let list = file.segments else { return false }
    let payload = file.transfer.payload
    var round = Round(notedAt: .now)
    // What an interrupted round had read would have to be read again, each time: after one the whole is compared when all is here.
    let isFresh = file.beginning == 0
    try await withThrowingTaskGroup(of: Step.self) { group in
      while true {
        // After a loss what is under way is waited for, and the rest is left to the next round.
        let next = round.isEnding || Task.isCancelled ? [] : try file.transfer.next(elsewhere: Self.reserved)
        for number in next {
          group.addTask { .piece(number, try await piece(number, of: payload, list[number], from: peer, into: target)) }
        }
        if round.isToBeNoted(after: noting) {
          round.begin()
          let update = file.update()
          group.addTask { try await note(update, target) }
        }
        switch try await group.next() {
        case .piece(let number, let outcome)?:
          // Of a file that was given up the rest does not matter.
          guard case .pulling = file.transfer.state else { continue }
          try file.transfer.note(outcome, of: number)
          round.met(outcome)
          if outcome == .good, let range = payload.segments.bytes(of: number) {
            target.beginKeeping(range)
            if isFresh { check.has(file.beginning) }
          }
          // The end of a file is kept with what it brings about.
          if case .failed = file.transfer.state {
            round.isEnding = true
            group.cancelAll()
          }
        case .noted?:
          file.version += 1
          round.end()
        case nil: return
        }
      }
    }
    guard case .pulling(let map) = file.transfer.state else { return false }
    if map.isWhole {
      check.has(payload.segments.length)
    } else {
      _ = try await note(file.update(), target)
      file.version += 1
    }
    return map.isWhole
  }

  /// What a task of a round came to.
  private enum Step {
    case piece(Int, Transfer.SegmentOutcome)
    case noted
  }

  /// When what came is noted, and whether nothing more is begun.
  private struct Round {
    var isEnding = false
    private var notedAt: ContinuousClock.Instant
    private var isNoting = false
    private var hasNews = false
    private var isUrgent = false

    init(notedAt: ContinuousClock.Instant) { self.notedAt = notedAt }

    mutating func met(_ outcome: Transfer.SegmentOutcome) {
      switch outcome {
      case .good: hasNews = true
      case .bad: (hasNews, isUrgent) = (true, true)
      case .lost: isEnding = true
      }
    }

    func isToBeNoted(after noting: Duration) -> Bool {
      hasNews && !isNoting && !isEnding && (isUrgent || ContinuousClock.now - notedAt > noting)
    }

    mutating func begin() { (isNoting, hasNews, isUrgent) = (true, false, false) }
    mutating func end() { (isNoting, notedAt) = (false, .now) }
  }

  /// Notes how far a file has come, also when the node is stopping.
  private func note(_ update: SQL, _ target: PartialFile) async throws -> Step {
    try await Task { [files] in
      try await NIOThreadPool.singleton.runIfActive { try target.sync() }
      try await files.database.commit(Commit([update]))
    }.value
    return .noted
  }

  private func piece(
    _ number: Int, of payload: Payload, _ digest: Data, from peer: Peer, into target: PartialFile
  ) async throws -> Transfer.SegmentOutcome {
    guard let range = payload.segments.bytes(of: number) else { return .lost }
    let place = Mutex(range.lowerBound)
    let question = WireQuestion(
      method: "GET", path: "/v1/blobs/\(payload.blob)",
      fields: ["range": "bytes=\(range.lowerBound)-\(range.upperBound - 1)", "if-range": "\"\(payload.blob)\""])
    let outcome = await transport.fetch(question, of: peer, limit: Int(range.upperBound - range.lowerBound)) { bytes in
      let offset = place.withLock { place in
        defer { place += Int64(bytes.count) }
        return place
      }
      try target.write(bytes, at: offset)
    }
    // Another status is no piece at all: the file is not there, or a whole one came that was too long.
    guard case .answered(206, let fields, _) = outcome else { return .lost }
    guard place.withLock({ $0 }) == range.upperBound else { return .bad }
    guard try await isTrue(fields["content-digest"], digest, range, in: target) else { return .bad }
    onPiece(Int(range.upperBound - range.lowerBound))
    return .good
  }

  /// Whether a piece has the digest that the message's tree is over.
  ///
  /// What the other node signed was compared with what came, byte for byte; nobody has to compute it a second time.
  private func isTrue(_ field: String?, _ digest: Data, _ range: Range<Int64>, in target: PartialFile) async throws -> Bool {
    if let field, let came = try? ContentDigest.read(field) { return came == digest }
    return try await NIOThreadPool.singleton.runIfActive { try Self.digest(of: range, in: target) } == digest
  }

  // MARK: The whole

  /// Compares the whole, sealed and opened, with what was signed; the vault keeps it as it came.
  private func keep(_ found: WholeCheck.Finding, _ number: Int, of all: inout [FetchedFile], _ target: PartialFile) async throws {
    let file = all[number]
    let payload = file.transfer.payload
    guard let blob = BlobID(bytes: found.sealed) else { return }
    if blob != payload.blob, try await !isWhatCame(&all[number], target) { return }
    let ended = try all[number].transfer.verifying(sealed: blob, plain: found.plain)
    guard case .verified = ended.state else { return try await give(up: number, of: &all, ended) }
    let received = SealedElsewhere(
      url: target.url, blob: blob.hex, blobSize: Int(payload.segments.length), identity: try AgeIdentity(payload.key.secret),
      sha256: payload.digest.hex, size: Int(payload.size))
    let kept = try await files.vault.adopt(received, under: try await files.keys.key(of: file.owner), at: files.now())
    all[number].transfer = ended
    all[number].kept = blob.hex
    try await files.keep([all[number]], of: all, with: Commit([kept.statement]))
    target.remove()
    try await files.removeIfTried(file.signed)
  }

  /// Whether the pieces are on the disk as they came; others are fetched again, since that is this node's disk and not what was signed.
  private func isWhatCame(_ file: inout FetchedFile, _ target: PartialFile) async throws -> Bool {
    guard let list = file.segments else { return false }
    let segments = file.transfer.payload.segments
    var map = SegmentMap(count: segments.count)
    for number in 0..<segments.count {
      guard let range = segments.bytes(of: number) else { return false }
      let digest = try await NIOThreadPool.singleton.runIfActive { try Self.digest(of: range, in: target) }
      if digest == list[number] { map.arrived(number) }
    }
    file.transfer = Transfer(file.transfer.payload, state: .pulling(map))
    try await keep(&file)
    return map.isWhole
  }

  private static func digest(of range: Range<Int64>, in target: PartialFile) throws -> Data {
    var hash = SHA256()
    var offset = range.lowerBound
    while offset < range.upperBound {
      let bytes = try target.read(at: offset, upTo: Int(min(Int64(piece), range.upperBound - offset)))
      guard !bytes.isEmpty else { throw PartialFileFailure(number: 0) }
      hash.update(data: bytes)
      offset += Int64(bytes.count)
    }
    return Data(hash.finalize())
  }
}

extension FetchedFile {
  /// How many bytes from its beginning on are here, piece after piece.
  fileprivate var beginning: Int64 {
    guard case .pulling(let map) = transfer.state else { return 0 }
    let segments = transfer.payload.segments
    guard let missing = map.firstMissing else { return segments.length }
    return segments.bytes(of: missing)?.lowerBound ?? 0
  }
}
