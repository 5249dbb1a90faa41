// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel
public import StatisticsRules
import StrictJSON

/// What a release is to be, as a file says it; `Samples/statistics/README.md` describes it.
public struct ReleasePlan: Codable, Hashable, Sendable {
  /// The release's short name.
  public let name: ReleaseName
  /// The period, whose days both belong to it.
  public let period: TableSpec.Period
  /// The least number of requests that a cell may tell; 5 where the file does not say.
  public let threshold: Int?
  /// The States that were asked; those that gave figures where the file does not say.
  public let asked: [StateCode]?
  /// Whether the figures may still change.
  public let provisional: Bool?
  /// The tables by name; all that can be released where the file does not say.
  public let tables: [String]?
  /// Categories that are shown as one.
  public let merges: [CategoryMerge]?
  /// The consents of States; with all other States where none is named.
  public let consents: [Consent]?

  /// A State's consent.
  public struct Consent: Codable, Hashable, Sendable {
    /// The State that agreed.
    public let state: StateCode
    /// With which State.
    public let with: StateCode?
  }

  /// Reads a plan, YAML or JSON.
  /// - Throws: ``StatisticsProblem/unreadable(file:)``, ``StatisticsProblem/specUnreadable(file:issues:)``.
  public static func read(_ path: String) throws(StatisticsProblem) -> ReleasePlan {
    guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(file: path) }
    return try read(data, at: path)
  }

  /// Reads the bytes of a plan; its name tells whether they are YAML or JSON.
  /// - Throws: ``StatisticsProblem/specUnreadable(file:issues:)``.
  public static func read(_ data: Data, at path: String) throws(StatisticsProblem) -> ReleasePlan {
    do throws(StrictJSONError) {
      let tree = path.hasSuffix(".json") ? try StrictJSON.parse(data) : try StrictYAML.parse(data)
      return try StrictDecoder().decode(ReleasePlan.self, from: tree)
    } catch {
      throw .specUnreadable(file: path, issues: error.issues)
    }
  }
}
