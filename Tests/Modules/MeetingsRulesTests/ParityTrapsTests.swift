// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules
import Testing

@Suite("Parity where languages count in ways of their own") struct ParityTrapsTests {
  /// The same in English, French, Spanish, Russian, Arabic and Chinese, with what misleads a reader of figures.
  static let sentences: [[String]] = [
    [
      "The first and second cycles cover chapters II and V of the Convention.",
      "Les premier et deuxième cycles portent sur les chapitres II et V de la Convention.",
      "Los ciclos primero y segundo abarcan los capítulos II y V de la Convención.",
      "Первый и второй циклы охватывают главы II и V Конвенции.",
      "تغطي الدورتان الأولى والثانية الفصلين الثاني والخامس من الاتفاقية.", "第一和第二周期涵盖《公约》第二章和第五章。",
    ],
    [
      "During the COVID-19 pandemic, nine sessions were held online within a 12-month period.",
      "Pendant la pandémie de COVID-19, neuf sessions ont été tenues en ligne sur une période de 12 mois.",
      "Durante la pandemia de COVID-19 se celebraron nueve períodos de sesiones en línea en un plazo de 12 meses.",
      "В период пандемии COVID-19 за 12 месяцев в онлайновом режиме было проведено девять сессий.",
      "وخلال جائحة كوفيد-19، عُقدت تسع دورات عبر الإنترنت في غضون 12 شهرا.", "在COVID-19大流行期间，12个月内在线举行了九届会议。",
    ],
    [
      "New rules protect nine persons; the family of each was heard.",
      "De nouvelles règles protègent neuf personnes ; la famille de chacune a été entendue.",
      "Nuevas normas protegen a nueve personas; se escuchó a la familia de cada una.",
      "Новые правила защищают девять человек; семьи каждого были заслушаны.",
      "وتحمي قواعد جديدة تسعة أشخاص؛ واستُمع إلى أسرة كل منهم.", "新规则保护九名人员；听取了每个人家属的意见。",
    ],
    [
      "Assets worth $2 billion, or 5.25 per cent of the total, were returned in 2017/18.",
      "Des avoirs d’une valeur de 2 milliards de dollars, soit 5,25 % du total, ont été restitués en 2017/18.",
      "En 2017/18 se devolvieron activos por valor de 2.000 millones de dólares, es decir, el 5,25 % del total.",
      "В 2017/18 году были возвращены активы на сумму 2 млрд долл. США, т. е. 5,25 процента от общего объема.",
      "وأُعيدت في 2017/18 موجودات قيمتها بليونا دولار، أي 5.25 في المائة من المجموع.".replacing("بليونا", with: "2 بليون"),
      "2017/18年返还了价值20亿美元的资产，占总额的5.25%。",
    ],
    [
      "The Group will meet on Monday, 14 May, and Friday, 18 May 2018, from 9.30 a.m. to noon.",
      "Le Groupe se réunira le lundi 14 mai et le vendredi 18 mai 2018, à partir de 9 h 30.",
      "El Grupo se reunirá el lunes 14 de mayo y el viernes 18 de mayo de 2018, a partir de las 9.30 horas.",
      "Группа проведет заседания в понедельник, 14 мая, и в пятницу, 18 мая 2018 года, начиная с 9 час. 30 мин.",
      "وسيجتمع الفريق يوم الاثنين 14 أيار/مايو ويوم الجمعة 18 أيار/مايو 2018، اعتبارا من الساعة 9/30.",
      "该组将于5月14日星期一和2018年5月18日星期五上午9时30分起举行会议。",
    ],
    [
      "Under agenda items 3 and 4, see articles 5 to 14 and article 31, paragraph 3 (a).",
      "Au titre des points 3 et 4 de l’ordre du jour, voir les articles 5 à 14 et l’alinéa a) du paragraphe 3 de l’article 31.",
      "En relación con los temas 3 y 4 del programa, véanse los artículos 5 a 14 y el artículo 31, párrafo 3, apartado a).",
      "По пунктам 3 и 4 повестки дня см. статьи 5–14 и подпункт a) пункта 3 статьи 31.",
      "في إطار البندين 3 و4 من جدول الأعمال، انظر المواد 5 إلى 14 والفقرة 3 (أ) من المادة 31.", "关于议程项目3和4，见第五条至第十四条和第三十一条第三款第(一)项。",
    ],
    [
      "Sixteen of the 186 States parties, 17 observers and twenty experts took part; both panels lasted three hours.",
      "Seize des 186 États parties, 17 observateurs et vingt experts ont participé ; les deux tables rondes ont duré trois heures.",
      "Participaron dieciséis de los 186 Estados partes, 17 observadores y veinte expertos; ambas mesas redondas duraron tres horas.",
      "Участвовали шестнадцать из 186 государств-участников, 17 наблюдателей и двадцать экспертов; оба обсуждения длились три часа.",
      "وشارك ست عشرة دولة من الدول الأطراف البالغ عددها 186 دولة و17 مراقبا وعشرون خبيرا؛ ودامت كلتا حلقتي النقاش ثلاث ساعات.",
      "186个缔约国中的十六个、17名观察员和二十名专家参加；两场小组讨论都持续了三小时。",
    ],
    [
      "In the light of the environment and of the rule of law, further progress may be made, in particular by ten ministries.",
      "Compte tenu de l’environnement et de l’état de droit, de nouveaux progrès peuvent être faits, en particulier par dix ministères.",
      "Habida cuenta del entorno y del estado de derecho, diez ministerios, en particular, pueden seguir avanzando.",
      "С учетом состояния окружающей среды и верховенства права десять министерств, в частности, могут добиться дальнейшего прогресса.",
      "في ضوء البيئة وسيادة القانون، يمكن إحراز مزيد من التقدم، ولا سيما من جانب عشر وزارات.", "考虑到环境和法治，特别是十个部委可以取得进一步进展，这十分重要。",
    ],
  ]

  @Test("They agree, whichever two are held against each other", arguments: sentences)
  func agree(texts: [String]) {
    for (one, left) in ParityAgenda.order.enumerated() {
      for (other, right) in ParityAgenda.order.enumerated() where other != one {
        let differences = CheckParity.differences(
          between: [LanguageVersion(left, [.init(texts[one])]), LanguageVersion(right, [.init(texts[other])])])
        for case .facts(let missing, let extra) in differences.map(\.kind) {
          Issue.record("\(left) \(right): -\(missing.map(\.text)) +\(extra.map(\.text))")
        }
        #expect(differences.isEmpty)
      }
    }
  }
}
