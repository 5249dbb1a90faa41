// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import PeerKit
import Testing

@testable import StatisticsRules

@Suite("Disclosure control and another solver") struct DisclosurePeerTests {
  private struct Bounds: Decodable {
    let place: [String]
    let least: Double
    let greatest: Double?
  }

  /// A table of two or three dimensions, with groups in some of them.
  private static func drawn(_ draw: inout Draw) throws -> ReleaseTable {
    let width = Int.random(in: 2...3, using: &draw)
    let dimensions = (0..<width).map { number in
      // Three dimensions stay small: each programme of the other solver takes milliseconds.
      let groups = (0..<Int.random(in: 1...4 - width, using: &draw)).map { _ in Int.random(in: 2...(width == 2 ? 3 : 2), using: &draw) }
      let role = ReleaseDimension.Role.allCases[Int.random(in: 0..<2, using: &draw) * 3]
      return groups.count == 1
        ? ReleaseDimension.flat("d\(number)", (0..<groups[0] + 1).map { "d\(number).\($0)" }, role: role)
        : ReleaseDimension.grouped("d\(number)", groups, role: role)
    }
    let most = [6, 12, 40][Int.random(in: 0..<3, using: &draw)]
    return try .whole(dimensions) { _ in draw.count(upTo: most) }
  }

  /// A table of requests that can have several codes.
  private static func severalCodes(_ draw: inout Draw) throws -> ReleaseTable {
    let requests = SeveralCodes(
      codes: Int.random(in: 2...4, using: &draw), columns: Int.random(in: 1...3, using: &draw),
      requests: [12, 30, 80][Int.random(in: 0..<3, using: &draw)], withNone: Bool.random(using: &draw), &draw)
    return try requests.table(hasNone: requests.hasNone)
  }

  private static func question(_ table: ReleaseTable) -> [String: Any] {
    var question = places(table)
    guard let several = table.dimensions.firstIndex(where: \.makeup.isSeveral) else { return question }
    question["several"] = several
    if case .several(let none?) = table.dimensions[several].makeup { question["none"] = none }
    return question
  }

  private static func places(_ table: ReleaseTable) -> [String: Any] {
    [
      "do": "bounds",
      "dimensions": table.dimensions.map { dimension in dimension.categories.map { ["code": $0.code, "parent": $0.parent ?? ""] } },
      "cells": table.cells.map { cell -> [String: Any] in
        if case .shown(let count) = cell.count { ["place": cell.place, "count": count] } else { ["place": cell.place] }
      },
    ]
  }

  @Test("SciPy's HiGHS finds the same interval for every withheld cell, and can narrow no cell of a protected table below the threshold")
  func sameIntervals() throws {
    let count = min(500, Peer.rounds * 4)
    var draw = Draw(seed: 500)
    var tables: [(table: ReleaseTable, isProtected: Bool)] = []
    while tables.count < count {
      let isSeveral = tables.count % 5 < 2
      let table = isSeveral ? try Self.severalCodes(&draw) : try Self.drawn(&draw)
      guard case .shown(let total) = table.cells[0].count, total >= 5 else { continue }
      // One half as this program publishes them, the other as somebody does who withholds small cells alone.
      let isProtected = tables.count.isMultiple(of: 2)
      let primary = try table.withholding { cell in
        if case .shown(1..<5) = cell.count { cell.place.contains { $0 != "total" } } else { false }
      }
      tables.append((isProtected ? try protected(table).tables[0] : primary, isProtected))
    }
    let answers = try Peer.ask("disclosure_peer", tables.map { Self.question($0.table) })
    var (compared, narrowed, ofSeveral) = (0, 0, 0)
    for ((table, isProtected), answer) in zip(tables, answers) {
      let text = try #require(answer.value, "\(answer.refused ?? "")")
      let peer = try JSONDecoder().decode([Bounds].self, from: Data(text.utf8))
      let findings = try audited(table).findings
      let ours = Dictionary(uniqueKeysWithValues: findings.map { ($0.place, $0) })
      #expect(Set(peer.map(\.place)) == Set(table.withheldPlaces))
      for bounds in peer {
        let finding = try #require(ours[bounds.place])
        let lower = Int((bounds.least - 1e-5).rounded(.up))
        let upper = bounds.greatest.map { Int(($0 + 1e-5).rounded(.down)) }
        #expect(finding.lower == lower && finding.upper == upper, "\(bounds) \(finding)")
        if isProtected { #expect(lower == 0 && (upper ?? .max) >= 5) }
        compared += 1
        if table.dimensions.contains(where: \.makeup.isSeveral) { ofSeveral += 1 }
        if finding.judgement != .safe { narrowed += 1 }
      }
    }
    #expect(compared > count * 3)
    #expect(ofSeveral > count / 2)
    // Of what others withhold, some is found out: the comparison is not of wide intervals alone.
    #expect(narrowed > count)
  }
}
