// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import DirectoryRules
public import Foundation
import Kernel
import StrictJSON

/// The data that come with the program: participation of all States, and the fictional States of the samples.
public enum BuiltInDirectory {
  /// The folder of the module's catalogues.
  public static let strings: URL = Bundle.module.bundleURL.appending(path: "Strings")

  private static let folder: URL = Bundle.module.bundleURL.appending(path: "Data")

  /// All States with their participation, and no authorities: those come from the States themselves.
  /// - Throws: ``UnreadableData`` when the program's own file was damaged.
  public static func participation() throws -> DirectoryFile {
    try participation(try Data(contentsOf: folder.appending(path: "participation.csv")))
  }

  /// Reads States and periods of participation from a table: one row a period, a State without one has a row too.
  ///
  /// The last column, the day on which the period ended, may be left out.
  /// - Throws: ``UnreadableData`` for the first row that cannot be read; `CSVError` when it is no table.
  public static func participation(_ table: Data) throws -> DirectoryFile {
    let rows = try CSVFile.rows(table)
    var file = DirectoryFile()
    for row in rows.dropFirst() {
      let values = row.map(\.text)
      guard [5, 6].contains(values.count), let state = StateCode(values[0]) else { throw UnreadableData(line: row[0].line) }
      let group = values[1].isEmpty ? RegionalGroup.none : RegionalGroup(rawValue: values[1])
      guard let group else { throw UnreadableData(line: row[0].line) }
      if !file.states.contains(where: { $0.state == state }) { file.states.append(.init(state: state, regionalGroup: group)) }
      guard !values[2].isEmpty else { continue }
      guard let instrument = Participation.Instrument(rawValue: values[2]), let deposited = CalendarDay(values[3]),
        let inForce = CalendarDay(values[4])
      else { throw UnreadableData(line: row[0].line) }
      let ended = values.count == 6 && !values[5].isEmpty ? CalendarDay(values[5]) : nil
      guard values.count == 5 || values[5].isEmpty || ended != nil else { throw UnreadableData(line: row[0].line) }
      let period = Participation(state: state, instrument: instrument, depositedOn: deposited, inForceOn: inForce, endedOn: ended)
      guard period.faults.isEmpty else { throw UnreadableData(line: row[0].line) }
      file.participation.append(period)
    }
    guard Participation.overlaps(in: file.participation).isEmpty else { throw UnreadableData(line: 1) }
    return file
  }

  /// The fictional States with authorities and treaties, for samples, tests and demonstrations.
  /// - Throws: `StrictJSONError` when the program's own file was damaged.
  public static func fictional() throws -> DirectoryFile {
    try DirectoryFile.read(try Data(contentsOf: folder.appending(path: "fictional-directory.json")))
  }

  /// Everything: what the offline commands use when no file is given.
  public static func all() throws -> DirectoryFile { try participation().merging(try fictional()) }

  /// A row of the program's own data cannot be read.
  public struct UnreadableData: Error, Sendable {
    /// The line, from 1.
    public let line: Int
  }
}
