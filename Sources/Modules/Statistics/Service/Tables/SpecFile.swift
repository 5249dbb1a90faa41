// SPDX-License-Identifier: Apache-2.0
import Foundation
public import StatisticsRules
import StrictJSON

/// A description of tables as it stands in a file, YAML or JSON.
public enum SpecFile: Sendable {
  /// Tables of a register with one line for each request.
  case requests(TableSet)
  /// Tables of published figures.
  case published([PublishedSpec])

  /// Tables of published figures in a file.
  private struct PublishedSet: Codable {
    var published: [PublishedSpec]
  }

  /// Reads a file: one table, or `tables:` of requests, or `published:` figures.
  /// - Throws: ``StatisticsProblem`` with every place where it is not as it must be.
  public static func read(_ path: String) throws(StatisticsProblem) -> SpecFile {
    guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(file: path) }
    do throws(StrictJSONError) {
      let tree = path.hasSuffix(".json") ? try StrictJSON.parse(data) : try StrictYAML.parse(data)
      if tree["published"] != nil { return .published(try StrictDecoder().decode(PublishedSet.self, from: tree).published) }
      if tree["tables"] != nil { return .requests(try StrictDecoder().decode(TableSet.self, from: tree)) }
      return .requests(TableSet(tables: [try StrictDecoder().decode(TableSpec.self, from: tree)]))
    } catch {
      throw .specUnreadable(file: path, issues: error.issues)
    }
  }
}
