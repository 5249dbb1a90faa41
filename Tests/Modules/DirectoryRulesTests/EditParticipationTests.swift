// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import Kernel
import Testing

@Suite("Periods of participation") struct EditParticipationTests {
  func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

  func period(
    _ deposited: String, _ inForce: String, _ ended: String? = nil, _ instrument: Participation.Instrument = .ratification,
    state: String = "AT"
  ) throws -> Participation {
    Participation(
      state: try #require(StateCode(state)), instrument: instrument, depositedOn: try day(deposited), inForceOn: try day(inForce),
      endedOn: try ended.map { try day($0) })
  }

  @Test(
    "The Convention binds nobody sooner than article 68 allows, a successor State from its succession, and no period ends before it begins",
    arguments: [
      ("2010-01-01", "2010-01-31", nil, .ratification, []), ("2010-01-01", "2010-01-30", nil, .ratification, ["inForceOn"]),
      ("2004-01-01", "2005-12-13", nil, .accession, ["inForceOn"]), ("2006-10-23", "2006-06-03", nil, .succession, []),
      ("2006-10-23", "2005-12-13", nil, .succession, ["inForceOn"]), ("2010-01-01", "2010-01-31", "2010-01-01", .ratification, ["endedOn"]),
      ("2010-01-01", "2010-01-31", "2020-01-01", .ratification, []),
    ] as [(String, String, String?, Participation.Instrument, [String])])
  func alone(deposited: String, inForce: String, ended: String?, instrument: Participation.Instrument, fields: [String]) throws {
    #expect(try period(deposited, inForce, ended, instrument).faults.map(\.field) == fields)
  }

  @Test("A second period may follow one that has ended, never one that has not; other States do not matter")
  func overlaps() throws {
    let open = try period("2006-01-11", "2006-02-10")
    let ended = try period("2006-01-11", "2006-02-10", "2015-06-30")
    let second = try period("2018-03-01", "2018-03-31")
    let soon = try period("2015-06-29", "2015-07-29")
    let german = try period("2014-11-12", "2014-12-12", state: "DE")
    #expect(Participation.overlaps(in: [ended, second, german]).isEmpty)
    #expect(Participation.overlaps(in: [second, open]) == [0])
    #expect(Participation.overlaps(in: [ended, soon, second]) == [1, 2])
    #expect(Participation.overlaps(in: [open, open]) == [1])
  }

  @Test("A State whose participation ended is no party from that day, and is one again from its second period")
  func episodes() throws {
    let register = ParticipationRegister(
      states: [:], episodes: [try period("2006-01-11", "2006-02-10", "2015-06-30"), try period("2018-03-01", "2018-03-31")])
    func counts(_ text: String) throws -> [Int] {
      let status = register.status(on: try day(text))
      return [status.deposited, status.inForce]
    }
    #expect(try counts("2015-06-29") == [1, 1])
    #expect(try counts("2015-06-30") == [0, 0])
    #expect(try counts("2018-03-15") == [1, 0])
    #expect(try counts("2018-03-31") == [1, 1])
  }

  @Test("A table with the day of the end reads ended and second periods; without that column, or with an empty field, nothing has ended")
  func table() throws {
    let heading = "state,regional_group,instrument,deposited_on,in_force_on"
    let both = try BuiltInDirectory.participation(
      Data("\(heading),ended_on\nAT,WEOG,ratification,2006-01-11,2006-02-10,2015-06-30\nAT,WEOG,accession,2018-03-01,2018-03-31,\n".utf8))
    #expect(both.states.count == 1)
    #expect(both.participation.map(\.endedOn) == [try day("2015-06-30"), nil])
    let without = try BuiltInDirectory.participation(Data("\(heading)\nAT,WEOG,ratification,2006-01-11,2006-02-10\n".utf8))
    #expect(without.participation.map(\.endedOn) == [nil])
    for wrong in ["2015-02-30", "2006-01-10"] {
      #expect(throws: BuiltInDirectory.UnreadableData.self, "\(wrong)") {
        try BuiltInDirectory.participation(Data("\(heading),ended_on\nAT,WEOG,ratification,2006-01-11,2006-02-10,\(wrong)\n".utf8))
      }
    }
  }
}
