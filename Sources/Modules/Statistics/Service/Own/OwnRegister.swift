// SPDX-License-Identifier: Apache-2.0
import Kernel
import StatisticsRules
import Storage

/// What the rows say, in memory, with the figures that pages ask for again and again; both follow every event.
actor OwnRegister {
  /// How many sets of tables are kept up: those of the overview and what officers look at just now.
  private static let capacity = 32
  /// How many requests go through the tables at once.
  private static let blockLength = 2048

  let store: OwnStore
  private let regions: @Sendable () async throws -> [StateCode: String]
  private var requests: [String: RequestRow] = [:]
  private var regionOfState: [StateIndex: CountedRequest.Code] = [:]
  /// The row that changed last, by the index of its event.
  private var lastRow: Int64 = -1
  /// The last event of the log that the figures take in.
  private(set) var asOfIndex: Int64 = -1
  /// How often a recount had put other rows in the place of those that were there, when they were read.
  private var recounts = 0
  private var kept: [(set: TableSet, figures: Figures, tables: [CountedTable]?)] = []
  private var following: Task<Void, any Error>?

  init(_ store: OwnStore, regions: @escaping @Sendable () async throws -> [StateCode: String]) {
    self.store = store
    self.regions = regions
  }

  /// Takes in what has happened until now.
  func follow() async throws {
    // Whoever comes while another one follows waits, and looks again: what happened before the call must be in the figures.
    while let running = following { _ = await running.result }
    let heads = try await store.heads()
    if heads.own == heads.log, asOfIndex == heads.own - 1, heads.recounts == recounts { return }
    if following != nil { return try await follow() }
    let task = Task {
      // Put down before the task ends: whoever waits for it must find nobody following any more.
      defer { following = nil }
      try await takeIn()
    }
    following = task
    try await task.value
  }

  private func takeIn() async throws {
    if regionOfState.isEmpty { try await readRegions() }
    try await store.takeNewEvents()
    let heads = try await store.heads()
    if heads.recounts != recounts { forget() }
    recounts = heads.recounts
    while true {
      let rows = try await store.rows(after: lastRow)
      for row in rows { replace(row) }
      guard let last = rows.last else { break }
      lastRow = last.eventIndex
    }
    asOfIndex = max(asOfIndex, heads.own - 1)
  }

  private func replace(_ row: RequestRow) {
    let before = requests[row.request]
    let after = inRegion(row)
    requests[row.request] = after
    for place in kept.indices {
      kept[place].figures.follow(from: before?.counted, to: after.counted)
      kept[place].tables = nil
    }
  }

  private func inRegion(_ row: RequestRow) -> RequestRow {
    guard var counted = row.counted else { return row }
    counted.region = regionOfState[counted.state] ?? CountedRequest.notRecorded
    return RequestRow(request: row.request, eventIndex: row.eventIndex, counted: counted)
  }

  /// Reads the regional groups of States anew; they stand with the directory and are told as they are now.
  func readRegions() async throws {
    let read = try await regions()
    let codes = Dictionary(read.map { (StateIndex($0), store.codes.place($1, .region)) }) { first, _ in first }
    guard codes != regionOfState else { return }
    regionOfState = codes
    requests = requests.mapValues(inRegion)
    kept = []
  }

  /// Puts everything down that is in memory, so that it is read from the rows anew.
  private func forget() {
    requests = [:]
    kept = []
    lastRow = -1
    asOfIndex = -1
  }

  /// Every counted request as of now, in the order of their identifiers.
  func counted() async throws -> [CountedRequest] {
    try await follow()
    return requests.sorted { $0.key < $1.key }.compactMap(\.value.counted)
  }

  /// Tables of everything that has happened until now.
  /// - Throws: ``StatisticsProblem/specRefused(faults:)``.
  func tables(_ set: TableSet) async throws -> [CountedTable] {
    try await follow()
    if let place = kept.firstIndex(where: { $0.set == set }) {
      let found = kept.remove(at: place)
      let tables = found.tables ?? found.figures.tables(store.codebook)
      kept.append((set, found.figures, tables))
      return tables
    }
    let figures = try Self.figures(set, of: requests.values.lazy.compactMap(\.counted), store.codebook)
    let tables = figures.tables(store.codebook)
    kept.append((set, figures, tables))
    if kept.count > Self.capacity { kept.removeFirst() }
    return tables
  }

  /// Tables as they were after an event, counted from the log.
  /// - Throws: ``StatisticsProblem/specRefused(faults:)``.
  func tables(_ set: TableSet, asOfIndex index: Int64) async throws -> [CountedTable] {
    try await follow()
    guard index < asOfIndex else { return try await tables(set) }
    let rows = try await store.counted(upTo: index).rows.values.map(inRegion)
    return try Self.figures(set, of: rows.lazy.compactMap(\.counted), store.codebook).tables(store.codebook)
  }

  private static func figures(_ set: TableSet, of requests: some Sequence<CountedRequest>, _ codebook: Codebook) throws -> Figures {
    var figures: Figures
    do { figures = try Figures(set.specified, codebook) } catch { throw StatisticsProblem.specRefused(faults: error.faults) }
    var block = ContiguousArray<CountedRequest>()
    block.reserveCapacity(blockLength)
    for request in requests {
      block.append(request)
      if block.count == blockLength {
        figures.add(block)
        block.removeAll(keepingCapacity: true)
      }
    }
    figures.add(block)
    return figures
  }
}
