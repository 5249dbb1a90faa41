// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// Statistics without a node.
struct StatisticsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statistics", abstract: "Judge and protect tables of statistics, offline.", subcommands: [AuditTables.self])
}
