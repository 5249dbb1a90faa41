// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Files
import Foundation
import Keys
import Logging
import ServiceLifecycle
import StatisticsRules
import StatisticsService
import Storage

/// The messages of the secretariat's node: collections of figures and the returns to them, and nothing else.
///
/// Nothing of a case can come here: the exchange refuses every other service with the secretariat on either side, no file is fetched, and no module
/// of cases is on this node.
struct SecretariatMessages: Sendable {
  let mail: Mail
  private let listener: WireListener
  private let client: WireClient
  private let logger: Logger

  /// Puts the messages together with what the collections make of them.
  init(
    _ wire: SecretariatWire, shelf: RestrictedShelf, collecting: Collecting, files: NodeFiles, database: any Database, log: OwnLog,
    proof: @escaping @Sendable (Int) async throws -> String, tally: Tally, now: @escaping @Sendable () -> Date, logger: Logger
  ) {
    client = WireClient(keys: wire.keys, logger: logger, now: now)
    var around = Mail.Surroundings(
      database: database, dataKeys: files.keys, keys: wire.keys, directory: wire.directory, transport: client,
      planners: MessagePlanners(
        arrived: { try await collecting.arrived($0.manifest, receivedAt: $0.receivedAt, now: now()) },
        progressed: { try await collecting.progressed($0.id, $1) }),
      // A message that brings files is none of statistics: it is refused before anything of it is kept.
      files: .refused, checkpoint: log.newest, logProof: proof, hasRoom: { [reserve = files.reserve] in reserve.hasRoom }, now: now,
      logger: logger)
    around.log = log
    mail = Mail(around)
    self.logger = logger
    listener = WireListener(
      host: wire.host, port: wire.port, keys: wire.keys, directory: wire.directory,
      routes: [
        shelf.route, WireRoute("POST", Mail.inboxPath, mail.handler), WireRoute("POST", Mail.receiptsPath, mail.handler),
        WireRoute("POST", Mail.logPath, mail.handler),
      ], logger: logger, now: now, onRefusal: { tally.add(to: .refusals, $0.rawValue) })
  }

  /// What works while the node runs: the listener, the client, the sending, the watching of others' logs.
  var services: [any Service] {
    [listener, client, SendingService(worker: MailWorker(mail)), WatchingService(mail: mail, logger: logger)]
  }
}

extension SecretariatWire {
  /// What statistics is told of the exchange on the secretariat's node.
  func ofFigures(dataKeys: DataKeys) -> StatisticsExchange {
    StatisticsExchange(
      own: keys.authority,
      authorities: { [directory] state in try await directory.peers().map(\.name).filter { $0.state == state } },
      sending: { try await MessageDraft($0).effect(under: dataKeys, at: $0.at) })
  }
}

extension NodeExchange {
  /// What statistics is told of the exchange on an authority's node.
  func ofFigures(dataKeys: DataKeys) -> StatisticsExchange {
    StatisticsExchange(
      own: keys.authority,
      secretariat: { [follower] in
        // Named and within reach: an entry that has ended is no way.
        guard let name = try await follower.secretariat(), try await follower.peer(name) != nil else { return nil }
        return name
      }, sending: { try await MessageDraft($0).effect(under: dataKeys, at: $0.at) })
  }
}

extension MessageDraft {
  /// What is to be sent about figures; a State may be away for weeks, so it waits as long as a message can.
  fileprivate init(_ sending: StatisticsSending) {
    self.init(
      id: sending.id, conversation: sending.conversation, answers: sending.answers, to: sending.to, service: ReturnAct.service,
      act: sending.act.rawValue, schema: sending.act.schema, document: sending.document, days: 30)
  }
}
