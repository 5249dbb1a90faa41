// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import Testing

@Suite("Authorities as a table") struct AuthoritiesCSVTests {
  let authorities: [CompetentAuthority]
  let text: String

  init() throws {
    authorities = try BuiltInDirectory.fictional().authorities
    text = try AuthoritiesCSV.text(authorities)
  }

  @Test("What is written reads back without loss, requirements and translations included")
  func roundTrip() throws {
    #expect(authorities.count == 18)
    #expect(try AuthoritiesCSV.read(Data(text.utf8)) == authorities)
  }

  @Test("A directory file reads back without loss")
  func jsonRoundTrip() throws {
    let file = try BuiltInDirectory.fictional()
    #expect(try DirectoryFile.read(try JSONEncoder().encode(file)) == file)
  }

  @Test(
    "A wrong row is refused by line, column and reason, and nothing is taken over",
    arguments: [
      (",XB,,mutualLegalAssistance,", ",XB,,mutual,", "kind", "wrong-value"),
      (",XB,,mutualLegalAssistance,", ",Borealia,,mutualLegalAssistance,", "state", "wrong-value"),
      ("2026-09-15", "2026-02-30", "lastVerified", "wrong-value"),
      ("\"\"languages\"\"", "\"\"language\"\"", "requirements", "unknown-member"),
      ("contactAtAnyHour telephone", "contactAtAnyHour password", "restrictedFields", "wrong-value"),
    ])
  func wrongRow(old: String, new: String, heading: String, reason: String) throws {
    let range = try #require(text.range(of: old))
    let changed = text.replacingCharacters(in: range, with: new)
    let refused = #expect(throws: AuthoritiesCSV.Refused.self) { _ = try AuthoritiesCSV.read(Data(changed.utf8)) }
    let problem = try #require(refused?.problems.first)
    #expect(problem.heading == heading)
    #expect(problem.reason == reason)
    #expect(problem.line > 1)
    #expect(AuthoritiesCSV.headings[problem.column - 1] == heading)
  }

  @Test("Every wrong row is told, not the first alone")
  func allRows() throws {
    let changed = text.replacing(",prevention,", with: ",preventing,")
    let refused = #expect(throws: AuthoritiesCSV.Refused.self) { _ = try AuthoritiesCSV.read(Data(changed.utf8)) }
    #expect(refused?.problems.count == 2)
  }

  @Test("An authority that stands twice and a heading that is not known are refused")
  func duplicatesAndHeadings() throws {
    let lines = text.components(separatedBy: "\r\n")
    let twice = (lines.prefix(2) + [lines[1]]).joined(separator: "\r\n")
    #expect(throws: AuthoritiesCSV.Refused.self) { _ = try AuthoritiesCSV.read(Data(twice.utf8)) }
    let heading = text.replacing("originalName", with: "original")
    let refused = #expect(throws: AuthoritiesCSV.Refused.self) { _ = try AuthoritiesCSV.read(Data(heading.utf8)) }
    #expect(refused?.problems.first?.reason == "wrong-heading")
    #expect(refused?.problems.first?.column == 5)
  }
}
