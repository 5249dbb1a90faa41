// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import Foundation
import Kernel
import Localisation
import StatisticsService
import Testing

@testable import StatisticsRules

@Suite("Counting a register") struct RegisterTests {
  let book: Codebook

  init() throws { book = try BuiltInCodebook.current() }

  private func specs(_ file: String = "tables.yaml") throws -> [TableSpec] {
    guard case .requests(let set) = try SpecFile.read(Sample.path(file)) else { throw CountedTable.NoCount() }
    return set.specified
  }

  /// A register in a file of its own.
  private func counted(_ text: String, parts: Int = 2) async throws -> CountedRegister {
    let file = FileManager.default.temporaryDirectory.appending(path: "register-\(UUID().uuidString).csv")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try await CountRegister.run(file.path, tables: Sample.tables(), codebook: book, parts: parts)
  }

  @Test("The sample register gives the figures that its README tells")
  func sample() async throws {
    let register = try await CountRegister.run(Sample.path("requests.csv"), tables: specs(), codebook: book)
    #expect(register.requests == 8 && register.contradictions == [])
    let lines = Dictionary(
      uniqueKeysWithValues: register.tables.flatMap { $0.lines(book, in: .en) }.map {
        ("\($0.table)|\($0.row.code)|\($0.column.code)|\($0.figure.code)", $0.value)
      })
    #expect(lines["flows|2024|incoming|count"] == "3" && lines["flows|2025|outgoing|count"] == "1")
    #expect(lines["bases|convention|total|count"] == "3" && lines["bases|bilateralTreaty|total|count"] == "1")
    #expect(lines["bases|total|total|count"] == "5")
    // 172 days less 20, 59, 303 less 30, 95: the median lies between 95 and 152.
    #expect(lines["closure|total|total|n"] == "4" && lines["closure|total|total|medianDays"] == "123.5")
    #expect(lines["closure|total|total|ninetiethPercentileDays"] == "236.7" && lines["closure|total|total|suspendedDays"] == "50")
    #expect(lines["balance|2024|total|closing"] == "1" && lines["balance|2025|total|difference"] == "0")
    #expect(lines["returned|USD|2025|amount"] == "900000.5" && lines["returned|EUR|2025|amount"] == nil)
  }

  @Test("A register that contradicts itself in every way has every contradiction told, with line and column")
  func contradictions() async throws {
    let register = try await CountRegister.run(Sample.path("contradictory-requests.csv"), tables: specs(), codebook: book)
    #expect(register.requests == 25)
    #expect(
      register.contradictions.map { "\($0.line):\($0.column) \($0.kind.rawValue)" } == [
        "5:6 unknown-code", "6:9 repeated-code", "7:12 not-a-day", "8:15 not-a-number", "9:19 not-an-amount",
        "10:1 identifier-missing", "11:1 identifier-repeated", "12:11 arrival-missing", "13:12 acknowledged-before-received",
        "14:13 decided-before-received", "15:14 closed-before-received", "16:13 decided-after-closed",
        "17:16 outcome-without-closing", "18:16 closed-without-outcome", "19:16 closed-without-outcome",
        "20:17 refused-without-ground", "21:17 ground-without-refusal", "22:15 suspended-too-long", "23:22 amount-without-currency",
        "24:7 proceeding-of-kind", "25:5 region-of-state", "26:4 unknown-code", "27:13 decided-after-closed",
        "27:14 closed-before-received", "27:17 unknown-code", "27:18 repeated-code",
      ])
    let published = try ReadPublished.run(Sample.path("contradictory-published.csv"), codebook: book)
    let told = Set(register.contradictions.map(\.kind) + published.contradictions.map(\.kind))
    #expect(told == Set(Contradiction.Kind.allCases), "what no sample shows: \(Set(Contradiction.Kind.allCases).subtracting(told))")
  }

  @Test("Read in any number of parts, with fields of several lines, a register gives the same figures and contradictions")
  func anyParts() async throws {
    var seeded = Seeded(7)
    let names = RegisterColumn.allCases.map(\.rawValue)
    var text = names.joined(separator: ",") + "\r\n"
    for number in 0..<700 {
      let id = seeded.happens(10) ? "\"R, \(number)\nof \"\"two\"\" lines\"" : seeded.happens(3) ? "R-1" : "R-\(number)"
      let kind = try #require(book.variable(.kind)).codes.randomElement(using: &seeded)?.code ?? ""
      let year = Int.random(in: 2017...2025, using: &seeded)
      let received = "\(year)-0\(Int.random(in: 1...9, using: &seeded))-1\(Int.random(in: 0...9, using: &seeded))"
      let closed = seeded.happens(50) ? "" : "2024-02-\(Int.random(in: 10...31, using: &seeded))"
      let region = seeded.happens(5) ? "APG" : "AFR"
      text +=
        "\(id),request,incoming,X\(seeded.happens(50) ? "B" : "C"),\(region),\(kind),,convention,art15;art16,,\(received),,,\(closed),0,"
        + "\(closed.isEmpty ? "pending" : "executed"),,,,,,\(number % 3 == 0 ? "\n" : "\r\n")"
    }
    let whole = try await counted(text, parts: 1)
    #expect(whole.requests == 700 && whole.contradictions.count > 50)
    for parts in [2, 3, 7, 50, 2000] {
      let inParts = try await counted(text, parts: parts)
      #expect(inParts.tables == whole.tables && inParts.contradictions == whole.contradictions && inParts.requests == 700)
    }
  }

  @Test("A column for the text of a case is refused, and so is one that is missing or stands twice")
  func columns() async throws {
    await #expect { try await counted("id,direction,state,kind,received_on,subject\n") } throws: {
      guard case StatisticsProblem.unknownColumn(_, 6, "subject")? = $0 as? StatisticsProblem else { return false }
      return true
    }
    await #expect { try await counted("id,direction,state,kind\n") } throws: {
      guard case StatisticsProblem.missingColumn(_, "received_on")? = $0 as? StatisticsProblem else { return false }
      return true
    }
    await #expect { try await counted("id,id\n") } throws: {
      guard case StatisticsProblem.repeatedColumn(_, "id")? = $0 as? StatisticsProblem else { return false }
      return true
    }
  }

  @Test(
    "What is no CSV is refused with the place of the first fault, in however many parts it is read",
    arguments: [
      ("R-1,incoming,XB,extradition,2024-01-01\nR-2,incoming,XB,extradition\n", CSVError.Reason.fieldCount, 3, 5),
      ("R-1,incoming,XB,extradition,2024-01-01,\n", .fieldCount, 2, 6),
      ("R-1,incoming,XB,\"extradition,2024-01-01\nR-2,incoming,XB,extradition,2024-01-01\n", .quotation, 2, 4),
      ("R-1,incoming,XB,extra\"dition,2024-01-01\n", .quotation, 2, 4),
      ("R-1,incoming,XB,\"extradition\"x,2024-01-01\n", .quotation, 2, 4),
      ("R-1,incoming,XB,extradition,2024-01-01\rR-2,incoming,XB,extradition,2024-01-01\n", .quotation, 2, 5),
      ("R-1,incoming,XB,extradition,2024-01-01\n\nR-2,incoming,XB,extradition,2024-01-01\n", .fieldCount, 3, 2),
    ])
  func notCSV(rows: String, reason: CSVError.Reason, line: Int, column: Int) async throws {
    for parts in [1, 2, 5] {
      await #expect {
        try await counted("id,direction,state,kind,received_on\n" + rows, parts: parts)
      } throws: {
        guard case StatisticsProblem.notCSV(_, let found, let foundLine, let foundColumn)? = $0 as? StatisticsProblem else { return false }
        return (found, foundLine, foundColumn) == (reason, line, column)
      }
    }
  }

  @Test("Bytes that are no UTF-8 are refused with their line; letters of any script in an identifier are not")
  func encoding() async throws {
    let header = "id,direction,state,kind,received_on\n"
    let read = try await counted(header + "طلب-١,incoming,XB,extradition,2024-01-01\n")
    #expect(read.requests == 1 && read.contradictions == [])
    let file = FileManager.default.temporaryDirectory.appending(path: "register-\(UUID().uuidString).csv")
    try (Data((header + "R-1,incoming,XB,extradition,2024-01-01\n").utf8) + [0xFF] + Data(",incoming,XB,extradition,2024-01-01\n".utf8))
      .write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    await #expect(throws: StatisticsProblem.notCSV(file: file.path, .notUTF8, line: 3, column: 1)) {
      try await CountRegister.run(file.path, tables: [], codebook: book)
    }
  }

  @Test("Every contradiction and everything wrong with a table has words in six languages")
  func words() throws {
    let faults: [SpecFault] = [
      .noPeriod, .badPeriod, .unknownBreakdown("a"), .unknownCode("a", in: "b"), .sameRowsAndColumns, .amountsWithoutCurrency,
      .stockIsForBalances, .balanceRows, .asOfWithoutDays,
    ]
    let catalogue = try Catalogue(folders: [StatisticsResources.strings])
    for language in Language.allCases {
      let words = catalogue.words(language)
      for kind in Contradiction.Kind.allCases {
        #expect(words.contains("statistics.contradiction.\(kind.rawValue)"), "\(kind) \(language)")
      }
      for fault in faults {
        let said = CannotCount.Fault(table: "a", fault: fault).line(in: words)
        #expect(!said.contains("⟦") && said.count > 6, "\(fault.code) \(language)")
      }
    }
  }
}
