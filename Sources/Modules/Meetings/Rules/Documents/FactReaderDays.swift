// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel

/// Days, months, days of the week and times of day.
extension FactReader {
  // MARK: Days

  mutating func readDays() -> Bool {
    if language == .zh { return readChineseDays() }
    guard let list = dayList(at: index) else { return false }
    let (end, year) = year(at: list.next)
    for day in list.days {
      index = day.place
      note(.day(year: year, month: list.month, day: day.value), to: day.place + 1)
    }
    index = end
    return true
  }

  /// `6 and 7 November`, `du 6 au 8 novembre`, `6 و7 تشرين الثاني/نوفمبر`: days and then one month.
  func dayList(at start: Int) -> (days: [(place: Int, value: Int)], month: Int, next: Int)? {
    guard language != .zh else { return nil }
    var days: [(Int, Int)] = []
    var place = start
    while days.count < 8, let day = figure(at: place), (1...31).contains(day), token(at: place)?.isChinese == false {
      days.append((place, day))
      place += 1
      if isMark("-", at: place), key(at: place + 1).map({ words.links.contains($0) }) == true { place += 1 }
      // `8th`, `1er`, `8 de junio`.
      while let key = key(at: place), words.links.contains(key) || ["st", "nd", "rd", "th"].contains(key),
        !words.joints.contains(key) || key == "o"
      {
        place += 1
      }
      if let month = month(at: place) { return (days, month.number, month.next) }
      guard isJoint(at: place) else { return nil }
      place += 1
      if language == .ar || language == .ru || language == .en, isJoint(at: place) { place += 1 }
    }
    return nil
  }

  private func month(at place: Int) -> (number: Int, next: Int)? {
    guard let key = key(at: place) else { return nil }
    var found: (number: Int, next: Int)?
    if language == .ar, let second = self.key(at: place + 1), let name = ["كانون", "تشرين"].first(where: { key.hasSuffix($0) }) {
      let isFirst = second.hasPrefix("الاول")
      guard isFirst || second.hasPrefix("الثاني") else { return nil }
      found = (name == "تشرين" ? (isFirst ? 10 : 11) : (isFirst ? 12 : 1), place + 2)
    } else if let number = lookup(key, in: words.months) {
      found = (number, place + 1)
    }
    guard let found else { return nil }
    // Arabic names the month twice: `حزيران/يونيه`.
    if isMark("/", at: found.next), let again = self.key(at: found.next + 1), lookup(again, in: words.months) == found.number {
      return (found.number, found.next + 2)
    }
    return found
  }

  private func year(at place: Int) -> (next: Int, year: Int?) {
    var next = place
    while isMark(",،", at: next) || key(at: next).map({ words.links.contains($0) || ["عام", "سنه", "لعام", "من"].contains($0) }) == true {
      next += 1
    }
    guard let year = figure(at: next), (1800...2199).contains(year), token(at: next)?.text.utf8.count == 4 else { return (place, nil) }
    return (next + 1, year)
  }

  mutating func readMonth() -> Bool {
    guard language != .zh, let month = month(at: index) else { return false }
    let isDoubtful = key(at: index).map { words.doubtfulMonths.contains($0) } == true
    // `June 8, 2018`.
    if language == .en, let day = figure(at: month.next), (1...31).contains(day) {
      let (end, year) = year(at: month.next + 1)
      note(.day(year: year, month: month.number, day: day), to: end)
      return true
    }
    let (end, year) = year(at: month.next)
    note(.month(year: year, month: month.number), to: year == nil ? month.next : end, year == nil && isDoubtful ? .silent : .strong)
    return true
  }

  /// `2017年11月6日和7日`, `6月8日`, `2017年11月`.
  private mutating func readChineseDays() -> Bool {
    var (year, month, place) = (nil as Int?, nil as Int?, index)
    if let figure = figure(at: place), figure > 999, text(at: place + 1) == "年" { (year, place) = (figure, place + 2) }
    if let figure = figure(at: place), (1...12).contains(figure), text(at: place + 1) == "月" { (month, place) = (figure, place + 2) }
    guard var current = month else {
      guard let year else { return false }
      note(.figure(Decimal(year)), to: place)
      return true
    }
    var isFirst = true
    while let day = figure(at: place), (1...31).contains(day), text(at: place + 1) == "日" || text(at: place + 1) == "号" {
      if !isFirst { index = place }
      note(.day(year: year, month: current, day: day), to: place + 2)
      isFirst = false
      // The weekday in brackets belongs to the day before the joint.
      guard isJoint(at: index) else { return true }
      place = index + 1
      if let next = figure(at: place), text(at: place + 1) == "月", text(at: place + 3) == "日" { (current, place) = (next, place + 2) }
    }
    if isFirst { note(.month(year: year, month: current), to: place) }
    return true
  }

  // MARK: Days of the week

  mutating func readWeekday() -> Bool {
    if language == .zh {
      guard text(at: index) == "星", text(at: index + 1) == "期", let last = text(at: index + 2) else { return false }
      guard let day = ["一", "二", "三", "四", "五", "六", "日", "天"].firstIndex(of: last) else { return false }
      note(.weekday(min(day + 1, 7)), to: index + 3)
      return true
    }
    guard let key = key(at: index) else { return false }
    let sure = lookup(key, in: words.weekdays)
    guard let day = sure ?? words.doubtfulWeekdays[key] else { return false }
    note(.weekday(day), to: index + 1, sure == nil ? .silent : .strong)
    return true
  }

  // MARK: Times of day

  mutating func readTime() -> Bool {
    switch language {
    case .zh: readChineseTime()
    case .ar: readArabicTime()
    case .en: readEnglishTime()
    case .es, .fr, .ru: readHours()
    }
  }

  /// Minutes since midnight of `10`, `10.30`, `10:30`.
  private func clock(at place: Int) -> Int? {
    guard let token = token(at: place) else { return nil }
    if case .clock(let minutes) = token.kind { return minutes }
    if case .pair(let hour, let minute) = token.kind, language == .ar, hour < 25, minute < 60 { return hour * 60 + minute }
    let parts = token.text.split(separator: ".")
    if parts.count == 2, parts[1].utf8.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 25, minute < 60 {
      return hour * 60 + minute
    }
    guard let hour = token.whole, hour < 25 else { return nil }
    return hour * 60
  }

  private func afterNoon(_ minutes: Int, _ isAfternoon: Bool) -> Int { isAfternoon && minutes < 720 ? minutes + 720 : minutes }

  private mutating func readEnglishTime() -> Bool {
    guard let first = clock(at: index) else { return false }
    if let half = half(at: index + 1) {
      note(.time(afterNoon(first, half)), to: index + 2)
      return true
    }
    if isJoint(at: index + 1), let second = clock(at: index + 2), let half = half(at: index + 3) {
      note(.time(afterNoon(first, half && (first <= second || second >= 720))), to: index + 1)
      return true
    }
    guard case .clock = tokens[index].kind else { return false }
    note(.time(first), to: index + 1)
    return true
  }

  private func half(at place: Int) -> Bool? {
    if entry(at: place, in: words.afternoon) { return true }
    return entry(at: place, in: words.morning) ? false : nil
  }

  /// Hours as French, Spanish and Russian write them: `10 heures 30`, `de 10.00 a 13.00 horas`.
  private mutating func readHours() -> Bool {
    guard var minutes = clock(at: index) else { return false }
    var end = index + 1
    if key(at: end).map({ words.hours.contains($0) }) == true {
      end += isMark(".", at: end + 1) && language == .ru ? 2 : 1
      if let minute = figure(at: end), minute < 60, token(at: end)?.text.utf8.count == 2, minutes % 60 == 0 {
        minutes += minute
        end += 1
        if let key = key(at: end), ["мин", "м", "min"].contains(key) { end += isMark(".", at: end + 1) ? 2 : 1 }
      }
      if let half = half(at: end) { (minutes, end) = (afterNoon(minutes, half), end + 1) }
    } else if let half = half(at: end) {
      (minutes, end) = (afterNoon(minutes, half), end + 1)
    } else {
      let isRange = isJoint(at: end) && clock(at: end + 1) != nil && key(at: end + 2).map { words.hours.contains($0) } == true
      var isClock = false
      if case .clock = tokens[index].kind { isClock = true }
      guard isRange || isClock else { return false }
    }
    note(.time(minutes), to: end)
    return true
  }

  /// `الساعة 10/00`, `من الساعة 10/00 إلى الساعة 13/00`, `الساعة العاشرة صباحا`.
  private mutating func readArabicTime() -> Bool {
    let isNamed = entry(at: index, in: ["ساعه"]) && key(at: index)?.hasSuffix("الساعه") == true
    guard isNamed || (lastTime.end == index - 1 && isJoint(at: index - 1)) else { return false }
    let place = isNamed ? index + 1 : index
    var (found, end): (Int?, Int) = (clock(at: place), place + 1)
    if found == nil, let hour = quantity(at: place), hour.value <= 24 {
      (found, end) = (NSDecimalNumber(decimal: hour.value).intValue * 60, hour.next)
    }
    guard var minutes = found else { return false }
    if key(at: end) == "بعد", key(at: end + 1) == "الظهر" {
      (minutes, end) = (afterNoon(minutes, true), end + 2)
    } else if let half = half(at: end) {
      (minutes, end) = (afterNoon(minutes, half), end + 1)
    }
    note(.time(minutes), to: end)
    lastTime = (end, minutes >= 720)
    return true
  }

  /// `上午10时至下午1时`, `10点30分`.
  private mutating func readChineseTime() -> Bool {
    guard let hour = figure(at: index), hour < 25, ["时", "点"].contains(text(at: index + 1)), text(at: index + 2) != "间" else {
      return false
    }
    let before = (text(at: index - 2) ?? "") + (text(at: index - 1) ?? "")
    let isAfternoon = ["下午", "晚上"].contains(before) || (lastTime.end == index - 1 && isJoint(at: index - 1) && lastTime.isAfternoon)
    var (minutes, end) = (hour * 60, index + 2)
    if let minute = figure(at: end), minute < 60, text(at: end + 1) == "分" { (minutes, end) = (minutes + minute, end + 2) }
    minutes = afterNoon(minutes, isAfternoon)
    note(.time(minutes), to: end)
    lastTime = (end, isAfternoon)
    return true
  }
}
