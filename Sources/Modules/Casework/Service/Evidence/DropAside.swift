// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Files
import Foundation
import Kernel
import Storage

/// Files that a form brought which nobody sent again, and files that were taken away from a task: no record names them, and they are dropped.
extension Casework {
  /// How many days a file is kept that no record names: a form that is mended after a long weekend still finds it.
  static let asideDays = 7

  /// Drops the files of cases that nothing names and that nobody has brought for ``asideDays`` days.
  /// - Returns: how many were dropped.
  @discardableResult
  func dropAside(at instant: Date) async throws -> Int {
    let since = instant.addingTimeInterval(-Double(Self.asideDays) * 86_400)
    var dropped = 0
    while true {
      let rows = try await store.asides(before: since, limit: 100)
      for aside in rows {
        // Whoever names a file that was kept aside touches it in the same commit, so what is young is never dropped.
        dropped += try await vault.remove(
          of: CaseSeal.owner(aside.request), except: try await store.namedFiles(of: aside.request), untouchedSince: since)
        _ = try await store.database.change(
          SQL("DELETE FROM fileAside WHERE request = $1 AND notedAt = $2", [aside.request.sql, aside.notedAt.sql]))
      }
      guard rows.count == 100 else { return dropped }
    }
  }
}

extension CaseStore {
  /// The statement that notes that a case has a file which no record names, before it is there.
  static func asideNoted(_ request: ID<RegisteredRequest>, at instant: Date) -> SQL {
    SQL(
      """
      INSERT INTO fileAside (request, notedAt) VALUES ($1, $2) ON CONFLICT (request) DO UPDATE SET notedAt = excluded.notedAt
      """, [request.sql, instant.sql])
  }

  /// The cases that were noted before an instant.
  func asides(before instant: Date, limit: Int) async throws -> [(request: ID<RegisteredRequest>, notedAt: Date)] {
    try await database.rows(
      SQL("SELECT request, notedAt FROM fileAside WHERE notedAt < $1 ORDER BY notedAt, request LIMIT $2", [instant.sql, limit.sql])
    ).map { (try $0.value("request") { ID<RegisteredRequest>($0) }, try $0.instant("notedAt")) }
  }

  /// The digests of all files that a record of a case names, whatever compartment it is kept in; none once the case is shredded.
  func namedFiles(of request: ID<RegisteredRequest>) async throws -> Set<String> {
    var everything = Casework.program
    everything.compartments = Set(Compartment.allCases)
    guard try await self.request(request, for: everything).value.head.shreddedOn == nil else { return [] }
    let files = try await records(CaseFile.self, of: request, for: everything).compactMap(\.value.content?.sha256)
    let tasks = try await records(ExecutionTask.self, of: request, for: everything).flatMap { $0.value.attached.map(\.content.sha256) }
    return Set(files + tasks)
  }
}
