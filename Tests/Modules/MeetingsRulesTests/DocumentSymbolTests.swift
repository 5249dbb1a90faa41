// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Testing

@Suite("Document symbols") struct DocumentSymbolTests {
  @Test(
    "A symbol is read into its parts and its usual form is the printed one",
    arguments: [
      "CAC/COSP/EG.1/2018/1", "CAC/COSP/EG.1/2018/2", "CAC/COSP/EG.1/2018/3", "CAC/COSP/EG.1/2017/3", "CAC/COSP/IRG/2017/CRP.2",
      "CAC/COSP/IRG/I/2/1/Add.22", "CAC/COSP/2015/10", "CAC/COSP/IRG/2016/CRP.1", "CAC/COSP/2017/14", "CAC/COSP/WG.2/2016/2",
      "CAC/COSP/WG.4/2018/1", "CAC/COSP/EG.1/2018/L.1/Add.2", "CAC/COSP/2015/INF/2", "CAC/COSP/2015/INF.2/Rev.1", "CAC/COSP/2019/NGO/3",
      "CAC/COSP/2019/L.7/Rev.1/Corr.2", "CAC/COSP/IRG/II/1/1/Add.3/Summary", "CAC/COSP/2017/WP.4", "CAC/COSP/2017/R.1/Amend.1",
      "CTOC/COP/2018/13", "CTOC/COP/WG.9/2020/4", "A/58/422", "A/58/422/Add.1", "A/RES/58/4", "A/RES/S-32/1", "A/RES/ES-11/1",
      "A/RES/217(III)", "A/RES/2444(XXIII)A", "A/RES/3201(S-VI)", "S/RES/242(1967)", "S/25704", "S/PV.3453", "S/PRST/1994/12",
      "E/1993/24", "E/CN.15/2018/1", "E/RES/1503(XLVIII)", "A/CONF.222/17", "A/AC.261/3/Rev.2", "A/C.3/72/L.5/Rev.1", "A/72/PV.23",
      "A/HRC/37/L.4", "A/INF/72/3", "ST/SGB/2003/5", "ST/AI/2013/4",
    ])
  func reads(text: String) throws {
    let symbol = try #require(DocumentSymbol(text))
    #expect(symbol.identity == text)
    #expect(symbol.printed == text)
    #expect(symbol.reissues == 0)
  }

  @Test("The parts are typed")
  func parts() throws {
    let draft = try #require(DocumentSymbol("CAC/COSP/EG.1/2018/L.1/Add.2"))
    #expect(draft.body == "CAC/COSP" && draft.subsidiaries == ["EG.1"] && draft.period == .year(2018))
    #expect(draft.series == .limited && draft.number == 1 && draft.suffixes == [.init(.addendum, 2)])
    let summary = try #require(DocumentSymbol("CAC/COSP/IRG/I/2/1/Add.22"))
    #expect(summary.subsidiaries == ["IRG"] && summary.period == .cycle(1, year: 2) && summary.number == 1)
    #expect(try #require(DocumentSymbol("A/58/422")).period == .session(58))
    #expect(try #require(DocumentSymbol("A/RES/217 (III)")).period == .romanSession(3))
    #expect(try #require(DocumentSymbol("A/RES/217 (III)")) == #require(DocumentSymbol("A/RES/217(III)")))
    #expect(try #require(DocumentSymbol("A/RES/3201(S-VI)")).period == .specialSession(6, isEmergency: false, isRoman: true))
    #expect(try #require(DocumentSymbol("CAC/COSP/2015/INF/2")).series == .information)
    #expect(try #require(DocumentSymbol("A/RES/2444(XXIII)A")).part == "A")
  }

  @Test("The mark of a reissue is kept in print and is no part of the identity")
  func reissue() throws {
    let once = try #require(DocumentSymbol(" CAC/COSP/2015/10** "))
    let plain = try #require(DocumentSymbol("CAC/COSP/2015/10"))
    #expect(once.reissues == 2 && once.printed == "CAC/COSP/2015/10**" && once.identity == "CAC/COSP/2015/10")
    #expect(once == plain && Set([once, plain]).count == 1 && !(once < plain) && !(plain < once))
  }

  @Test(
    "What the grammar does not cover is refused",
    arguments: [
      "", "*", "CAC/COSP", "CAC/COSP/14", "CAC/COSP/EG.1/3", "CAC/COSP/EG.1/2018", "CAC/COSP/EG.1/2018/", "CAC/COSP/EG.1/2018/0",
      "CAC/COSP/EG.1/2018/01", "CAC/COSP/EG/2018/1", "CAC/COSP/XX.1/2018/1", "CAC/COSP/EG.1/1918/1", "CAC/COSP/EG.1/2018/1/Foo.1",
      "CAC/COSP/EG.1/2018/1/Add", "CAC/COSP/EG.1/2018/1/Add.", "CAC/COSP/EG.1/2018/1/Add.x", "CAC/COSP/EG.1/2018/1*/Add.1",
      "CAC/COSP/EG.1/2018/CRP", "CAC/COSP/WG.2/I/2/1", "CAC/COSP/IRG/IIII/2/1", "cac/cosp/eg.1/2018/1", "CAC//COSP/2018/1", "A/RES/217(IC)",
      "B/72/1", "A/", "7/1", "CAC/COSP/EG.1/2018/1\u{202E}", "CAC/COSP/EG.1/2018/１", "CAC/COSP/EG.1/2018/1 2",
    ])
  func refuses(text: String) { #expect(DocumentSymbol(text) == nil) }

  @Test("Symbols are ordered as people count, a document before its additions")
  func order() {
    let sorted = [
      "A/58/422", "CAC/COSP/2017/2", "CAC/COSP/2017/2/Add.2", "CAC/COSP/2017/2/Add.10", "CAC/COSP/2017/10", "CAC/COSP/2017/CRP.2",
      "CAC/COSP/2017/CRP.10", "CAC/COSP/2018/1", "CAC/COSP/EG.1/2018/1", "CAC/COSP/WG.2/2018/1", "CAC/COSP/WG.10/2018/1",
    ]
    #expect(sorted.reversed().compactMap { DocumentSymbol($0) }.sorted().map(\.printed) == sorted)
  }

  @Test("Rev. replaces, Add. adds, Corr. corrects, Amend. amends; nothing is said of documents of another base")
  func relations() throws {
    func symbol(_ text: String) throws -> DocumentSymbol { try #require(DocumentSymbol(text)) }
    let base = try symbol("CAC/COSP/2019/L.7*")
    #expect(try symbol("CAC/COSP/2019/L.7/Rev.1").relation(to: base) == .replaces)
    #expect(try symbol("CAC/COSP/2019/L.7/Rev.3").relation(to: symbol("CAC/COSP/2019/L.7/Rev.1")) == .replaces)
    #expect(try symbol("CAC/COSP/2019/L.7/Rev.1").relation(to: symbol("CAC/COSP/2019/L.7/Rev.3")) == nil)
    #expect(try symbol("CAC/COSP/2019/L.7/Add.1").relation(to: base) == .addsTo)
    #expect(try symbol("CAC/COSP/2019/L.7/Corr.1").relation(to: base) == .corrects)
    #expect(try symbol("CAC/COSP/2019/L.7/Amend.1").relation(to: base) == .amends)
    #expect(try symbol("CAC/COSP/2019/L.7/Add.1/Rev.1").relation(to: symbol("CAC/COSP/2019/L.7/Add.1")) == .replaces)
    #expect(try symbol("CAC/COSP/2019/L.7/Add.1/Rev.1").relation(to: base) == nil)
    #expect(try symbol("CAC/COSP/2019/L.8/Rev.1").relation(to: base) == nil)
    #expect(base.relation(to: base) == nil)
    #expect(try symbol("CAC/COSP/2019/L.7/Add.1/Rev.1").base == base)
    #expect(base.appending(.init(.revision, 1)).printed == "CAC/COSP/2019/L.7/Rev.1")
  }

  @Test("Links lead to the language asked for, without the mark of a reissue")
  func links() throws {
    let symbol = try #require(DocumentSymbol("CAC/COSP/2015/10*"))
    #expect(symbol.fileAddress(in: .zh) == "https://documents.un.org/api/symbol/access?s=CAC/COSP/2015/10&l=zh&t=pdf")
    #expect(symbol.shortAddress(in: .ar) == "https://undocs.org/ar/CAC/COSP/2015/10")
  }

  @Test("In a sentence of any script the symbol ends where the sentence goes on")
  func inText() {
    let text = """
      （见 CAC/COSP/EG.1/2017/3）拟定，见CAC/COSP/IRG/2017/CRP.2。See CAC/COSP/2017/14. (A/58/422/Add.1), and/or 24/7 UNCAC/X \
      الوثيقة CAC/COSP/EG.1/2018/2، CAC/COSP/2015/10*; A/RES/217(III).
      """
    #expect(
      DocumentSymbol.symbols(in: text).map(\.printed) == [
        "CAC/COSP/EG.1/2017/3", "CAC/COSP/IRG/2017/CRP.2", "CAC/COSP/2017/14", "A/58/422/Add.1", "CAC/COSP/EG.1/2018/2",
        "CAC/COSP/2015/10*",
        "A/RES/217(III)",
      ])
  }

  @Test("A thousand generated symbols read back as they were, in text, in JSON and without their suffixes")
  func roundTrips() throws {
    var state: UInt64 = 2018
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let heads = ["CAC/COSP", "CAC/COSP/EG.1", "CAC/COSP/IRG", "CAC/COSP/WG.2", "CTOC/COP/WG.9", "A", "E/CN.15", "S", "ST/SGB"]
    for _ in 0..<1000 {
      let series = next(2) == 0 ? "" : DocumentSymbol.Series.allCases[next(DocumentSymbol.Series.allCases.count)].rawValue
      var base = "\(heads[next(heads.count)])/\(1946 + next(200))/\(series)\(1 + next(999))"
      if next(10) == 0 { base = "CAC/COSP/IRG/\(["I", "II", "IV", "XIX"][next(4)])/\(1 + next(5))/\(1 + next(9))" }
      let suffixes = (0..<next(3)).map { _ in "/\(["Add.", "Rev.", "Corr.", "Amend."][next(4)])\(1 + next(30))" }.joined()
      let printed = base + suffixes + String(repeating: "*", count: next(3))
      let symbol = try #require(DocumentSymbol(printed), "\(printed)")
      #expect(symbol.printed == printed && symbol.identity == base + suffixes && symbol.base.printed == base)
      #expect(DocumentSymbol.symbols(in: "见\(printed)。").map(\.printed) == [printed])
      let again = try JSONDecoder().decode([DocumentSymbol].self, from: try JSONEncoder().encode([symbol]))
      #expect(again == [symbol] && again[0].printed == printed)
    }
  }
}
