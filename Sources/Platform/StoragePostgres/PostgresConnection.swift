// SPDX-License-Identifier: Apache-2.0
import CPQ
import Dispatch
import Foundation
import Storage
import Synchronization

/// One connection to the server, used by one task at a time; it never blocks a thread of Swift's pool.
actor PostgresConnection {
  /// Statements beyond this number are sent whole, so that a connection's memory stays bounded.
  private static let preparedLimit = 400

  private nonisolated(unsafe) let handle: OpaquePointer
  private let socket: SocketSignal
  private let canceller: PostgresCanceller
  private var prepared: [String: String] = [:]
  private var isSpoiled = false

  private init(_ address: UInt) throws {
    guard let handle = OpaquePointer(bitPattern: address), let socket = SocketSignal(PQsocket(handle)) else {
      throw PostgresFailure.lost("no socket")
    }
    self.handle = handle
    self.socket = socket
    self.canceller = PostgresCanceller(handle)
  }

  deinit {
    socket.close()
    PQfinish(handle)
  }

  /// Opens a connection and sets what durable commits and equal answers need.
  static func open(_ url: String) async throws -> PostgresConnection {
    let address: UInt = try await withCheckedThrowingContinuation { continuation in
      // Looking up the host and greeting the server block, so they run on a thread that may.
      DispatchQueue.global().async { continuation.resume(with: Result { try connect(url) }) }
    }
    return try PostgresConnection(address)
  }

  /// Whether the server still speaks on it; an idle connection learns of a restart only by reading.
  var isUsable: Bool {
    !isSpoiled && !canceller.wasUsed && PQconsumeInput(handle) == 1 && PQstatus(handle) == CONNECTION_OK
      && PQtransactionStatus(handle) == PQTRANS_IDLE
  }

  /// Sends all statements in one go and reads their answers; without `BEGIN` among them they are one transaction.
  ///
  /// - Throws: ``PostgresFailure`` of the first statement that failed; those after it were not carried out.
  func run(_ statements: [SQL], prepares: Bool = true) async throws -> [PostgresAnswer] {
    guard PQenterPipelineMode(handle) == 1 else { throw lost() }
    do {
      var expected: [Expected] = []
      for statement in statements { expected += try send(statement, prepares: prepares) }
      guard PQpipelineSync(handle) == 1 else { throw lost() }
      try await flush()
      let answers = try await collect(expected)
      guard PQexitPipelineMode(handle) == 1 else { throw lost() }
      return answers
    } catch {
      // After a refusal the pipeline is empty again; after a loss the connection is thrown away.
      if PQexitPipelineMode(handle) != 1 { isSpoiled = true }
      if let failure = error as? PostgresFailure, failure.isLost || failure.isOutdatedPlan { isSpoiled = true }
      throw error
    }
  }

  /// The same as ``run(_:prepares:)`` for reading: cancelling the task stops the server's work too.
  func read(_ statements: [SQL]) async throws -> [PostgresAnswer] {
    let canceller = canceller
    canceller.begin()
    defer { canceller.end() }
    return try await withTaskCancellationHandler {
      try await run(statements)
    } onCancel: {
      canceller.cancel()
    }
  }

  /// Takes back whatever the transaction has done so far; a connection that cannot do it is thrown away.
  func rollBack() async {
    guard !isSpoiled, !canceller.wasUsed, PQtransactionStatus(handle) != PQTRANS_IDLE else { return }
    do { _ = try await run([SQL("ROLLBACK")]) } catch { isSpoiled = true }
  }

  /// Waits for a notification on the channels listened to.
  /// - Throws: ``PostgresFailure/lost(_:)`` when the connection breaks.
  func nextNotification() async throws {
    while true {
      if let notification = PQnotifies(handle) {
        PQfreemem(notification)
        return
      }
      let isOpen = await socket.wait()
      try Task.checkCancellation()
      guard isOpen, PQconsumeInput(handle) == 1 else { throw lost() }
    }
  }

  /// Ends every wait on the connection, for good.
  nonisolated func interrupt() { socket.close() }

  /// What the server is to answer next.
  private enum Expected {
    case preparation(text: String, name: String)
    case answer(text: String)
  }

  private func send(_ statement: SQL, prepares: Bool) throws -> [Expected] {
    let text = statement.text
    let values = PostgresValues(statement.values)
    let isKnown = prepared[text] != nil
    guard prepares, isKnown || prepared.count < Self.preparedLimit else {
      let sent = values.with { PQsendQueryParams(handle, text, $0, nil, $1, $2, $3, 0) }
      guard sent == 1 else { throw lost() }
      return [.answer(text: text)]
    }
    var expected: [Expected] = []
    let name = prepared[text] ?? "s\(prepared.count)"
    if !isKnown {
      guard PQsendPrepare(handle, name, text, 0, nil) == 1 else { throw lost() }
      prepared[text] = name
      expected.append(.preparation(text: text, name: name))
    }
    guard values.with({ PQsendQueryPrepared(handle, name, $0, $1, $2, $3, 0) }) == 1 else { throw lost() }
    return expected + [.answer(text: text)]
  }

  private func collect(_ expected: [Expected]) async throws -> [PostgresAnswer] {
    var answers: [PostgresAnswer] = []
    var failure: PostgresFailure?
    var waiting = expected[...]
    while true {
      guard let result = try await nextResult() else { continue }
      defer { PQclear(result) }
      let status = PQresultStatus(result)
      if status == PGRES_PIPELINE_SYNC { break }
      guard let next = waiting.popFirst() else { throw lost() }
      switch (next, status) {
      case (.preparation, PGRES_COMMAND_OK): break
      case (.answer, PGRES_COMMAND_OK), (.answer, PGRES_TUPLES_OK): answers.append(PostgresAnswer(result))
      case (.preparation(let text, _), PGRES_PIPELINE_ABORTED): prepared[text] = nil
      case (.answer, PGRES_PIPELINE_ABORTED): break
      case (.preparation(let text, _), _):
        prepared[text] = nil
        failure = failure ?? PostgresFailure(result, statement: text)
      case (.answer(let text), _): failure = failure ?? PostgresFailure(result, statement: text)
      }
    }
    if let failure { throw failure }
    return answers
  }

  /// The next result, or `nil` between the results of two statements.
  private func nextResult() async throws -> OpaquePointer? {
    while PQisBusy(handle) == 1 {
      guard await socket.wait(), PQconsumeInput(handle) == 1 else { throw lost() }
    }
    let result = PQgetResult(handle)
    if result == nil, PQstatus(handle) != CONNECTION_OK { throw lost() }
    return result
  }

  /// Sends what libpq has kept back; it must read meanwhile, or both ends could wait for each other.
  private func flush() async throws {
    while true {
      switch PQflush(handle) {
      case 0: return
      case 1:
        guard await socket.wait(alsoToWrite: true), PQconsumeInput(handle) == 1 else { throw lost() }
      default: throw lost()
      }
    }
  }

  private func lost() -> PostgresFailure {
    isSpoiled = true
    return .lost("the connection was lost")
  }
}

extension PostgresConnection {
  /// Blocks until the connection stands; gives the address because a pointer may not cross threads.
  private static func connect(_ url: String) throws -> UInt {
    // Entries before `dbname` give way to the same entries in the URL.
    let settings = [
      ("application_name", "comity"), ("connect_timeout", "10"), ("keepalives_idle", "30"),
      ("tcp_user_timeout", "30000"), ("dbname", url), ("client_encoding", "UTF8"),
    ]
    let handle = withCStrings(settings.map(\.0)) { names in
      withCStrings(settings.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
    }
    guard let handle else { throw PostgresFailure.lost("out of memory") }
    do {
      guard PQstatus(handle) == CONNECTION_OK else {
        let message = String(cString: PQerrorMessage(handle))
        throw PostgresFailure.lost(message.trimmingCharacters(in: .whitespacesAndNewlines))
      }
      // Notices can quote values; they must not get onto the error stream.
      PQsetNoticeReceiver(handle, { _, _ in }, nil)
      try prepareSession(handle)
      guard PQsetnonblocking(handle, 1) == 0 else { throw PostgresFailure.lost("the socket stays blocking") }
      return UInt(bitPattern: handle)
    } catch {
      PQfinish(handle)
      throw error
    }
  }

  private static func prepareSession(_ handle: OpaquePointer) throws {
    let encoding = PQparameterStatus(handle, "server_encoding").map { String(cString: $0) }
    guard encoding == "UTF8" else { throw DatabaseUnavailable("the database's encoding is not UTF8") }
    guard PQserverVersion(handle) >= 130_000 else { throw DatabaseUnavailable("PostgreSQL 13 or newer is needed") }
    // A pooled connection reads only, unless a commit says otherwise: the same promise as SQLite's readers keep.
    let result = PQexec(
      handle,
      """
      SET default_transaction_read_only = on; SET bytea_output = 'hex'; SET extra_float_digits = 1;
      SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s';
      SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
      """)
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_TUPLES_OK else { throw PostgresFailure.lost("the session cannot be set up") }
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    let pointers = copies.map { $0.map { UnsafePointer($0) } } + [nil]
    return pointers.withUnsafeBufferPointer { buffer in
      // An array with its closing nil is never empty, so it has an address.
      body(buffer.baseAddress.unsafelyUnwrapped)
    }
  }
}

/// Asks the server to stop what a connection is doing.
final class PostgresCanceller: Sendable {
  private nonisolated(unsafe) let ticket: OpaquePointer?
  private let used = Atomic(false)
  private let isReading = Atomic(false)

  init(_ connection: OpaquePointer) { ticket = PQgetCancel(connection) }

  deinit { PQfreeCancel(ticket) }

  /// Whether it was asked: the request may arrive late, so the connection must not serve anybody else.
  var wasUsed: Bool { used.load(ordering: .acquiring) }

  /// A statement begins that may be cancelled.
  func begin() { isReading.store(true, ordering: .releasing) }

  /// It has ended, in whatever way.
  func end() { isReading.store(false, ordering: .releasing) }

  /// Asks until the statement has ended: a server that is asked before the statement reaches it has nothing to stop, and would then work on.
  func cancel() {
    used.store(true, ordering: .releasing)
    DispatchQueue.global().async { self.ask() }
  }

  private func ask() {
    guard isReading.load(ordering: .acquiring) else { return }
    var message = [CChar](repeating: 0, count: 256)
    _ = PQcancel(ticket, &message, Int32(message.count))
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(100)) { self.ask() }
  }
}
