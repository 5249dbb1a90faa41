// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import CaseworkRules
import DirectoryRules
public import Foundation
import Kernel
public import Localisation
import Storage
import StrictJSON

/// What came of taking a register in.
public struct ImportReport: Sendable, Equatable {
  /// How many requests are new.
  public var new = 0
  /// How many were there already, known by their references; they stay as they are.
  public var known = 0
  /// What is wrong, one line each, with its place; nothing was taken in when there is any.
  public var faults: [String] = []
}

extension Casework {
  /// Takes a register in: all of it or, when a row is wrong, nothing of it; doing it again brings nothing twice.
  /// - Parameters:
  ///   - data: a table with a line of headings, or a list as JSON.
  ///   - words: the language in which faults are told.
  public func take(
    register data: Data, isCSV: Bool, at instant: Date, in words: Words
  ) async throws -> ImportReport {
    var report = ImportReport()
    let file: RegisterFile
    do {
      file = isCSV ? try RegisterFile(csv: data) : try RegisterFile(json: data)
    } catch let error as StrictJSONError {
      report.faults = error.issues.map { issue in
        let said = words("letter.unreadable.\(issue.reason.rawValue)", ["path": .text(issue.path), "expected": .text(issue.expected)])
        return "\(issue.position.line):\(issue.position.column): \(said)"
      }
      return report
    } catch let error as CSVError {
      report.faults = ["\(error.line):\(error.column): \(words("casework.import.table"))"]
      return report
    }
    report.faults = faults(of: file, on: CalendarDay(instant, in: zone), words)
    guard report.faults.isEmpty else { return report }
    try await take(file.rows.map(\.request), into: &report, at: instant)
    return report
  }

  private func faults(of file: RegisterFile, on day: CalendarDay, _ words: Words) -> [String] {
    var lines = file.faults.map { "\($0.line): \($0.column): \(words("casework.import.\($0.code)"))" }
    var seen: Set<String> = []
    for row in file.rows {
      for fault in row.request.faults(own: state, today: day) {
        lines.append("\(row.line): \(words("casework.import.\(fault.rawValue)"))")
      }
      let reference = LookedUpReference(row.request.reference)?.text ?? ""
      if !reference.isEmpty, !seen.insert(reference).inserted {
        lines.append("\(row.line): \(words("casework.import.referenceTwice"))")
      }
    }
    return lines
  }

  /// Takes requests in, a thousand with each commit; while one is written the next one is made.
  private func take(_ requests: [ImportedRequest], into report: inout ImportReport, at instant: Date) async throws {
    let directory = try await directory()
    var bases: [BasisKey: AppliedBasis] = [:]
    var ids = IDSequence(at: instant)
    try await withThrowingTaskGroup(of: Void.self) { [store] group in
      for chunk in requests.chunks(of: 1000) {
        let commit = try await commit(of: chunk, directory, &bases, &ids, into: &report, at: instant)
        _ = try await group.next()
        if !commit.statements.isEmpty { group.addTask { _ = try await store.database.commit(commit) } }
      }
      try await group.waitForAll()
    }
  }

  private func commit(
    of chunk: ArraySlice<ImportedRequest>, _ directory: DirectorySnapshot, _ bases: inout [BasisKey: AppliedBasis],
    _ ids: inout IDSequence, into report: inout ImportReport, at instant: Date
  ) async throws -> Commit {
    let references = chunk.compactMap { LookedUpReference($0.reference)?.text }
    let known = try await store.known(references).union(try await store.shredded(references, at: instant))
    let today = CalendarDay(instant, in: zone)
    var commit = Commit()
    for old in chunk {
      guard let reference = LookedUpReference(old.reference)?.text, !known.contains(reference) else {
        report.known += 1
        continue
      }
      let key = BasisKey(state: old.state, incoming: old.direction == .incoming, kind: old.kind, day: old.arrivedOn)
      let basis =
        bases[key]
        ?? self.basis(
          directory, from: key.incoming ? old.state : state, to: key.incoming ? state : old.state, kind: old.kind, on: old.arrivedOn)
      bases[key] = basis
      let (request, events) = RegisteredRequest.imported(old, id: ids.next(), own: state, basis: basis)
      let written =
        old.hasRecords
        ? try await self.written(request.records(of: old, on: today), events, at: instant)
        : try await store.written(
          CaseStore.Decided(request: request, events: events, standing: clocks(of: request, on: today)), over: nil,
          by: .operatorAtConsole, at: instant)
      commit.statements += written.statements
      commit.events += written.events
      report.new += 1
    }
    return commit
  }

  /// The statements and facts of a request that brings material, undertakings or persons.
  private func written(
    _ records: ImportedRecords, _ events: [CaseEvent], at instant: Date
  ) async throws -> (statements: [SQL], events: [NewEvent]) {
    let request = records.request
    var decided = CaseStore.Decided(
      request: request, events: events + records.events, standing: clocks(of: request, on: CalendarDay(instant, in: zone)))
    decided.records =
      records.material.map { WrittenRecord(record: $0) } + records.subjects.map { WrittenRecord(record: $0) }
      + records.undertakings.map { WrittenRecord(record: Track(id: ID(), request: request.id, body: $0)) }
    return try await store.written(decided, over: nil, by: .operatorAtConsole, at: instant) { _ in
      var terms: [SQL] = []
      for subject in records.subjects { terms += try await store.terms(of: subject, isNew: true, at: instant) }
      return terms
    }
  }

  private struct BasisKey: Hashable {
    let state: StateCode
    let incoming: Bool
    let kind: CooperationKind
    let day: CalendarDay
  }
}

extension CaseStore {
  /// Which of some references the register has as own ones.
  func known(_ references: [String]) async throws -> Set<String> {
    guard !references.isEmpty else { return [] }
    let places = references.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let rows = try await database.rows(
      SQL("SELECT reference FROM requestReference WHERE kind = 'own' AND reference IN (\(places))", references.map(\.sql)))
    return Set(try rows.map { try $0.text("reference") })
  }
}

extension Array {
  /// The elements in groups of at most a size.
  fileprivate func chunks(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
