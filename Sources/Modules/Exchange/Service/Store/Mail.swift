// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
public import Keys
public import Logging
import MerkleLog
public import Storage

/// The messages of an authority's node: it takes those of others, sends its own, and keeps the receipts of both.
public struct Mail: Sendable {
  var surroundings: Surroundings
  let store: MailStore
  let watch: PeerWatch
  /// The checkpoints of others’ logs that came of late.
  let seen = SeenCheckpoints()
  /// The checkpoints of others’ logs whose signatures were looked at.
  let notes = VerifiedNotes()
  let posts: PeerPosts
  /// Sealing files takes the disk and much of a processor: those of one draft at a time.
  let sealing = OneAtATime()
  /// Tells the worker that there is something to send.
  let wake = Broadcast()

  /// Opens the messages of a node.
  public init(_ surroundings: Surroundings) {
    self.surroundings = surroundings
    store = MailStore(database: surroundings.database, keys: surroundings.dataKeys)
    watch = PeerWatch(store: store)
    posts = PeerPosts(surroundings.transport, surroundings.keys)
  }

  /// The own authority.
  public var own: AuthorityName { surroundings.keys.authority }

  /// An element after everything that was taken of other nodes, so that what waits for it need not look again and again.
  public func changes() -> AsyncStream<Void> { wake.stream() }

  var keys: any OwnKeys { surroundings.keys }
  var database: any Database { surroundings.database }
  func now() -> Date { surroundings.now() }

  /// Tells the operator of something that is tried again; never what it was about.
  func warn(_ what: String, _ error: (any Error)? = nil) {
    surroundings.logger.warning("\(what)", metadata: error.map { ["error": "\(type(of: $0))"] } ?? [:])
  }

  /// Does one of several things of which none may keep the others from being done: its trouble is told, once in a while, and it waits its turn anew.
  /// - Throws: what comes while the task is being cancelled.
  func apart(_ what: String, _ work: () async throws -> Void) async throws {
    do {
      try await work()
    } catch let error where !Task.isCancelled {
      if await watch.isNews("\(what) \(type(of: error))", at: now()) { warn(what, error) }
    }
  }

  /// What the messages of a node need around them.
  public struct Surroundings: Sendable {
    /// The node's database.
    public var database: any Database
    /// The data keys under which messages are kept.
    public var dataKeys: DataKeys
    /// The own authority's keys.
    public var keys: any OwnKeys
    /// The copy of the directory.
    public var directory: any PeerDirectory
    /// The way to other nodes.
    public var transport: any PeerTransport
    /// What other modules make of messages.
    public var planners: MessagePlanners
    /// What is done about the files of messages.
    public var files: MessageFiles
    /// The newest signed checkpoint of the own event log; `nil` while there is none.
    public var checkpoint: @Sendable () async throws -> String?
    /// The proof that an event of the own log is in a signed checkpoint (C2SP tlog-proof); signs one when there is none that goes so far.
    public var logProof: @Sendable (_ eventIndex: Int) async throws -> String
    /// The own event log, as other authorities watch it.
    public var log = OwnLog.none
    /// The time stamps over checkpoints of that log; `nil` where no authority is asked for any.
    public var stamps: LogStamps?
    /// Whether the disk has room for another message.
    public var hasRoom: @Sendable () -> Bool
    /// The clock.
    public var now: @Sendable () -> Date
    /// Random numbers for waits.
    public var random: @Sendable () -> UInt64
    /// Where the node writes what its operator should know; never anything of a case.
    public var logger: Logger

    /// Puts together what is needed.
    public init(
      database: any Database, dataKeys: DataKeys, keys: any OwnKeys, directory: any PeerDirectory, transport: any PeerTransport,
      planners: MessagePlanners, files: MessageFiles = .none, checkpoint: @escaping @Sendable () async throws -> String?,
      logProof: @escaping @Sendable (_ eventIndex: Int) async throws -> String, hasRoom: @escaping @Sendable () -> Bool = { true },
      now: @escaping @Sendable () -> Date, random: @escaping @Sendable () -> UInt64 = { .random(in: 0 ... .max) }, logger: Logger
    ) {
      self.database = database
      self.dataKeys = dataKeys
      self.keys = keys
      self.directory = directory
      self.transport = transport
      self.planners = planners
      self.files = files
      self.checkpoint = checkpoint
      self.logProof = logProof
      self.hasRoom = hasRoom
      self.now = now
      self.random = random
      self.logger = logger
    }
  }
}

/// What is done about the files of messages; the part of the module that moves files passes it in.
public struct MessageFiles: Sendable {
  /// Seals the files of a draft and says what became of them; they stay until they are released.
  public var seal: @Sendable (MessageDraft) async throws -> [Payload]
  /// What a message with files that takes effect brings about besides: its files are offered.
  public var offered: @Sendable (VerifiedMessage) async throws -> Commit
  /// What a message is committed with, so that it names no sealed file which somebody has discarded meanwhile.
  public var kept: @Sendable (MessageID, [Payload]) -> [SQL]
  /// The sealed files of a draft that becomes no message need not be kept; nothing when another process has made it a message.
  public var discard: @Sendable (MessageID) async throws -> Void
  /// The sealed files of an own message need no longer be kept for the other node.
  public var release: @Sendable (MessageID) async throws -> Void
  /// Removes from the vault what messages that only try the path brought along, as soon as it was sealed for them.
  public var removeTried: @Sendable () async throws -> Void
  /// Whether the node has a table of sealed files at all: where it has none, nothing is looked for in it.
  public internal(set) var areKept = true

  /// Passes it in.
  public init(
    seal: @escaping @Sendable (MessageDraft) async throws -> [Payload],
    offered: @escaping @Sendable (VerifiedMessage) async throws -> Commit, release: @escaping @Sendable (MessageID) async throws -> Void,
    removeTried: @escaping @Sendable () async throws -> Void = {},
    kept: @escaping @Sendable (MessageID, [Payload]) -> [SQL] = { _, _ in [] },
    discard: (@Sendable (MessageID) async throws -> Void)? = nil
  ) {
    self.seal = seal
    self.offered = offered
    self.release = release
    self.removeTried = removeTried
    self.kept = kept
    self.discard = discard ?? release
  }

  /// A node that moves no files: a draft with files is not sent, and one that comes is offered to nobody.
  public static let none = keepingNone { _ in Commit() }

  /// A node that moves no files and takes no message that brings any.
  public static let refused = keepingNone { _ in throw ExchangeProblem.service }

  private static func keepingNone(offered: @escaping @Sendable (VerifiedMessage) async throws -> Commit) -> MessageFiles {
    var files = MessageFiles(
      seal: { draft in
        guard draft.files.isEmpty else { throw ExchangeProblem.storage }
        return []
      }, offered: offered, release: { _ in })
    files.areKept = false
    return files
  }
}
