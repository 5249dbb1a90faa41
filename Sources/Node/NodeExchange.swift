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
import StatisticsService
import Storage
import Synchronization
import TimeStamp

/// The exchange of a central authority's node: its keys, its copy of the directory and the way to other nodes.
struct NodeExchange: Sendable {
  let configuration: ExchangeConfiguration
  let keys: KeptOwnKeys
  let follower: DirectoryFollower
  let client: WireClient
  /// What is counted of the exchange.
  let tally = Tally()
  /// Whose time stamps are believed; `nil` where none are asked for.
  let stampTrust: TimeStampTrust?
  private let now: @Sendable () -> Date
  private let logger: Logger

  /// Opens the keys and the copy; nothing is fetched yet.
  /// - Throws: `TrustProblem.keyFile` when the authority has no keys yet, ``NodeProblem/unreadableFile(path:)`` for the root.
  init(_ configuration: ExchangeConfiguration, database: any Database, now: @escaping @Sendable () -> Date, logger: Logger) throws {
    guard let root = try? Data(contentsOf: configuration.root) else { throw NodeProblem.unreadableFile(path: configuration.root.path) }
    stampTrust = try configuration.timeStamp.map { authority in
      do { return try TimeStampTrust(roots: TimeStampTrust.certificates(in: Data(contentsOf: authority.roots))) } catch {
        throw NodeProblem.unreadableFile(path: authority.roots.path)
      }
    }
    let follower = DirectoryFollower(
      database: database, shippedRoot: root, fetch: DirectoryFetch.over(configuration.directory), now: now)
    // What the system gives goes before a file of the node's own.
    let given = ServiceCredential.file("comity-exchange-keys")
    let passphrase = ServiceCredential.line("comity-exchange-passphrase") ?? configuration.keysPassphrase
    let file = OwnKeyFile(
      given ?? configuration.keys, passphrase: given == nil ? passphrase : nil,
      // Asked each time that the device is opened: a PIN that was wrong can be put right while the node runs.
      pin: { ServiceCredential.line("comity-exchange-pin") ?? configuration.pin },
      isSystems: given != nil)
    let own = try file.read().authority
    keys = try KeptOwnKeys(file, published: { try await follower.publishedKeys(of: own) }, now: now)
    self.configuration = configuration
    self.follower = follower
    self.now = now
    self.logger = logger
    client = WireClient(keys: keys, logger: logger, now: now)
  }

  /// The time stamps over checkpoints of the node's log.
  func stamps(_ database: any Database, _ log: OwnLog) -> LogStamps? {
    guard let authority = configuration.timeStamp, let stampTrust else { return nil }
    return LogStamps(
      database: database, log: log, trust: stampTrust, policy: authority.policy, ask: LogStamps.over(authority.url), now: now)
  }

  /// What casework is told of the exchange.
  ///
  /// The messages come later: they need casework to say what becomes of them.
  /// - Parameter dataKeys: under which what waits to be sent is sealed.
  func ofCases(_ messages: Later<NodeMessages>, dataKeys: DataKeys) -> CaseExchange {
    var exchange = CaseExchange(
      own: keys.authority,
      authorities: { [follower] state in try await follower.peers().map(\.name).filter { $0.state == state } },
      takesPart: { [follower] state in
        let known = try await follower.current()
        return known.copy == nil || known.listed.contains(state)
      },
      listed: { [follower] state in try await follower.current().authorities(of: state) },
      sending: { try await Self.draft($0).effect(under: dataKeys, at: $0.at) },
      line: { try await messages.value?.mail.line(of: $0, with: $1) },
      steps: { conversation, other in
        let acts = TravellingAct.allCases.filter(\.isOfConsultation).map(\.rawValue)
        return try await messages.value?.mail.steps(of: conversation, with: other, acts: acts).map(ConversationStep.init) ?? []
      }, signed: { try await messages.value?.mail.signed($0) }, files: files(messages))
    exchange.evidence = { conversation, officer in
      guard let mail = messages.value?.mail else { throw EvidenceProblem.noMessages }
      return try await mail.evidence(of: conversation, by: .officer(officer)).file()
    }
    return exchange
  }

  /// What casework asks of the files that others' messages bring.
  private func files(_ messages: Later<NodeMessages>) -> FilesOfOthers {
    @Sendable func fetched() throws -> FetchedFiles {
      guard let fetched = messages.value?.fetched else { throw CannotTransfer.alreadyDecided }
      return fetched
    }
    let askAbove = configuration.askAbove
    return FilesOfOthers(
      offered: { author, message in
        try await fetched().files(of: author, message).map { OfferedFile(number: $0.number, transfer: $0.transfer, endsAt: $0.endsAt) }
      },
      room: { try await fetched().room(for: $0) }, asksOfficer: { askAbove == 0 || $0 > askAbove },
      consent: { try await fetched().consent(.officer, to: $0, $1, with: $2) }, refuse: { try await fetched().refuse($0, $1, with: $2) },
      handing: { author, message, number, key in
        guard let file = try await fetched().files(of: author, message).first(where: { $0.number == number }) else { return nil }
        return try await fetched().handing(file, to: key)
      },
      open: { author, message, number in
        guard let file = try await fetched().files(of: author, message).first(where: { $0.number == number }) else { return nil }
        return try await fetched().open(file)
      },
      opened: { author, message in try await messages.value?.opened(message, from: author) })
  }

  private static func draft(_ sending: CaseSending) -> MessageDraft {
    MessageDraft(
      id: sending.id, conversation: sending.conversation, answers: sending.answers, to: sending.to, service: sending.service,
      act: sending.act.rawValue, schema: sending.act.schema, document: sending.document,
      files: sending.files.map {
        .init(ownerKind: $0.ownerKind, ownerID: $0.ownerID, sha256: $0.sha256, name: $0.name, media: $0.media)
      })
  }
}

/// The messages of a node, and what works for them while it runs.
struct NodeMessages: Sendable {
  let exchange: NodeExchange
  let mail: Mail
  /// The files that other authorities' messages brought.
  let fetched: FetchedFiles
  /// How the exchange stands.
  let desk: StandingDesk
  /// Messages that travel as files.
  let bundles: Bundles
  let bundleDesk: BundleDesk
  /// What other States tell authorities alone.
  let restricted: RestrictedParts
  private let casework: Casework
  private let sealed: SealedFiles
  private let puller: FilePuller
  private let listener: WireListener
  /// The time stamps over the log; `nil` where none are asked for.
  let stamps: LogStamps?
  private let logger: Logger

  /// Puts the messages together with what casework makes of those about cases and statistics of those with the secretariat.
  init(
    _ exchange: NodeExchange, casework: Casework, reporting: Reporting, files: NodeFiles, database: any Database, dataFolder: URL,
    log: OwnLog, proof: @escaping @Sendable (Int) async throws -> String, now: @escaping @Sendable () -> Date, logger: Logger
  ) {
    let sealed = SealedFiles(folder: dataFolder.appending(path: "exchange/sealed"), database: database, vault: files.vault, now: now)
    // Files tell the messages how they ended, and the messages tell files what is offered: the one that is made first asks the other later.
    let later = Later<Mail>()
    let fetched = FetchedFiles(
      database: database, keys: files.keys, vault: files.vault, policy: exchange.configuration.policy,
      free: { [reserve = files.reserve] in reserve.free }, now: now,
      ended: { signed, evidence in try await later.value?.ended(evidence, of: signed) ?? Commit() })
    var around = Mail.Surroundings(
      database: database, dataKeys: files.keys, keys: exchange.keys, directory: exchange.follower, transport: exchange.client,
      planners: MessagePlanners(
        arrived: { message in
          message.manifest.service.text == ServiceBound.statistics
            ? try await reporting.arrived(message.manifest, receivedAt: message.receivedAt)
            : try await casework.arrived(message.manifest, signed: message.signed, receivedAt: message.receivedAt)
        },
        progressed: { head, receipts in
          head.service == ServiceBound.statistics
            ? try await reporting.progressed(head.id, receipts) : try await casework.progressed(head.id, receipts)
        }),
      files: MessageFiles(
        seal: { try await sealed.seal($0) }, offered: { try await fetched.offered($0) }, release: { try await sealed.release($0) },
        removeTried: { try await sealed.removeTried() },
        kept: { sealed.kept($0, $1) }, discard: { try await sealed.discard($0) }),
      checkpoint: log.newest, logProof: proof, hasRoom: { [reserve = files.reserve] in reserve.hasRoom }, now: now, logger: logger)
    around.log = log
    around.stamps = exchange.stamps(database, log)
    let mail = Mail(around)
    later.value = mail
    self.exchange = exchange
    self.mail = mail
    self.fetched = fetched
    self.casework = casework
    restricted = RestrictedParts(
      database: database, keys: files.keys, follower: exchange.follower, transport: exchange.client, now: now)
    desk = StandingDesk(
      keys: exchange.keys, follower: exchange.follower, database: database, hasStamps: around.stamps != nil,
      clocks: { [client = exchange.client] in client.clocks() }, now: now)
    stamps = around.stamps
    self.sealed = sealed
    self.logger = logger
    let carried = CarriedFiles(folder: dataFolder.appending(path: "exchange/carried"), files: fetched)
    bundles = Bundles(mail: mail, sealed: sealed, carried: carried)
    bundleDesk = BundleDesk(bundles: bundles, vault: files.vault, incoming: files.incoming, keys: files.keys)
    puller = FilePuller(
      files: fetched, folder: dataFolder.appending(path: "exchange/pulled"), transport: exchange.client,
      directory: exchange.follower, logger: logger, woken: { mail.changes() }, carried: carried,
      onPiece: { [tally = exchange.tally] in tally.add($0, to: .fetchedBytes) })
    listener = WireListener(
      host: exchange.configuration.host, port: exchange.configuration.port, keys: exchange.keys, directory: exchange.follower,
      routes: [
        WireRoute("POST", Mail.inboxPath, mail.handler), WireRoute("POST", Mail.receiptsPath, mail.handler),
        WireRoute("POST", Mail.logPath, mail.handler), sealed.route,
      ],
      logger: logger, now: now, onRefusal: { [tally = exchange.tally] in tally.add(to: .refusals, $0.rawValue) })
  }

  /// What works while the node runs: the listener, the client, the fetching of files and of the directory, the sending.
  var services: [any Service] {
    let following = FollowingService(follower: exchange.follower, restricted: restricted, logger: logger)
    return [
      listener, exchange.client, puller, following, SendingService(worker: MailWorker(mail)), WatchingService(mail: mail, logger: logger),
      FilingService(casework: casework, logger: logger),
    ] + stamping
  }

  private var stamping: [any Service] {
    guard let stamps, let authority = exchange.configuration.timeStamp else { return [] }
    return [StampingService(stamps: stamps, pause: .seconds(60 * authority.everyMinutes))]
  }

  /// Tells an authority that an officer has opened what its message brought; only that it was an officer.
  func opened(_ message: MessageID, from author: AuthorityName) async throws {
    let commit = try await mail.opened(message, from: author, role: "officer")
    guard !commit.statements.isEmpty else { return }
    try await mail.commit(commit)
  }

  /// Removes what processes left behind that ended without tidying up, and seals what an earlier version of the program did not.
  func tidyUp(at instant: Date) async throws {
    let before = instant.addingTimeInterval(-3_600)
    try await fetched.sealEarlier()
    try await fetched.tidyUp()
    try await sealed.tidyUp(before: before)
    try await puller.tidyUp()
    try await bundles.carried.tidyUp(before: before)
    try await bundleDesk.tidyUp(before: before)
  }
}

/// A value that is known only after something that asks for it was made.
final class Later<Value: Sendable>: Sendable {
  private let kept = Mutex<Value?>(nil)

  var value: Value? {
    get { kept.withLock { $0 } }
    set { kept.withLock { $0 = newValue } }
  }
}

/// Fetches the directory: at start, and about every hour from then, at a minute that tells nobody anything; then what is not public of it.
struct FollowingService: Service {
  let follower: DirectoryFollower
  let restricted: RestrictedParts
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await follow()
        // A first copy is wanted soon, a newer one within the hour.
        let hasCopy = (try? await follower.copy()) != nil
        await fetchRestricted(until: .now + .seconds(hasCopy ? Int.random(in: 1_800...5_400) : 15))
      }
    }
  }

  /// Waits for the next look at the directory, and meanwhile asks every few minutes for what is not here of what is for authorities alone.
  private func fetchRestricted(until next: ContinuousClock.Instant) async {
    while !Task.isCancelled, ContinuousClock.now < next {
      let isWhole = await fetchRestricted()
      let rest = isWhole ? next : min(next, .now + .seconds(Int.random(in: 200...400)))
      try? await Task.sleep(until: rest, clock: .continuous)
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

  private func fetchRestricted() async -> Bool {
    do {
      return try await restricted.refresh()
    } catch {
      logger.warning("what States tell authorities alone was not fetched", metadata: ["error": "\(type(of: error))"])
      return false
    }
  }
}

extension ExchangeConfiguration {
  /// How much of others' files the node takes.
  var policy: FetchedFiles.Policy {
    FetchedFiles.Policy(consent: askAbove == 0 ? .always : .above(bytes: askAbove), quota: quota)
  }
}

/// Makes files of cases of what was fetched: those under way every two seconds, those of which an officer is asked every five minutes.
struct FilingService: Service {
  let casework: Casework
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var round = 0
      while !Task.isCancelled {
        do {
          try await casework.fileWhatCame(withAsked: round.isMultiple(of: 150), at: Date())
        } catch {
          logger.error("what was fetched could not be put to its case", metadata: ["error": "\(type(of: error))"])
        }
        round += 1
        try? await Task.sleep(for: .seconds(2))
      }
    }
  }
}

/// Sends messages and receipts until the node is told to stop.
struct SendingService: Service {
  let worker: MailWorker

  func run() async throws { await cancelWhenGracefulShutdown { await worker.run() } }
}

/// Asks other nodes whether their event logs go on from what they showed before: at start, and every minute where something new came.
struct WatchingService: Service {
  let mail: Mail
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do { try await mail.askLogs() } catch { logger.warning("logs were not asked about", metadata: ["error": "\(type(of: error))"]) }
        try? await Task.sleep(for: .seconds(60))
      }
    }
  }
}

/// Has checkpoints of the node's log stamped: soon after the start, and then every so often.
struct StampingService: Service {
  let stamps: LogStamps
  let pause: Duration

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await stamps.stamp()
        try? await Task.sleep(for: pause)
      }
    }
  }
}

extension ConversationStep {
  /// What the exchange keeps of a message, as casework reads it.
  fileprivate init(_ step: SharedMessage) {
    self.init(
      id: step.id, author: step.author, sequence: step.sequence, signed: step.signed, answers: step.answers, receivedAt: step.receivedAt)
  }
}
