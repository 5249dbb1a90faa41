// SPDX-License-Identifier: Apache-2.0
import StatisticsRules
public import Web

extension Module {
  /// What every node has of statistics: the words and the problems of what is counted on the command line.
  ///
  /// A secretariat's releases have a door of their own.
  public static func statistics() -> Module {
    Module(
      name: "statistics", routes: [], strings: StatisticsResources.strings, problems: StatisticsProblem.examples + CannotRelease.examples)
  }
}
