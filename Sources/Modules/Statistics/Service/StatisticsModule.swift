// SPDX-License-Identifier: Apache-2.0
public import Web

extension Module {
  /// The statistics of a node; for the time being they are counted on the command line alone, and the module has no addresses.
  public static func statistics() -> Module {
    Module(name: "statistics", routes: [], strings: StatisticsResources.strings, problems: StatisticsProblem.examples)
  }
}
