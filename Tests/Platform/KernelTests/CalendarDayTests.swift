// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Testing

@Suite("Days of the calendar") struct CalendarDayTests {
  @Test("Every day from 1900 to 2100 agrees with Foundation's calendar and reads back as written")
  func agrees() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let start = try #require(CalendarDay(year: 1900, month: 1, day: 1))
    let end = try #require(CalendarDay(year: 2100, month: 12, day: 31))
    for offset in 0...start.days(to: end).count {
      let day = start.adding(Days(offset))
      let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(day.ordinal) * 86_400))
      guard day.parts.year == parts.year, day.parts.month == parts.month, day.parts.day == parts.day,
        day.weekday == (try #require(parts.weekday) + 5) % 7 + 1, CalendarDay(day.description) == day
      else {
        Issue.record("\(day)")
        return
      }
    }
  }

  @Test(
    "What is no day is refused",
    arguments: ["2026-02-29", "2026-13-01", "2026-1-01", "26-01-01", "2026-01-32", "2026/01/01", "", "0000-01-01"])
  func refused(text: String) { #expect(CalendarDay(text) == nil) }

  @Test("The day of an instant depends on the time zone")
  func zones() throws {
    let instant = Date(timeIntervalSince1970: 1_795_478_400 - 1)
    let tokyo = try #require(TimeZone(identifier: "Asia/Tokyo"))
    #expect(CalendarDay(instant, in: tokyo) == CalendarDay(instant, in: .gmt).adding(1))
  }

  @Test("Ten working days skip rest days and holidays")
  func workingDays() throws {
    let monday = try #require(CalendarDay("2026-11-23"))
    let holiday = try #require(CalendarDay("2026-11-26"))
    #expect(WorkingCalendar().day(10, after: monday) == CalendarDay("2026-12-07"))
    #expect(WorkingCalendar(holidays: [holiday]).day(10, after: monday) == CalendarDay("2026-12-08"))
    #expect(WorkingCalendar(restDays: [5, 6]).day(1, after: try #require(CalendarDay("2026-11-26"))) == CalendarDay("2026-11-29"))
  }

  @Test(
    "User-assigned codes are fictional, others are not",
    arguments: [("XA", true), ("QM", true), ("QL", false), ("AA", true), ("AT", false), ("EU", false)])
  func fictional(code: String, isFictional: Bool) throws { #expect(try #require(StateCode(code)).isFictional == isFictional) }
}
