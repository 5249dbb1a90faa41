// SPDX-License-Identifier: Apache-2.0
import Foundation
public import StatisticsRules
import StrictJSON

/// The codebook and the release tables that come with the program.
public enum BuiltInCodebook {
  /// The codebook in use.
  /// - Throws: ``StatisticsProblem/damaged`` when the program's own file is not as it was installed.
  public static func current() throws -> Codebook { try read("codebook-1.json") }

  /// The full set of release tables, without a period.
  /// - Throws: ``StatisticsProblem/damaged`` when the program's own file is not as it was installed.
  public static func releaseTables() throws -> TableSet { try read("release-tables.json") }

  /// The tables of a release that can be protected, without a period.
  /// - Throws: ``StatisticsProblem/damaged`` when the program's own file is not as it was installed.
  public static func tablesForRelease() throws -> [TableSpec] {
    let pairs: TableSet = try read("pair-tables.json")
    return try releaseTables().tables.filter(\.isReleasable) + pairs.tables
  }

  private static func read<Value: Decodable>(_ name: String) throws -> Value {
    do {
      let data = try Data(contentsOf: StatisticsResources.data.appending(path: name))
      return try StrictDecoder().decode(Value.self, from: try StrictJSON.parse(data))
    } catch {
      throw StatisticsProblem.damaged
    }
  }
}
