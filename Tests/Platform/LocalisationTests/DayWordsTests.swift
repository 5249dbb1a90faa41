// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import Testing

@Suite("Days and times")
struct DayWordsTests {
  @Test(
    "A day is written as the documents of the language write it",
    arguments: [
      (Language.en, "8 June 2018", "1 December 2021"),
      (.fr, "8 juin 2018", "1er décembre 2021"),
      (.ru, "8 июня 2018 года", "1 декабря 2021 года"),
      (.es, "8 de junio de 2018", "1 de diciembre de 2021"),
      (.zh, "2018年6月8日", "2021年12月1日"),
      (.ar, "8 حزيران/يونيه 2018", "1 كانون الأول/ديسمبر 2021"),
    ])
  func day(language: Language, june: String, december: String) throws {
    let words = try words(language)
    #expect(words.date(try #require(CalendarDay("2018-06-08"))) == june)
    #expect(words.date(try #require(CalendarDay("2021-12-01"))) == december)
  }

  @Test("The organization of work names the weekday and, in Chinese, the half of the day once")
  func session() throws {
    let day = try #require(CalendarDay("2018-06-08"))
    #expect(try words(.zh).weekdayDate(day) == "2018年6月8日，星期五")
    #expect(try words(.en).weekdayDate(day) == "Friday, 8 June 2018")
    #expect(try words(.fr).weekdayDate(day) == "Vendredi 8 juin 2018")
    let noon = Date(timeIntervalSince1970: 1_528_459_200)
    let (ten, one, six) = (noon - 7200, noon + 3600, noon + 21_600)
    let zh = try words(.zh)
    #expect(zh.sessionTime(ten, in: .gmt) == "上午10时" && zh.sessionTime(one, in: .gmt, after: ten) == "下午1时")
    #expect(zh.sessionTime(six, in: .gmt, after: one) == "6时" && zh.sessionTime(noon + 60, in: .gmt) == "下午12时01分")
    #expect(try words(.en).sessionTime(six, in: .gmt, after: one) == "6\u{A0}p.m.")
  }

  @Test("Arabic digits are written when the setting asks for them, and in Arabic only")
  func arabicDigits() throws {
    let settings = Catalogue.Settings(arabicDigits: .arabic)
    let day = try #require(CalendarDay("2018-06-08"))
    #expect(try words(.ar, settings: settings).date(day) == "٨ حزيران/يونيه ٢٠١٨")
    #expect(try words(.ar, settings: settings).number(1_234_567) == "١٬٢٣٤٬٥٦٧")
    #expect(try words(.ar, settings: settings).number(2.5, decimals: 1) == "٢٫٥")
    #expect(try words(.fr, settings: settings).date(day) == "8 juin 2018")
  }

  @Test(
    "An instant is written with the clock and the distance from UTC of the zone",
    arguments: [
      (Language.en, "8 June 2018, 3.30\u{A0}p.m. (UTC+2)"),
      (.fr, "8 juin 2018, 15\u{A0}h\u{A0}30 (UTC+2)"),
      (.ru, "8 июня 2018 года, 15\u{A0}ч\u{A0}30\u{A0}мин (UTC+2)"),
      (.es, "8 de junio de 2018, 15.30\u{A0}horas (UTC+2)"),
      (.zh, "2018年6月8日15时30分（UTC+2）"),
      (.ar, "8 حزيران/يونيه 2018، الساعة 15:30 (UTC+2)"),
    ])
  func instant(language: Language, expected: String) throws {
    let zone = try #require(TimeZone(identifier: "Europe/Vienna"))
    let instant = Date(timeIntervalSince1970: 1_528_464_600)
    #expect(withoutIsolates(try words(language).dateTime(instant, in: zone)) == expected)
  }

  @Test(
    "English tells the hours as the editorial manual does",
    arguments: [
      (0, "midnight"), (60 * 5, "12.05\u{A0}a.m."), (10 * 3600, "10\u{A0}a.m."), (12 * 3600, "noon"),
      (12 * 3600 + 60, "12.01\u{A0}p.m."), (23 * 3600 + 59 * 60 + 59, "11.59\u{A0}p.m."), (-1, "11.59\u{A0}p.m."),
    ])
  func englishHours(seconds: Int, expected: String) throws {
    let zone = try #require(TimeZone(identifier: "UTC"))
    #expect(try words(.en).time(Date(timeIntervalSince1970: TimeInterval(seconds)), in: zone) == expected)
  }

  @Test("Zones west of Greenwich and with half hours are told apart")
  func zones() throws {
    let words = try words(.en)
    let instant = Date(timeIntervalSince1970: 1_528_464_600)
    let kolkata = try #require(TimeZone(identifier: "Asia/Kolkata"))
    let newYork = try #require(TimeZone(identifier: "America/New_York"))
    let utc = try #require(TimeZone(identifier: "UTC"))
    #expect(words.dateTime(instant, in: kolkata) == "8 June 2018, 7\u{A0}p.m. (UTC+5:30)")
    #expect(words.dateTime(instant, in: newYork) == "8 June 2018, 9.30\u{A0}a.m. (UTC\u{2212}4)")
    #expect(words.dateTime(instant, in: utc) == "8 June 2018, 1.30\u{A0}p.m. (UTC)")
  }
}
