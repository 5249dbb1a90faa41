// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Testing

@Suite("Parity of language versions") struct ParityTests {
  private typealias Kind = ParityDifference.Kind

  /// What is told of a change of one version against the unchanged others.
  private func told(_ language: Language, _ change: (inout [LanguageVersion.Paragraph]) -> Void) -> [ParityDifference] {
    var version = ParityAgenda.version(language)
    change(&version.paragraphs)
    return CheckParity.differences(between: [ParityAgenda.version(language == .en ? .fr : .en), version])
  }

  private func replaced(_ old: String, _ new: String, in language: Language) -> [ParityDifference] {
    var found = false
    let differences = told(language) { paragraphs in
      for index in paragraphs.indices where !found && paragraphs[index].text.contains(old) {
        paragraphs[index].text = paragraphs[index].text.replacing(old, with: new)
        found = true
      }
    }
    #expect(found, "\(old)")
    return differences
  }

  private func say(_ differences: [ParityDifference]) -> String {
    differences.map { difference in
      let place = "\(difference.language) \(difference.referencePlace ?? -1)/\(difference.place ?? -1)"
      guard case .facts(let missing, let extra) = difference.kind else { return "\(place) \(difference.kind)" }
      return "\(place) -\(missing.map(\.text)) +\(extra.map(\.text))"
    }.joined(separator: "\n")
  }

  @Test("Versions of one agenda in six languages agree, whichever two are held against each other")
  func noFalseAlarm() {
    #expect(ParityAgenda.version(.en).paragraphs.count >= 30)
    for one in Language.allCases {
      for other in Language.allCases where other != one {
        let differences = CheckParity.differences(between: [ParityAgenda.version(one), ParityAgenda.version(other)])
        #expect(differences.isEmpty, "\(say(differences))")
      }
    }
    #expect(CheckParity.differences(between: ParityAgenda.all).isEmpty)
  }

  @Test(
    "A planted error is told once, where it is",
    arguments: [
      // Figures, in digits and in words.
      (Language.en, "1,250", "1,205"), (.fr, "1 250", "1 520"), (.es, "1.250", "1.251"), (.ru, "1 250", "1 350"), (.ar, "1 250", "1 260"),
      (.zh, "1,250", "2,250"), (.en, "three plenary", "four plenary"), (.fr, "trois séances", "cinq séances"),
      (.es, "tres sesiones", "cuatro sesiones"),
      (.ru, "три пленарных", "пять пленарных"), (.ar, "ثلاث جلسات", "خمس جلسات"), (.zh, "三场", "四场"), (.en, "Fifteen", "Sixteen"),
      (.fr, "Quinze", "Treize"), (.es, "quince", "doce"), (.ru, "пятнадцать", "девятнадцать"), (.ar, "خمس عشرة", "ست عشرة"),
      (.zh, "十五个", "十六个"),
      (.zh, "百分之二十", "百分之三十"), (.zh, "350万", "360万"), (.ru, "3,5 млн", "3,6 млн"), (.en, "eighth meeting", "ninth meeting"),
      (.ar, "الثامن", "التاسع"), (.ru, "Восьмое", "Девятое"), (.zh, "第八次", "第九次"), (.es, "octava", "novena"), (.fr, "huitième", "neuvième"),
      // Days, weekdays and hours.
      (.en, "27 and 28 February", "27 and 29 February"), (.fr, "27 et 28 février", "26 et 28 février"),
      (.es, "27 y 28 de febrero", "27 y 28 de enero"),
      (.ru, "27 и 28 февраля 2019", "27 и 28 февраля 2018"), (.ar, "شباط/فبراير", "كانون الثاني/يناير"), (.zh, "2月27日和28日", "2月27日和26日"),
      (.en, "Wednesday", "Thursday"), (.fr, "mercredi", "jeudi"), (.es, "miércoles", "jueves"), (.ar, "الأربعاء", "الخميس"),
      (.zh, "星期三", "星期四"),
      (.ru, "вторник, 4 июня 2019 года, в 10", "четверг, 4 июня 2019 года, в 10"), (.en, "from 3 to 6 p.m.", "from 3 to 5 p.m."),
      (.fr, "15 à 18 heures", "15 à 17 heures"), (.es, "15.00 a 18.00", "15.00 a 18.30"), (.ru, "до 18 час. 00", "до 18 час. 30"),
      (.ar, "الساعة 18/00", "الساعة 17/00"), (.zh, "下午3时至6时", "下午3时至5时"), (.zh, "2017年11月至", "2017年12月至"),
      // Symbols, resolutions, articles.
      (.en, "EG.1/2018/4", "EG.1/2018/5"), (.fr, "EG.1/2018/4", "EG.1/2017/4"), (.es, "EG.1/2018/4", "EG.1/2018/L.4"),
      (.ru, "EG.1/2018/4", "EG.1/2018/4/Add.1"), (.ar, "EG.1/2018/4", "WG.1/2018/4"), (.zh, "EG.1/2018/4", "EG.1/2018/3"),
      (.en, "8/2", "8/3"),
      (.fr, "8/2", "7/2"), (.es, "8/2", "8/1"), (.ru, "8/2", "8/12"), (.ar, "8/2", "8/4"), (.zh, "8/2", "6/2"),
      (.en, "article 46, paragraph 3", "article 46, paragraph 4"), (.fr, "l’article 46 de", "l’article 47 de"),
      (.es, "artículo 46, párrafo 3", "artículo 48, párrafo 3"), (.ru, "пункту 3 статьи 46", "пункту 2 статьи 46"),
      (.ar, "الفقرة 3 من المادة 46", "الفقرة 3 من المادة 45"), (.zh, "第四十六条第三款", "第四十六条第五款"), (.zh, "第四十八条", "第四十七条"),
      (.es, "46 13) y 14)", "46 13) y 15)"), (.en, "46(13) and (14)", "46(13) and (16)"),
    ])
  func planted(language: Language, old: String, new: String) throws {
    let differences = replaced(old, new, in: language)
    #expect(differences.count == 1, "\(say(differences))")
    guard case .facts(let missing, let extra) = try #require(differences.first).kind else {
      return #expect(Bool(false), "\(say(differences))")
    }
    #expect(!missing.isEmpty || !extra.isEmpty)
    #expect(missing.count <= 2 && extra.count <= 2, "\(say(differences))")
  }

  @Test("A paragraph that is missing or one too many is told once, in each language", arguments: Language.allCases)
  func paragraphs(language: Language) {
    let count = ParityAgenda.version(language).paragraphs.count
    // The masthead and the number of the page are no paragraphs.
    for place in 1..<(count - 1) {
      let differences = told(language) { $0.remove(at: place) }
      // English is what the others are held against, so there the other version has one too many.
      #expect(differences.map(\.kind) == [language == .en ? .paragraphExtra : .paragraphMissing], "\(place): \(say(differences))")
      #expect((language == .en ? differences.first?.place : differences.first?.referencePlace) == place)
    }
    let extra = told(language) { $0.insert(LanguageVersion.Paragraph("CAC/COSP/2019/CRP.7"), at: 12) }
    #expect(extra.map(\.kind) == [language == .en ? .paragraphMissing : .paragraphExtra], "\(say(extra))")
    #expect((language == .en ? extra.first?.referencePlace : extra.first?.place) == 12)
  }

  @Test("A number that is left out, differs or stands elsewhere is told as that", arguments: Language.allCases)
  func numbers(language: Language) throws {
    let place = try #require(ParityAgenda.version(language).paragraphs.firstIndex { $0.text.hasPrefix("4. ") || $0.text.hasPrefix("٤-") })
    let title = try #require(ParityAgenda.version(language).paragraphs[place].text.split(separator: " ").last.map(String.init))
    #expect(told(language) { $0[place].text = title }.map(\.kind) == [language == .en ? .numberExtra : .numberMissing])
    #expect(told(language) { $0[place].text = "6. " + title }.map(\.kind) == [.numberDiffers])
    #expect(
      told(language) { $0[place + 1].text = "6. " + $0[place + 1].text }.map(\.kind) == [language == .en ? .numberMissing : .numberExtra])
    let moved = told(language) { $0.swapAt(4, 6) }
    #expect(moved.contains { $0.kind == .outOfOrder }, "\(say(moved))")
  }

  @Test("A number that the source keeps apart from the text counts as printed")
  func apart() {
    let english = LanguageVersion(.en, [.init("Opening", number: "1."), .init("Agenda", number: "2.")])
    let french = LanguageVersion(.fr, [.init("1. Ouverture"), .init("Ordre du jour", number: "3.")])
    let differences = CheckParity.differences(between: [french, english])
    #expect(differences.map(\.kind) == [.numberDiffers])
    #expect(differences.first?.number == "2." && differences.first?.language == .fr && differences.first?.reference == .en)
  }

  @Test("Second and third are told when the other version has another ordinal, and not when it has none")
  func doubtful() {
    func told(_ english: String, _ chinese: String) -> Int {
      CheckParity.differences(between: [LanguageVersion(.en, [.init(english)]), LanguageVersion(.zh, [.init(chinese)])]).count
    }
    #expect(told("the second session", "第二次会议") == 0)
    #expect(told("the second session", "第三次会议") == 1)
    #expect(told("second, a third party", "其次，一方") == 0)
    #expect(told("one of them; first of all", "其中一些；进一步统一") == 0)
  }

  @Test("Long versions are held against each other in good time, and what is missing in the middle is found: 800 paragraphs")
  func speed() {
    var long = [Language.en, .zh].map { language in
      let paragraphs = ParityAgenda.version(language).paragraphs
      return LanguageVersion(language, (0..<800).map { paragraphs[$0 % paragraphs.count] })
    }
    long[1].paragraphs.remove(at: 415)
    let clock = ContinuousClock()
    let taken = clock.measure {
      #expect(CheckParity.differences(between: long).map(\.kind) == [.paragraphMissing])
    }
    #expect(taken < .seconds(30))
  }

  @Test("A hostile paragraph, of figures or of one endless symbol, ends in good time")
  func hostile() {
    let figures = (0..<30_000).map { "\($0)" }.joined(separator: "; ")
    let symbol = "CAC/COSP/" + String(repeating: "1/.", count: 100_000)
    let clock = ContinuousClock()
    let taken = clock.measure {
      let one = LanguageVersion(.en, [.init(figures), .init(symbol)])
      let other = LanguageVersion(.fr, [.init(figures), .init(symbol)])
      _ = CheckParity.differences(between: [one, other])
    }
    #expect(taken < .seconds(30))
  }
}
