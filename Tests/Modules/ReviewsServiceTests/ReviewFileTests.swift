// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import Node
import ReviewsRules
import TestKit
import Testing

@testable import ReviewsService

@Suite("Files of reviews") struct ReviewFileTests {
  private func faults(json text: String) -> [String] {
    do {
      _ = try ReviewFile(json: Data(text.utf8))
      return []
    } catch { return error.faults.map { "\($0.line):\($0.reason):\($0.path)" } }
  }

  private func faults(csv text: String) -> [String] {
    do {
      _ = try ReviewFile(csv: Data(text.utf8))
      return []
    } catch { return error.faults.map { "\($0.line):\($0.column):\($0.reason):\($0.path)" } }
  }

  @Test("JSON and tables of every kind read back as they were written")
  func roundTrip() throws {
    let records = try sampleFile().records.map(\.record)
    #expect(try ReviewFile(json: try ReviewFile.json(records, about: "a \"b\"")).records.map(\.record) == records)
    for kind in RecordKind.allCases {
      let own = records.filter { $0.kind == kind }
      #expect(!own.isEmpty)
      let table = try ReviewFile.csv(records, of: kind)
      #expect(try ReviewFile(csv: table).records.map(\.record) == own, "\(kind)")
      #expect(try ReviewFile(table, isCSV: true).records.first?.line == 2)
    }
  }

  @Test("The sample says of itself what is in it")
  func sample() throws {
    let records = try sampleFile().records.map(\.record)
    let findings = records.filter { $0.kind == .finding }
    #expect(findings.count == 200)
    #expect(findings.count { $0.text.missing.isEmpty } == 185)
    #expect(findings.filter { !$0.text.missing.isEmpty }.allSatisfy { Array($0.text.texts.keys) == [.en] })
    #expect(records.allSatisfy { $0.faults.isEmpty })
    #expect(Set(findings.compactMap(\.article).map(\.article)).isSuperset(of: 44...50))
    #expect(records.compactMap(\.state).allSatisfy { $0.isFictional })
    let text = try String(contentsOf: root.appending(path: "Samples/reviews/fictional-reviews.json"), encoding: .utf8)
    #expect(text.contains("200 findings made of 36 texts") && text.contains("185 of the findings are there in all six languages"))
  }

  @Test("Everything that is wrong in a file is told with its line, and nothing of it is read")
  func wrongJSON() {
    #expect(faults(json: "[]") == ["1:wrong-type:"])
    #expect(faults(json: "{") == ["1:syntax:"])
    #expect(faults(json: "{}") == ["1:missing-member:schema"])
    #expect(faults(json: #"{"schema":"comity.review/2"}"#) == ["1:wrong-value:schema"])
    let head = faults(json: #"{"schema":"comity.review/1","findngs":[],"about":3}"#)
    #expect(Set(head) == ["1:wrong-type:about", "1:unknown-member:findngs"])
    #expect(faults(json: #"{"schema":"comity.review/1","needs":{}}"#) == ["1:wrong-type:needs"])
    let two = """
      {"schema":"comity.review/1","findings":[
      {"key":"a","state":"XA","cycle":"first","article":"46(9)","kind":"challenge","text":{"en":"x"},"source":"executiveSummary","colour":1},
      {"key":"B","state":"XA","cycle":"third","article":"46","kind":"challenge","text":{},"source":"executiveSummary"}]}
      """
    #expect(faults(json: two) == ["2:unknown-member:findings[0].colour", "3:wrong-value:findings[1].key"])
    #expect(
      faults(
        json:
          #"{"schema":"comity.review/1","reviews":[{"key":"a","state":"XA","cycle":"first","group":"AFR","stages":null,"documents":{}}]}"#
      ).count == 1)
  }

  @Test("Everything that is wrong in a table is told with its line and column")
  func wrongTable() {
    #expect(faults(csv: "") == ["1:1:csv-empty:"])
    #expect(faults(csv: "thing\nx\n") == ["1:1:wrong-value:thing"])
    #expect(faults(csv: "finding,state,state\n") == ["1:3:duplicate-member:state"])
    #expect(faults(csv: "finding,colour\n") == ["1:2:unknown-member:colour"])
    #expect(faults(csv: "finding,state\nx\n") == ["2:2:csv-field-count:"])
    let head = "finding,state,cycle,article,kind,text.en,source,themes,published\n"
    #expect(faults(csv: head + "a,XA,first,46(9),challenge,Words,executiveSummary,costs;languages,yes\n") == [])
    let wrong = faults(csv: head + "A,Arcadia,first,460,challenge,Words,executiveSummary,cost,maybe\n")
    for place in [
      "2:1:wrong-value:key", "2:2:wrong-value:state", "2:4:wrong-value:article", "2:8:wrong-value:themes", "2:9:wrong-value:published",
    ] {
      #expect(wrong.contains(place), "\(place) \(wrong)")
    }
    #expect(faults(csv: "finding,state\na,XA\n").contains { $0.hasPrefix("2:1:missing-member:") })
  }

  @Test("Files are put together, a later one over the earlier, unless they contradict each other")
  func merged() throws {
    let one = try finding("xa-1", [.en: "One."])
    let (two, three) = (try finding("xa-2", [.en: "Two."]), try finding("xa-1", [.en: "Three."]))
    #expect(try OfflineReviews.merged(ReviewFile([three, two]), over: ReviewFile([one])) == [three, two])
    let other = try finding("xa-1", [.en: "One."], state: "XB")
    #expect(throws: CannotTakeReviews.contradictory(count: 1)) {
      try OfflineReviews.merged(ReviewFile([other]), over: ReviewFile([one]))
    }
    let report = OfflineReviews.report(ReviewFile([one, other]), in: try Node.words().words(.en))
    #expect(report.counts == [.added: 1, .contradictory: 1])
    #expect(report.lines.last?.hasPrefix("2: contradictory: finding/xa-1") == true)
  }

  @Test("Two officers who change different fields both stay; the same field comes back with both texts")
  func merge() throws {
    func fields(_ texts: [Language: String], article: String = "46(9)") throws -> RecordFields {
      try RecordFields(try finding("xa-1", texts, article: article))
    }
    let seen = try fields([.en: "One.", .fr: "Un."])
    let mine = try fields([.en: "Two.", .fr: "Un."])
    let theirs = try fields([.en: "One.", .es: "Uno."], article: "46(10)")
    let merge = RecordMerge(seen: seen, mine: mine, theirs: theirs)
    #expect(merge.contested.isEmpty)
    let expected = try fields([.en: "Two.", .es: "Uno."], article: "46(10)")
    #expect(merge.merged == expected)
    let contested = RecordMerge(seen: seen, mine: mine, theirs: try fields([.en: "Three.", .fr: "Un."]))
    #expect(contested.contested.map(\.field) == ["text.en"])
    #expect(contested.contested.first?.details["theirs"] == "Three.")
    #expect(contested.merged.values["text.en"] == "Two.")
  }

  @Test("What is empty is not there, however a file says so")
  func tidied() throws {
    let file = try ReviewFile(
      json: Data(
        #"{"schema":"comity.review/1","needs":[{"key":"n","state":"XA","cycle":"first","category":"other","priority":"low","text":{"en":"x","fr":""},"provider":"","status":"open","published":false}],"findings":[{"key":"a","state":"XA","cycle":"first","article":"46","kind":"observation","text":{"en":"x"},"themes":[],"source":"executiveSummary"}],"reviews":[{"key":"r","state":"XA","cycle":"first","group":"AFR","reviewingStates":[],"stages":{},"documents":{"selfAssessment":{}}}]}"#
          .utf8))
    for record in file.records.map(\.record) {
      let again = try RecordFields(record).record()
      #expect(again == record)
      #expect(try !RecordEntry.json(record).contains("[]"))
      #expect(try !RecordEntry.json(record).contains("published"))
    }
  }

  @Test("What a form leaves out is told where it is missing, what it has wrong where it stands, all at once")
  func form() throws {
    do {
      _ = try RecordFields(.finding, ["key": "x", "state": "XA", "article": "99", "kind": "remark"]).record()
      Issue.record("read")
    } catch {
      let said = Set(error.fields.map { "\($0.field) \($0.code.rawValue)" })
      #expect(said.isSuperset(of: ["article reviews.bad-value", "kind reviews.bad-value"]), "\(said)")
      #expect(said.contains { $0.hasPrefix("cycle reviews.missing") }, "\(said)")
    }
  }
}
