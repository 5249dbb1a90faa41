// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
public import Foundation
public import Kernel
import Storage
import StrictJSON

extension DirectoryStore {
  /// What taking in a file came to, or would come to.
  public struct Taken: Hashable, Sendable, Encodable {
    /// Authorities that the directory did not hold.
    public let newAuthorities: Int
    /// Authorities that have a new version.
    public let changedAuthorities: Int
    /// Authorities that are as they were.
    public let sameAuthorities: Int
    /// States, new or changed.
    public let states: Int
    /// Treaties, new or changed.
    public let treaties: Int
    /// Agreements under article 46(7), new or changed.
    public let elections: Int
    /// Periods of participation that are gone.
    public let removedPeriods: Int
  }

  /// Takes a file of any size into the node from its own machine, with the checks of the page.
  ///
  /// - Parameters:
  ///   - dryRun: whether nothing shall be written.
  ///   - removingParticipation: whether periods of participation that the file's States have no more shall be removed.
  ///   - today: the day on which the entries are judged.
  /// - Throws: ``CannotReadFile/refused(file:faults:)`` with every row that is wrong; ``CannotReadFile/unreadable(file:)`` when it cannot
  ///   be opened; `CannotTake.removesParticipation` when periods would go and nobody said so.
  public func takeFile(
    at path: String, dryRun: Bool, removingParticipation: Bool, today: CalendarDay, at instant: Date
  ) async throws -> Taken {
    let held = try await held()
    let reader = DirectoryImport(today: today, listed: Set(held.file.states.map(\.state)), known: held.file.authorities)
    let data = try DirectoryCommand.contents(path)
    let file: DirectoryFile
    do {
      file = try reader.read(data, as: DirectoryCommand.format(of: path), limits: StrictLimits(bytes: .max))
    } catch {
      throw CannotReadFile.refused(file: path, faults: error.faults)
    }
    let preview = try ImportPreview(of: file, into: held)
    guard preview.removed.isEmpty || removingParticipation else { throw CannotTake.removesParticipation(preview.removed) }
    if !dryRun {
      try await take(
        file, removingParticipation: removingParticipation, seen: preview.seen, at: instant, by: .operatorAtConsole)
    }
    return Taken(
      newAuthorities: preview.new.count, changedAuthorities: preview.changed.count, sameAuthorities: preview.same,
      states: preview.states.count, treaties: preview.treaties, elections: preview.elections, removedPeriods: preview.removed.count)
  }
}
