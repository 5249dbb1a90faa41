// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension Topic {
  /// The words by which a text names a topic; beginnings of words where endings change.
  private var words: [Language: [String]] {
    switch self {
    case .mutualLegalAssistance:
      [
        .en: ["mutual legal assistance"], .fr: ["entraide judiciaire"], .es: ["asistencia judicial recíproca"],
        .ru: ["взаимная правовая помощь", "взаимной правовой помощи", "взаимную правовую помощь"], .zh: ["司法协助"],
        .ar: ["المساعدة القانونية المتبادلة"],
      ]
    case .civilAdministrative:
      [
        .en: ["civil and administrative"], .fr: ["civiles et administratives", "civile et administrative"],
        .es: ["civiles y administrativ", "civil y administrativ"], .ru: ["гражданск"], .zh: ["民事"], .ar: ["المدنية والإدارية"],
      ]
    case .assetRecovery:
      [
        .en: ["asset recovery"], .fr: ["recouvrement d"], .es: ["recuperación de activos"], .ru: ["возвращени"],
        .zh: ["资产追回"], .ar: ["استرداد الموجودات"],
      ]
    case .extradition:
      [.en: ["extradit"], .fr: ["extrad"], .es: ["extradi"], .ru: ["выдач"], .zh: ["引渡"], .ar: ["تسليم المجرمين"]]
    case .prevention:
      [
        .en: ["prevention", "preventive"], .fr: ["prévention"], .es: ["prevención"], .ru: ["предупрежден"], .zh: ["预防"],
        .ar: ["منع الفساد"],
      ]
    case .technicalAssistance:
      [
        .en: ["technical assistance", "capacity-building"], .fr: ["assistance technique"], .es: ["asistencia técnica"],
        .ru: ["техническ"], .zh: ["技术援助"], .ar: ["المساعدة التقنية"],
      ]
    case .countryReviews:
      [
        .en: ["country review"], .fr: ["examens de pays"], .es: ["exámenes de los países"], .ru: ["страновы"], .zh: ["国别审议"],
        .ar: ["الاستعراضات القطرية"],
      ]
    }
  }

  /// The topics that a text names, in any of its languages.
  public static func named(in text: LocalText) -> Set<Topic> {
    Set(allCases.filter { topic in topic.words.contains { language, words in text.names(words, in: language) } })
  }
}

extension Mandate {
  private static let panelWords: [Language: [String]] = [
    .en: ["panel"], .fr: ["table ronde", "réunion-débat", "groupe de discussion"], .es: ["mesa redonda", "panel"],
    .ru: ["дискуссионн", "тематическое обсуждение", "групповое обсуждение"], .zh: ["小组讨论", "专题讨论"], .ar: ["حلقة نقاش"],
  ]

  /// Whether the task is to hold a panel discussion.
  public var asksForPanel: Bool { createsTask && Self.panelWords.contains { language, words in task.names(words, in: language) } }
}

extension LocalText {
  fileprivate func names(_ words: [String], in language: Language) -> Bool {
    guard let text = self[language]?.lowercased() else { return false }
    return words.contains { text.contains($0) }
  }
}
