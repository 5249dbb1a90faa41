// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Testing

@Suite("Short names and numbers") struct MarkTests {
  @Test("Short names are ordered as people count") func order() {
    let marks = ["m10", "m2", "m02", "a"].compactMap { Mark($0) }
    #expect(marks.sorted().map(\.text) == ["a", "m02", "m2", "m10"])
  }

  @Test("After m01 to m12 comes m13, and the first is 01") func next() {
    #expect(Mark.next(after: ["m01", "m12", "p3"].compactMap { Mark($0) }, prefix: "m").text == "m13")
    #expect(Mark.next(after: [], prefix: "d").text == "d01")
  }

  @Test("Anything but small letters, digits and hyphens is no short name", arguments: ["", "M1", "a b", "-a", "é", "a/b"])
  func refused(_ text: String) { #expect(Mark(text) == nil) }

  @Test("An item is a number, or a number with a letter") func items() {
    #expect(ItemNumber("3(a)")?.description == "3(a)")
    #expect(["0", "3(aa)", "3a", "x", "", "3()"].allSatisfy { ItemNumber($0) == nil })
    #expect(["3(b)", "10", "3"].compactMap { ItemNumber($0) }.sorted().map(\.description) == ["3", "3(b)", "10"])
  }

  @Test("Ten in the morning in Vienna is eight o’clock UTC in June and nine in January") func clock() throws {
    let zone = try #require(TimeZone(identifier: "Europe/Vienna"))
    let ten = try #require(TimeOfDay("10:00"))
    let june = try #require(CalendarDay("2018-06-08"))
    let january = try #require(CalendarDay("2018-01-08"))
    #expect(ten.instant(on: june, in: zone) == Date(timeIntervalSince1970: 1_528_444_800))
    #expect(ten.instant(on: january, in: zone) == Date(timeIntervalSince1970: 1_515_402_000))
  }
}
