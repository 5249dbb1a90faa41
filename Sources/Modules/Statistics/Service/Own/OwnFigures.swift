// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel
public import StatisticsRules
public import Storage

/// The figures of a central authority's node, counted from its own event log.
///
/// They follow every event: a figure takes in all that was committed before it was asked for.
/// - Source: practice (statistics of central authorities)
public struct OwnFigures: Sendable {
  let register: OwnRegister
  /// The codebook by which everything is counted.
  public let codebook: Codebook
  /// The authority's time zone, in which days are reckoned.
  public let zone: TimeZone

  /// Makes the figures of a node; nothing is read before they are asked for.
  /// - Parameters:
  ///   - zone: the authority's time zone.
  ///   - regions: the regional group of each State by its code of the codebook, as the directory knows it.
  public init(
    database: any Database, codebook: Codebook, zone: TimeZone, regions: @escaping @Sendable () async throws -> [StateCode: String]
  ) {
    self.codebook = codebook
    self.zone = zone
    register = OwnRegister(OwnStore(database, codebook, zone: zone), regions: regions)
  }

  /// Tables of the requests of this authority, as of now.
  /// - Throws: ``StatisticsProblem/specRefused(faults:)`` with everything that is wrong with their descriptions.
  public func tables(_ set: TableSet) async throws -> [CountedTable] { try await register.tables(set) }

  /// Every counted request as of now; of each its codes, days and amounts alone.
  func requests() async throws -> [CountedRequest] { try await register.counted() }

  /// The index of the last event of the log that the figures take in, so that they can be told and found again; -1 before the first.
  public func asOfIndex() async throws -> Int64 {
    try await register.follow()
    return await register.asOfIndex
  }

  /// Tables as they were after an event of the log: the same for ever, whatever was put right since.
  ///
  /// The whole log up to there is read, which takes seconds in a large register. Regional groups are those of the directory as it is now.
  /// - Throws: ``StatisticsProblem/specRefused(faults:)``.
  public func tables(_ set: TableSet, asOfIndex index: Int64) async throws -> [CountedTable] {
    try await register.tables(set, asOfIndex: index)
  }

  /// How often figures of a table's period changed after it had ended, by reason; a period that goes on has none.
  ///
  /// Told by whole months: what is recorded in the month in which it happened changes nothing that had ended.
  public func revisions(of spec: TableSpec) async throws -> [Revision.Reason: Int] {
    guard let period = spec.period else { return [:] }
    try await register.follow()
    let bases: [TableSpec.DateBasis] = spec.dateBasis == .stock ? [.received, .closed] : [spec.dateBasis]
    return try await register.store.revisions(by: bases, in: period, asOf: spec.asOf)
  }

  /// Takes in what has happened until now and what the directory says of regional groups, so that pages need not.
  public func follow() async throws {
    try await register.readRegions()
    try await register.follow()
  }

  /// What a recount found.
  public struct Recount: Sendable, Hashable {
    /// How many events of the log were read.
    public let events: Int64
    /// How many requests are counted.
    public let requests: Int
    /// How many requests the figures had otherwise than the log.
    public let differing: Int
    /// Whether the revisions were those of the log.
    public let hasSameRevisions: Bool

    /// Whether the figures were those of the log.
    public var isSame: Bool { differing == 0 && hasSameRevisions }
  }

  /// Counts everything from the log anew; figures that were not the same are put right.
  public func recount() async throws -> Recount {
    while true {
      let compared = try await register.store.compared()
      let found = Recount(
        events: compared.counted.lastIndex + 1, requests: compared.counted.rows.values.filter { $0.counted != nil }.count,
        differing: compared.differing, hasSameRevisions: compared.hasSameRevisions)
      if found.isSame { return found }
      do {
        try await register.store.replace(with: compared.counted)
        return found
      } catch is StaleWrite {
        continue
      }
    }
  }
}
