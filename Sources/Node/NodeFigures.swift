// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import Kernel
import PrometheusText
import Storage

/// The figures of a node for the monitor of whoever keeps the machine: counts, ages and ends, never who, with whom or about what.
///
/// No figure has an authority or a State as a label: monitors are often kept by others, and who talks to whom is nobody's business there. The
/// page of the exchange tells it to officers.
struct NodeFigures: Sendable {
  let database: any Database
  let desk: StandingDesk?
  let publisher: DirectoryPublisher?
  let site: Tally
  let exchange: Tally?
  let startedAt: Date
  let now: @Sendable () -> Date
  let log: LoggedKinds

  init(
    database: any Database, desk: StandingDesk?, publisher: DirectoryPublisher?, site: Tally, exchange: Tally?,
    now: @escaping @Sendable () -> Date
  ) {
    self.database = database
    self.desk = desk
    self.publisher = publisher
    self.site = site
    self.exchange = exchange
    self.now = now
    startedAt = now()
    log = LoggedKinds(database: database)
  }

  /// All figures as text.
  func text() async throws -> String {
    let now = now()
    var families = process() + [answers]
    families += try await ofLog()
    if let desk {
      families += Self.standing(try await desk.view(at: now), at: now)
      families += Self.counts(try await desk.counts(), at: now)
    }
    if let exchange { families += Self.exchanged(exchange) }
    families += publication()
    return PrometheusText.write(families)
  }

  private func process() -> [PrometheusText.Family] {
    let used = ProcessUse.now()
    return [
      .init("comity_build_info", .gauge, "The version of the program.", [.init(1, .init("version", Node.version))]),
      .init("process_start_time_seconds", .gauge, "When the process began.", startedAt.timeIntervalSince1970),
      .init("process_cpu_seconds_total", .counter, "Processor time used, in seconds.", used.processor),
      .init("process_resident_memory_bytes", .gauge, "Memory in use.", used.memory.map { [.init($0)] } ?? []),
      .init("process_open_fds", .gauge, "Open files and connections.", used.files.map { [.init($0)] } ?? []),
    ]
  }

  private var answers: PrometheusText.Family {
    .init(
      "comity_http_answers_total", .counter, "Answers to browsers and programs, by the class of their status.",
      site.all(.answers).map { .init($0.number, .init("class", $0.label)) })
  }

  private func ofLog() async throws -> [PrometheusText.Family] {
    let rows = try await database.rows(SQL("SELECT state, COUNT(*) AS number FROM outbox GROUP BY state ORDER BY state"))
    let effects = try Dictionary(uniqueKeysWithValues: rows.map { (try $0.text("state"), try $0.integer("number")) })
    let seen = try await log.read()
    return [
      .init(
        "comity_outbox_effects", .gauge, "What is left to do: effects that wait, and those that were given up.",
        ["waiting", "buried"].map { .init(effects[$0] ?? 0, .init("state", $0)) }),
      .init("comity_log_events_total", .counter, "Events of the log since the process began.", Double(seen.all)),
      .init(
        "comity_exchange_events_total", .counter, "Events of the exchange since the process began, by kind.",
        seen.exchange.sorted { $0.key < $1.key }.map { .init($0.value, .init("kind", $0.key)) }),
    ]
  }

  private static func standing(_ view: StandingView, at now: Date) -> [PrometheusText.Family] {
    let ends = EntryKey.Use.allCases.compactMap { use -> PrometheusText.Sample? in
      let good = (view.keys ?? []).filter { $0.use == use && $0.isSafe }
      return good.map(\.expiresAt).max().map { .init($0.timeIntervalSince1970, .init("use", use.rawValue)) }
    }
    let parts = view.directory.copy.map {
      [("timestamp", $0.timestampExpiresAt), ("snapshot", $0.snapshotExpiresAt), ("targets", $0.targetsExpiresAt)]
    }
    func concerns(_ urgency: ExchangeConcern.Urgency) -> Int { view.concerns.count { $0.urgency(at: now) == urgency } }
    func breakers(_ state: String) -> Int { view.ways.count { ($0.breaker ?? "closed") == state } }
    return [
      .init(
        "comity_exchange_key_expiry_timestamp_seconds", .gauge, "When the last own key of a use ends.", ends),
      .init(
        "comity_exchange_directory_expiry_timestamp_seconds", .gauge, "When a part of the copy of the directory ends.",
        (parts ?? []).map { .init($0.1.timeIntervalSince1970, .init("part", $0.0)) }),
      .init(
        "comity_exchange_directory_fetched_timestamp_seconds", .gauge, "When the directory was fetched last.",
        view.directory.fetchedAt.map { [.init($0.timeIntervalSince1970)] } ?? []),
      .init(
        "comity_exchange_concerns", .gauge, "What an officer has to see to; the page of the exchange says what.",
        [.init(concerns(.now), .init("urgency", "now")), .init(concerns(.soon), .init("urgency", "soon"))]),
      .init(
        "comity_exchange_keys_readable", .gauge, "Whether the file of the own keys can be read.", view.keys == nil ? 0 : 1),
      .init(
        "comity_exchange_key_device", .gauge, "Whether the device that keeps keys can be used; absent where none does.",
        view.device.map { [.init($0 == .works ? 1 : 0)] } ?? []),
      .init(
        "comity_exchange_ways", .gauge, "Ways to other authorities: messages go, none is tried, or one is tried to see.",
        ["closed", "open", "halfOpen"].map { .init(breakers($0), .init("breaker", $0)) }),
    ]
  }

  private static func counts(_ counts: ExchangeCounts, at now: Date) -> [PrometheusText.Family] {
    [
      .init(
        "comity_exchange_messages", .gauge, "Messages that have not come to their end.",
        counts.messages.map { .init($0.number, .init("direction", $0.direction), .init("state", $0.state)) }),
      .init(
        "comity_exchange_oldest_unsent_seconds", .gauge, "For how long the oldest message waits that has not reached the other authority.",
        counts.oldestUnsent.map { max(0, now.timeIntervalSince($0)) } ?? 0),
      .init("comity_exchange_receipts_to_send", .gauge, "Receipts that are still to be sent.", Double(counts.receipts)),
      .init(
        "comity_exchange_files", .gauge, "Offered files that are neither here nor given up.",
        counts.files.map { .init($0.number, .init("state", $0.state)) }),
    ]
  }

  private static func exchanged(_ tally: Tally) -> [PrometheusText.Family] {
    [
      .init(
        "comity_exchange_refusals_total", .counter, "Calls of other nodes that were refused, by the code of the problem.",
        tally.all(.refusals).map { .init($0.number, .init("problem", $0.label)) }),
      .init(
        "comity_exchange_fetched_bytes_total", .counter, "Bytes of files that came from other nodes.",
        Double(tally.all(.fetchedBytes).reduce(0) { $0 + $1.number })),
    ]
  }

  /// On a secretariat's node: when what it publishes ends.
  private func publication() -> [PrometheusText.Family] {
    // A folder that cannot be read has no ends: that a figure is gone is what a monitor tells.
    guard let ends = try? publisher?.ends(), !ends.isEmpty else { return [] }
    return [
      .init(
        "comity_publication_expiry_timestamp_seconds", .gauge, "When a part of the published directory ends.",
        ends.map { .init($0.end.timeIntervalSince1970, .init("part", $0.part)) })
    ]
  }
}

/// Counts the events of the log from where the process began, each once: the log grows, and a monitor asks every few seconds.
actor LoggedKinds {
  private let database: any Database
  private var next: Int?
  private var counts: (all: Int, exchange: [String: Int]) = (0, [:])

  init(database: any Database) { self.database = database }

  /// Begins at the end of the log as it is now.
  func begin() async throws {
    guard next == nil else { return }
    next = try await database.row(SQL("SELECT next FROM eventHead WHERE id = 1"))?.integer("next") ?? 0
  }

  /// How many there were so far.
  func read() async throws -> (all: Int, exchange: [String: Int]) {
    try await begin()
    let from = next ?? 0
    let rows = try await database.rows(
      SQL("SELECT kind, COUNT(*) AS number, MAX(eventIndex) AS last FROM event WHERE eventIndex >= $1 GROUP BY kind", [from.sql]))
    // Another question may have been answered first while the log was read.
    guard next == from else { return counts }
    for row in rows {
      let (kind, number) = (try row.text("kind"), try row.integer("number"))
      next = max(next ?? 0, try row.integer("last") + 1)
      counts.all += number
      if kind.hasPrefix("exchange.") { counts.exchange[kind, default: 0] += number }
    }
    return counts
  }
}

/// What the process uses of its machine.
struct ProcessUse {
  let processor: Double
  let memory: Int?
  let files: Int?

  static func now() -> ProcessUse {
    // The second figure of statm is the memory in pages.
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").dropFirst().first.flatMap {
      Int($0)
    }
    // POSIX fixes the parts of a second in which the time is told at a million.
    return ProcessUse(
      processor: Double(clock()) / 1e6, memory: pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) },
      files: (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count)
  }
}
