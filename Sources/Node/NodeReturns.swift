// SPDX-License-Identifier: Apache-2.0
import AccountsService
import AuditService
import DirectoryRules
import DirectoryService
import Foundation
import Kernel
import Localisation
import Logging
import StatisticsRules
import StatisticsService
import Storage

extension Node {
  /// The collections of figures of a secretariat, which can ask every State of the directory; `nil` elsewhere.
  static func collecting(
    _ configuration: NodeConfiguration, _ database: any Database, _ directory: DirectoryStore, _ catalogue: Catalogue, _ accounts: Accounts,
    exchange: StatisticsExchange?
  ) throws -> Collecting? {
    guard configuration.role == .secretariat else { return nil }
    return try Collecting(
      database: database, states: { Set(try await directory.snapshot().authorities.map(\.state)).sorted() },
      officerName: { try await accounts.name(of: $0) }, words: { catalogue.words($0) }, zone: configuration.zone,
      exchange: exchange)
  }

  /// The returns of a central authority, filled with the figures of its own requests; `nil` elsewhere.
  static func reporting(
    _ configuration: NodeConfiguration, _ database: any Database, _ figures: OwnFigures?, _ accounts: Accounts,
    exchange: StatisticsExchange?
  ) throws -> Reporting? {
    guard let figures, let state = configuration.state else { return nil }
    return try Reporting(
      database: database, state: state, figures: { try await figures.tables($0) }, officerName: { try await accounts.name(of: $0) },
      exchange: exchange)
  }

  /// The messages of a secretariat's node; `nil` where its file names no port for other nodes.
  static func secretariatMessages(
    _ publication: NodePublication?, _ collecting: Collecting?, _ files: NodeFiles, _ database: any Database, _ audit: AuditLog,
    logger: Logger, now: @escaping @Sendable () -> Date
  ) -> SecretariatMessages? {
    guard let publication, let wire = publication.wire, let shelf = publication.shelf, let collecting else { return nil }
    let (log, proof) = ownLog(audit, now: now)
    return SecretariatMessages(
      wire, shelf: shelf, collecting: collecting, files: files, database: database, log: log, proof: proof, tally: publication.tally,
      now: now, logger: logger)
  }
}
