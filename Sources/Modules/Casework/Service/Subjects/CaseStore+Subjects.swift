// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Keys
import Storage
import WritingRules

extension CaseStore {
  /// A copy of a subject with the request that it belongs to.
  struct FoundSubject: Sendable {
    let subject: Subject
    let request: ListedRequest
  }

  /// How many copies of other requests are looked at, at most, however common a name is.
  static let mostCandidates = 200

  /// The statements that keep the terms of a copy: a term is a keyed digest, so a name stands nowhere.
  func terms(of subject: Subject, isNew: Bool, at instant: Date) async throws -> [SQL] {
    let index = try await seal.keys.blindIndex(at: instant)
    let forget = SQL("DELETE FROM subjectTerm WHERE record = $1", [subject.id.sql])
    let write = Set(subject.terms.map { index.term($0) }).map {
      SQL("INSERT INTO subjectTerm (term, record, request) VALUES ($1, $2, $3)", [$0.sql, subject.id.sql, subject.request.sql])
    }
    return (isNew ? [] : [forget]) + write
  }

  /// The statement that takes the terms of a case away, for the commit that destroys its key: they are not sealed under it.
  static func forgettingTerms(of request: ID<RegisteredRequest>) -> SQL {
    SQL("DELETE FROM subjectTerm WHERE request = $1", [request.sql])
  }

  /// The copies that some terms find, of requests and compartments that the reader may know of.
  func subjects(found by: Set<SubjectTerm>, for reader: Reader, at instant: Date) async throws -> [FoundSubject] {
    guard !by.isEmpty else { return [] }
    let index = try await seal.keys.blindIndex(at: instant)
    let terms = by.map { index.term($0).sql }
    let places = terms.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let access = accessClause(reader, from: terms.count + 1)
    return try await found(
      SQL(
        """
        SELECT DISTINCT c.id, c.request, c.version, c.entry, r.isRestricted FROM subjectTerm t JOIN caseRecord c ON c.id = t.record
        JOIN registeredRequest r ON r.id = t.request
        WHERE t.term IN (\(places)) AND \(access.text) AND \(compartmentClause(reader)) ORDER BY c.id LIMIT \(Self.mostCandidates)
        """, terms + access.values), for: reader)
  }

  /// The copies of other requests that share a term with a copy of this one, of requests and compartments that the reader may know of.
  func candidates(for request: ID<RegisteredRequest>, for reader: Reader) async throws -> [FoundSubject] {
    let access = accessClause(reader, from: 2)
    return try await found(
      SQL(
        """
        SELECT DISTINCT c.id, c.request, c.version, c.entry, r.isRestricted FROM subjectTerm mine JOIN subjectTerm t ON t.term = mine.term
        JOIN caseRecord c ON c.id = t.record JOIN registeredRequest r ON r.id = t.request
        WHERE mine.request = $1 AND t.request <> $1 AND \(access.text) AND \(compartmentClause(reader))
        ORDER BY c.id LIMIT \(Self.mostCandidates)
        """, [request.sql] + access.values), for: reader)
  }

  private func found(_ query: SQL, for reader: Reader) async throws -> [FoundSubject] {
    var requests: [ID<RegisteredRequest>: ListedRequest] = [:]
    var found: [FoundSubject] = []
    for row in try await database.rows(query) {
      let id = try row.value("request") { ID<RegisteredRequest>($0) }
      do {
        if requests[id] == nil { requests[id] = try await owner(id, of: row, for: reader) }
        let subjects: [Versioned<Subject>] = try await opened([row], of: id)
        for subject in subjects { if let request = requests[id] { found.append(FoundSubject(subject: subject.value, request: request)) } }
      } catch KeyProblem.destroyed {
        // A case that was shredded between the two looks is not there any more.
        continue
      }
    }
    return found
  }

  /// The copies of a request with all compartments, for the program's own copying into another request; they are shown to nobody.
  func everySubject(of request: ID<RegisteredRequest>) async throws -> [Subject] {
    let all = Reader(officer: "", unit: "", seesEverything: true, compartments: Set(Compartment.allCases))
    return try await records(Subject.self, of: request, for: all).map(\.value)
  }
}

extension BlindIndex {
  fileprivate func term(_ term: SubjectTerm) -> Data { self.term(term.text, in: "subject.\(term.field.rawValue)") }
}

/// That a copy of this request and one of another request may be the same.
struct SubjectHint: Sendable {
  let mine: Subject
  let other: CaseStore.FoundSubject
  let match: SubjectMatch
}

extension Casework {
  /// What copies of the request are known in other requests too, the strongest reason first; to those entitled to both alone.
  func hints(
    for request: ID<RegisteredRequest>, subjects: [Subject], for reader: CaseStore.Reader
  ) async throws -> [SubjectHint] {
    guard !subjects.isEmpty else { return [] }
    let candidates = try await store.candidates(for: request, for: reader)
    let hints = subjects.flatMap { mine in
      candidates.compactMap { other in mine.match(other.subject).map { SubjectHint(mine: mine, other: other, match: $0) } }
    }
    return hints.sorted { ($0.match, $0.other.subject.id) < ($1.match, $1.other.subject.id) }
  }

  /// Records a subject, or what became known of it since.
  /// - Throws: ``CannotRecordSubject``, ``CannotAct``.
  func record(
    _ input: RecordSubject, as id: ID<Subject>?, of request: ID<RegisteredRequest>, seen version: Int?, for reader: CaseStore.Reader,
    _ acting: Acting
  ) async throws -> Subject {
    let new = id ?? ID()
    return try await changeTogether(
      id, of: request, seen: version, for: reader, by: .officer(acting.officer.id), at: acting.at,
      with: { try await store.terms(of: $0, isNew: id == nil, at: acting.at) }
    ) { owner, known in
      let decision = try owner.recordingSubject(input, id: new, over: known, acting)
      return Together(
        record: decision.subject, request: decision.request, events: decision.events, consequences: decision.checksDue)
    }
  }
}
