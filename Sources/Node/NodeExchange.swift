// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import CaseworkService
import ExchangeRules
import ExchangeService
import Files
import Foundation
import Kernel
import Keys
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// The exchange of a central authority's node: its keys, its copy of the directory and the way to other nodes.
struct NodeExchange: Sendable {
  let configuration: ExchangeConfiguration
  let keys: KeptOwnKeys
  let follower: DirectoryFollower
  let client: WireClient
  private let now: @Sendable () -> Date
  private let logger: Logger

  /// Opens the keys and the copy; nothing is fetched yet.
  /// - Throws: `TrustProblem.keyFile` when the authority has no keys yet, ``NodeProblem/unreadableFile(path:)`` for the root.
  init(_ configuration: ExchangeConfiguration, database: any Database, now: @escaping @Sendable () -> Date, logger: Logger) throws {
    guard let root = try? Data(contentsOf: configuration.root) else { throw NodeProblem.unreadableFile(path: configuration.root.path) }
    let follower = DirectoryFollower(
      database: database, shippedRoot: root, fetch: DirectoryFetch.over(configuration.directory), now: now)
    // What the system gives goes before a file of the node's own.
    let given = ServiceCredential.file("comity-exchange-keys")
    let file = OwnKeyFile(
      given ?? configuration.keys, passphrase: given == nil ? configuration.keysPassphrase : nil, isSystems: given != nil)
    let own = try file.read().authority
    keys = try KeptOwnKeys(file, published: { try await follower.publishedKeys(of: own) }, now: now)
    self.configuration = configuration
    self.follower = follower
    self.now = now
    self.logger = logger
    client = WireClient(keys: keys, logger: logger, now: now)
  }

  /// What casework is told of the exchange.
  ///
  /// The messages come later: they need casework to say what becomes of them.
  func ofCases(line: @escaping @Sendable (ConversationID, AuthorityName) async throws -> MilestoneLine?) -> CaseExchange {
    CaseExchange(
      own: keys.authority,
      authorities: { [follower] state in try await follower.peers().map(\.name).filter { $0.state == state } },
      takesPart: { [follower] state in
        let known = try await follower.current()
        return known.copy == nil || known.states.contains { $0.state == state }
      },
      sending: { try Self.effect($0) }, line: line)
  }

  private static func effect(_ sending: CaseSending) throws -> NewEffect {
    let draft = MessageDraft(
      id: sending.id, conversation: sending.conversation, answers: sending.answers, to: sending.to, service: sending.service,
      act: sending.act.rawValue, schema: sending.act.schema, document: sending.document,
      files: sending.files.map {
        .init(ownerKind: $0.ownerKind, ownerID: $0.ownerID, sha256: $0.sha256, name: $0.name, media: $0.media)
      })
    return NewEffect(MessageDraft.effect, payload: String(decoding: try JSONEncoder().encode(draft), as: UTF8.self), notBefore: sending.at)
  }
}

/// The messages of a node, and what works for them while it runs.
struct NodeMessages: Sendable {
  let exchange: NodeExchange
  let mail: Mail
  private let sealed: SealedFiles
  private let puller: FilePuller
  private let listener: WireListener
  private let logger: Logger

  /// Puts the messages together with what casework makes of them.
  init(
    _ exchange: NodeExchange, casework: Casework, files: NodeFiles, database: any Database, dataFolder: URL,
    proof: @escaping @Sendable (Int) async throws -> String, now: @escaping @Sendable () -> Date, logger: Logger
  ) {
    let sealed = SealedFiles(folder: dataFolder.appending(path: "exchange/sealed"), database: database, vault: files.vault, now: now)
    // Files tell the messages how they ended, and the messages tell files what is offered: the one that is made first asks the other later.
    let later = Later<Mail>()
    let fetched = FetchedFiles(
      database: database, keys: files.keys, vault: files.vault,
      policy: .init(consent: .above(bytes: Int64(exchange.configuration.withoutAskingGiB) << 30)),
      free: { [reserve = files.reserve] in reserve.free }, now: now,
      ended: { from, message, evidence in try await later.value?.ended(evidence, of: message, from: from) ?? Commit() })
    let mail = Mail(
      Mail.Surroundings(
        database: database, dataKeys: files.keys, keys: exchange.keys, directory: exchange.follower, transport: exchange.client,
        planners: MessagePlanners(
          arrived: { try await casework.arrived($0.manifest, signed: $0.signed, receivedAt: $0.receivedAt) },
          progressed: { try await casework.progressed($0.id, $1) }),
        files: MessageFiles(
          seal: { try await sealed.seal($0) }, offered: { try await fetched.offered($0) }, release: { try await sealed.release($0) }),
        checkpoint: { nil }, logProof: proof, hasRoom: { [reserve = files.reserve] in reserve.hasRoom }, now: now, logger: logger))
    later.value = mail
    self.exchange = exchange
    self.mail = mail
    self.sealed = sealed
    self.logger = logger
    puller = FilePuller(
      files: fetched, folder: dataFolder.appending(path: "exchange/pulled"), incoming: files.incoming, transport: exchange.client,
      directory: exchange.follower, logger: logger, woken: { mail.changes() })
    listener = WireListener(
      host: exchange.configuration.host, port: exchange.configuration.port, keys: exchange.keys, directory: exchange.follower,
      routes: [WireRoute("POST", Mail.inboxPath, mail.handler), WireRoute("POST", Mail.receiptsPath, mail.handler), sealed.route],
      logger: logger, now: now)
  }

  /// What works while the node runs: the listener, the client, the fetching of files and of the directory, the sending.
  var services: [any Service] {
    let following = FollowingService(follower: exchange.follower, logger: logger)
    return [listener, exchange.client, puller, following, SendingService(worker: MailWorker(mail))]
  }

  /// Removes what processes left behind that ended without tidying up.
  func tidyUp(at instant: Date) async throws { try await sealed.tidyUp(before: instant.addingTimeInterval(-3_600)) }
}

/// A value that is known only after something that asks for it was made.
final class Later<Value: Sendable>: Sendable {
  private let kept = Mutex<Value?>(nil)

  var value: Value? {
    get { kept.withLock { $0 } }
    set { kept.withLock { $0 = newValue } }
  }
}

/// Fetches the directory: at start, and about every hour from then, at a minute that tells nobody anything.
struct FollowingService: Service {
  let follower: DirectoryFollower
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await follow()
        // A first copy is wanted soon, a newer one within the hour.
        let hasCopy = (try? await follower.copy()) != nil
        try? await Task.sleep(for: .seconds(hasCopy ? Int.random(in: 1_800...5_400) : 15))
      }
    }
  }

  private func follow() async {
    do {
      try await follower.refresh()
    } catch let problem as TrustProblem {
      logger.warning("the directory was not fetched", metadata: ["code": "\(problem.code.rawValue)"])
    } catch {
      logger.warning("the directory was not fetched", metadata: ["error": "\(type(of: error))"])
    }
  }
}

/// Sends messages and receipts until the node is told to stop.
struct SendingService: Service {
  let worker: MailWorker

  func run() async throws { await cancelWhenGracefulShutdown { await worker.run() } }
}

/// Renews the published directory of a secretariat's node: at start, and every hour from then.
struct PublishingService: Service {
  let keeper: PublicationKeeper
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await renew()
        try? await Task.sleep(for: .seconds(3_600))
      }
    }
  }

  /// A key that cannot be read keeps nobody from working: its problem is told, and the next round tries again.
  private func renew() async {
    do {
      try await keeper.renew(at: Date())
    } catch let problem as TrustProblem {
      logger.error("the directory was not renewed", metadata: ["code": "\(problem.code.rawValue)"])
    } catch {
      logger.error("the directory was not renewed", metadata: ["error": "\(type(of: error))"])
    }
  }
}
