// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

extension Words {
  /// A day as United Nations documents of this language write it: "8 June 2018".
  ///
  /// Arabic has both names of the month, "8 حزيران/يونيه 2018"; French writes "1er" for the first of a month.
  public func date(_ day: CalendarDay) -> String {
    let (year, monthNumber, dayOfMonth) = day.parts
    let name = month(monthNumber)
    let text =
      switch language {
      case .en, .ar: "\(dayOfMonth) \(name) \(year)"
      case .fr: "\(dayOfMonth == 1 ? "1er" : String(dayOfMonth)) \(name) \(year)"
      case .ru: "\(dayOfMonth) \(name) \(year) года"
      case .es: "\(dayOfMonth) de \(name) de \(year)"
      case .zh: "\(year)年\(name)\(dayOfMonth)日"
      }
    return digits.written(text)
  }

  /// The name of a month, 1 to 12, in the form it has inside a date; empty for any other number.
  public func month(_ number: Int) -> String {
    guard (1...12).contains(number) else { return "" }
    return language == .zh ? "\(number)月" : Self.months[language]?[number - 1] ?? ""
  }

  /// The time of day that a clock in the zone shows at an instant, to the minute.
  ///
  /// English writes "3.30 p.m.", "noon" and "midnight"; the other languages count 24 hours.
  public func time(_ instant: Date, in zone: TimeZone) -> String {
    let (hour, minute) = Self.minuteOfDay(instant, in: zone).quotientAndRemainder(dividingBy: 60)
    let padded = minute < 10 ? "0\(minute)" : String(minute)
    let text =
      switch language {
      case .en: Self.englishTime(hour: hour, minute: minute, padded: padded)
      case .fr: minute == 0 ? "\(hour)\u{A0}h" : "\(hour)\u{A0}h\u{A0}\(padded)"
      case .es: "\(hour).\(padded)\u{A0}horas"
      case .ru: "\(hour)\u{A0}ч\u{A0}\(padded)\u{A0}мин"
      case .zh: minute == 0 ? "\(hour)时" : "\(hour)时\(padded)分"
      case .ar: "الساعة \(hour):\(padded)"
      }
    return digits.written(text)
  }

  /// The day and the time that an instant has in a zone, with the zone's distance from UTC.
  public func dateTime(_ instant: Date, in zone: TimeZone) -> String {
    let day = date(CalendarDay(instant, in: zone))
    let time = time(instant, in: zone)
    let offset = Self.offset(of: zone, at: instant)
    return switch language {
    case .zh: "\(day)\(time)（\(offset)）"
    case .ar: "\(day)، \(time) (\u{2068}\(offset)\u{2069})"
    case .en, .fr, .ru, .es: "\(day), \(time) (\(offset))"
    }
  }

  private static func englishTime(hour: Int, minute: Int, padded: String) -> String {
    if minute == 0, hour == 0 { return "midnight" }
    if minute == 0, hour == 12 { return "noon" }
    let shown = hour % 12 == 0 ? 12 : hour % 12
    let half = hour < 12 ? "a.m." : "p.m."
    return minute == 0 ? "\(shown)\u{A0}\(half)" : "\(shown).\(padded)\u{A0}\(half)"
  }

  /// "UTC", "UTC+2", "UTC+5:30": the same in every language, like any identifier.
  private static func offset(of zone: TimeZone, at instant: Date) -> String {
    let minutes = zone.secondsFromGMT(for: instant) / 60
    guard minutes != 0 else { return "UTC" }
    let (hours, rest) = minutes.magnitude.quotientAndRemainder(dividingBy: 60)
    let sign = minutes < 0 ? "\u{2212}" : "+"
    guard rest > 0 else { return "UTC\(sign)\(hours)" }
    return "UTC\(sign)\(hours):\(rest < 10 ? "0" : "")\(rest)"
  }

  private static let months: [Language: [String]] = [
    .ar: [
      "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيه",
      "تموز/يوليه", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر",
    ],
    .en: [
      "January", "February", "March", "April", "May", "June",
      "July", "August", "September", "October", "November", "December",
    ],
    .fr: [
      "janvier", "février", "mars", "avril", "mai", "juin",
      "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ],
    .ru: [
      "января", "февраля", "марта", "апреля", "мая", "июня",
      "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ],
    .es: [
      "enero", "febrero", "marzo", "abril", "mayo", "junio",
      "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ],
  ]
}

extension Words {
  /// A day with its name, as the organization of work of a meeting heads it: "Friday, 8 June 2018".
  public func weekdayDate(_ day: CalendarDay) -> String {
    guard let name = Self.weekdays[language]?[day.weekday - 1] else { return date(day) }
    return switch language {
    case .en, .ru: "\(name), \(date(day))"
    case .fr, .es: "\(name) \(date(day))"
    case .ar: "\(name)، \(date(day))"
    case .zh: "\(date(day))，\(name)"
    }
  }

  /// The time of day as the organization of work of a meeting has it: Chinese names the half of the day, as English does.
  /// - Parameter earlier: the beginning of the session, for its end: the half of the day is not said twice.
  public func sessionTime(_ instant: Date, in zone: TimeZone, after earlier: Date? = nil) -> String {
    guard language == .zh else { return time(instant, in: zone) }
    let (hour, minute) = Self.minuteOfDay(instant, in: zone).quotientAndRemainder(dividingBy: 60)
    let isSaid = earlier.map { (Self.minuteOfDay($0, in: zone) < 720) == (hour < 12) } ?? false
    let half = isSaid ? "" : hour < 12 ? "上午" : "下午"
    let shown = hour % 12 == 0 ? 12 : hour % 12
    return digits.written("\(half)\(shown)时\(minute == 0 ? "" : "\(minute < 10 ? "0" : "")\(minute)分")")
  }

  private static func minuteOfDay(_ instant: Date, in zone: TimeZone) -> Int {
    let seconds = Int(instant.timeIntervalSince1970.rounded(.down)) + zone.secondsFromGMT(for: instant)
    return ((seconds % 86_400) + 86_400) % 86_400 / 60
  }

  /// The name of a day of the week, 1 for Monday to 7 for Sunday.
  public func weekday(_ number: Int) -> String {
    guard (1...7).contains(number), let name = Self.weekdays[language]?[number - 1] else { return "\(number)" }
    return name
  }

  private static let weekdays: [Language: [String]] = [
    .ar: ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
    .en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    .es: ["Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo"],
    .fr: ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"],
    .ru: ["Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье"],
    .zh: ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"],
  ]
}
