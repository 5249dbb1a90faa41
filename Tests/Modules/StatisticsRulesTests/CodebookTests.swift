// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Instruments
import Kernel
import StatisticsService
import Testing

@testable import StatisticsRules

@Suite("The codebook") struct CodebookTests {
  private func codes(_ name: Breakdown) throws -> [String] {
    try #require(try BuiltInCodebook.current().variable(name)).codes.map(\.code)
  }

  @Test("The program's own has every breakdown, each code once and with words in six languages")
  func whole() throws {
    let book = try BuiltInCodebook.current()
    #expect(book.defects == [])
    #expect(book.notRecorded.missing.isEmpty && book.total.missing.isEmpty)
    #expect(book.figures.allSatisfy { $0.label.missing.isEmpty } && book.figures.count == 18)
    for variable in book.variables {
      for code in variable.codes {
        let source = code.source ?? variable.source
        #expect(Instruments.builtIn.resolves(source), "\(variable.name).\(code.code): \(source)")
      }
    }
  }

  @Test("A codebook with a code twice, a breakdown of the wrong kind or without words is told so")
  func defects() throws {
    var book = try BuiltInCodebook.current()
    let unit = try #require(book.variable(.unit))
    let wrong = Codebook.Variable(
      name: .unit, multiplicity: .several, source: unit.source, label: LocalText([.en: "Unit"]), codes: unit.codes + [unit.codes[0]])
    book = Codebook(
      version: 2, issuedOn: book.issuedOn, notRecorded: book.notRecorded, total: book.total, dateBases: book.dateBases.dropLast(),
      figures: book.figures,
      variables: [wrong] + book.variables.filter { $0.name != .unit && $0.name != .delay })
    #expect(book.defects == ["unit: a code stands twice", "unit: breakdown", "unit: words", "date bases", "delay: missing"])
  }

  @Test("Whatever casework decides has its code: formal kinds, grounds, reasons for delay, bases and measures")
  func ofCasework() throws {
    #expect(Set(try codes(.kind)) == Set(CooperationKind.allCases.filter(\.isFormal).map(\.rawValue)))
    #expect(Set(try codes(.ground)) == Set(GroundForRefusal.allCases.map(\.rawValue)))
    #expect(Set(try codes(.delay)) == Set(DelayReason.allCases.map(\.rawValue)))
    #expect(Set(try codes(.measure)) == Set(Measure.allCases.map(\.rawValue)))
    #expect(Set(try codes(.basis)) == Set(AppliedBasis.Kind.allCases.map(\.rawValue)))
  }
}
