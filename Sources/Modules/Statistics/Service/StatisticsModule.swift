// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import StatisticsRules
public import Web

extension Module {
  /// The statistics of a node: what every node has, and the figures of an authority's own requests.
  ///
  /// A secretariat's releases have a door of their own.
  /// - Parameter own: the figures of a central authority's node; `nil` for a node that has no requests of its own.
  public static func statistics(own: OwnFigures? = nil) -> Module {
    Module(
      name: "statistics", routes: own.map { OwnRoutesOfFigures(own: $0).all } ?? [], migrations: OwnTables.migrations,
      strings: StatisticsResources.strings,
      navigation: own == nil
        ? [] : [NavigationItem(label: "statistics.nav", url: "/statistics", permission: "statistics.read", order: 60)],
      problems: StatisticsProblem.examples + CannotRelease.examples)
  }
}

/// The addresses of an authority's own figures; they read and change nothing.
struct OwnRoutesOfFigures: Sendable {
  let own: OwnFigures

  var all: [Route] {
    let tables = TablePages(own: own)
    return [
      .page(.get, "/statistics", needs: "statistics.read", OverviewPages(own: own).show),
      .page(.get, "/statistics/table", needs: "statistics.read", tables.show),
      .page(.get, "/statistics/table.csv", needs: "statistics.read", tables.csv),
      .page(.get, "/statistics/table.json", needs: "statistics.read", tables.json),
      .page(.get, "/statistics/register.csv", needs: "statistics.read", RegisterPages(own: own).csv),
      .api(.get, "/api/statistics/table", needs: "statistics.read", StatisticsAPI.tableOperation, StatisticsAPI(own: own).table),
    ]
  }
}
