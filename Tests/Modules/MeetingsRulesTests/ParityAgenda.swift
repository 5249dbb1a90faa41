// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules

/// The annotated agenda of a meeting that never was, in six languages that say the same.
enum ParityAgenda {
  /// One paragraph: heading or not, then its text in English, French, Spanish, Russian, Arabic and Chinese.
  private typealias Row = (Bool, String, String, String, String, String, String)

  static let order: [Language] = [.en, .fr, .es, .ru, .ar, .zh]

  static func version(_ language: Language) -> LanguageVersion {
    LanguageVersion(
      language,
      rows.map { row in
        let texts = [row.1, row.2, row.3, row.4, row.5, row.6]
        return LanguageVersion.Paragraph(texts[order.firstIndex(of: language) ?? 0], isHeading: row.0)
      })
  }

  static var all: [LanguageVersion] { order.map(version) }

  private static let rows: [Row] = opening + substance + statistics + closing

  private static let opening: [Row] = [
    (
      false, "V.19-04321 (E) 100519 130519 *1904321*", "V.19-04322 (F) 170519 200519 *1904321*", "V.19-04323 (S) 160519 170519 *1904321*",
      "V.19-04324 (R) 150519 160519 *1904321*", "V.19-04325 (A) 140519 150519 *1904321*", "V.19-04326 (C) 180519 190519 *1904321*"
    ),
    (false, "Distr.: General", "Distr. générale", "Distr. general", "Distr.: General", "Distr.: General", "Distr.: General"),
    (
      false, "Vienna, 4 and 5 June 2019", "Vienne, 4 et 5 juin 2019", "Viena, 4 y 5 de junio de 2019", "Вена, 4 и 5 июня 2019 года",
      "فيينا، 4 و5 حزيران/يونيه 2019", "2019年6月4日和5日，维也纳"
    ),
    (
      true, "I. Provisional agenda", "I. Ordre du jour provisoire", "I. Programa provisional", "I. Предварительная повестка дня",
      "أولا- جدول الأعمال المؤقت", "一、临时议程"
    ),
    (
      true, "1. Opening of the meeting", "1. Ouverture de la réunion", "1. Apertura de la reunión", "1. Открытие совещания",
      "١- افتتاح الاجتماع", "1. 会议开幕"
    ),
    (
      false, "The eighth meeting of experts will open on Tuesday, 4 June 2019, at 10 a.m.",
      "La huitième réunion d’experts s’ouvrira le mardi 4 juin 2019 à 10 heures.",
      "La octava reunión de expertos se inaugurará el martes 4 de junio de 2019 a las 10.00 horas.",
      "Восьмое совещание экспертов откроется во вторник, 4 июня 2019 года, в 10 час. 00 мин.",
      "سيُفتتح الاجتماع الثامن للخبراء يوم الثلاثاء 4 حزيران/يونيه 2019، الساعة 10/00.", "第八次专家会议将于2019年6月4日星期二上午10时开幕。"
    ),
    (
      true, "2. Adoption of the agenda", "2. Adoption de l’ordre du jour", "2. Aprobación del programa", "2. Утверждение повестки дня",
      "٢- إقرار جدول الأعمال", "2. 通过议程"
    ),
    (
      false, "In its resolution 8/2, the Conference decided that the two working groups should meet at least once a year.",
      "Dans sa résolution 8/2, la Conférence a décidé que les deux groupes de travail se réuniraient au moins une fois par an.",
      "En su resolución 8/2, la Conferencia decidió que los dos grupos de trabajo se reunieran al menos una vez al año.",
      "В своей резолюции 8/2 Конференция постановила, что две рабочие группы будут проводить совещания не реже одного раза в год.",
      "قرّر المؤتمر، في قراره 8/2، أن يجتمع الفريقان العاملان مرة واحدة في السنة على الأقل.", "缔约国会议在其第8/2号决议中决定，两个工作组应当每年至少举行一次会议。"
    ),
    (
      false, "The provisional agenda follows the recommendations contained in document CAC/COSP/EG.1/2018/4.",
      "L’ordre du jour provisoire suit les recommandations figurant dans le document CAC/COSP/EG.1/2018/4.",
      "El programa provisional se ajusta a las recomendaciones que figuran en el documento CAC/COSP/EG.1/2018/4.",
      "Предварительная повестка дня основана на рекомендациях, содержащихся в документе CAC/COSP/EG.1/2018/4.",
      "ويستند جدول الأعمال المؤقت إلى التوصيات الواردة في الوثيقة CAC/COSP/EG.1/2018/4.", "临时议程依据CAC/COSP/EG.1/2018/4号文件所载的建议拟定。"
    ),
    (
      false,
      "Resources allow three plenary meetings, from 10 a.m. to 1 p.m. and from 3 to 6 p.m., with interpretation in the six official languages.",
      "Les ressources permettent de tenir trois séances plénières, de 10 à 13 heures et de 15 à 18 heures, avec interprétation dans les six langues "
        + "officielles.",
      "Los recursos permiten celebrar tres sesiones plenarias, de 10.00 a 13.00 horas y de 15.00 a 18.00 horas, con interpretación en los seis "
        + "idiomas oficiales.",
      "Имеющиеся ресурсы позволяют провести три пленарных заседания с 10 час. 00 мин. до 13 час. 00 мин. и с 15 час. 00 мин. до 18 час. 00 мин. "
        + "с устным переводом на шесть официальных языков.",
      "وتسمح الموارد بعقد ثلاث جلسات عامة، من الساعة 10/00 إلى الساعة 13/00 ومن الساعة 15/00 إلى الساعة 18/00، مع ترجمة شفوية باللغات الرسمية الست.",
      "现有资源允许举行三场全体会议，时间为上午10时至下午1时和下午3时至6时，配有六种正式语文的口译。"
    ),
    (
      false, "The schedule was approved by the Bureau on 27 and 28 February 2019.",
      "Le calendrier a été approuvé par le Bureau les 27 et 28 février 2019.",
      "La Mesa aprobó el calendario los días 27 y 28 de febrero de 2019.", "Расписание было утверждено Бюро 27 и 28 февраля 2019 года.",
      "وأقرّ المكتب الجدول الزمني في 27 و28 شباط/فبراير 2019.", "主席团于2019年2月27日和28日核准了日程表。"
    ),
  ]

  private static let substance: [Row] = [
    (
      true, "3. Implementation of chapter IV of the Convention", "3. Application du chapitre IV de la Convention",
      "3. Aplicación del capítulo IV de la Convención", "3. Осуществление главы IV Конвенции", "٣- تنفيذ الفصل الرابع من الاتفاقية",
      "3. 《公约》第四章的执行情况"
    ),
    (
      false, "Under article 46, paragraph 3, of the Convention, assistance may be requested for the purposes listed in that paragraph.",
      "En vertu du paragraphe 3 de l’article 46 de la Convention, l’entraide peut être demandée aux fins énumérées dans ce paragraphe.",
      "Con arreglo al artículo 46, párrafo 3, de la Convención, podrá solicitarse asistencia para los fines enumerados en ese párrafo.",
      "Согласно пункту 3 статьи 46 Конвенции помощь может запрашиваться в целях, перечисленных в этом пункте.",
      "بموجب الفقرة 3 من المادة 46 من الاتفاقية، يجوز طلب المساعدة للأغراض المذكورة في تلك الفقرة.", "根据《公约》第四十六条第三款，可以为该款所列目的请求协助。"
    ),
    (
      false, "Articles 44, 46 and 48 were the subject of 15 observations; article 46(13) and (14) of seven.",
      "Les articles 44, 46 et 48 ont fait l’objet de 15 observations, et l’article 46 (13) et (14) de sept.",
      "Los artículos 44, 46 y 48 fueron objeto de 15 observaciones; el artículo 46 13) y 14), de siete.",
      "Статьям 44, 46 и 48 было посвящено 15 замечаний, а статье 46 (13) и (14) – семь.",
      "كانت المواد 44 و46 و48 موضوع 15 ملاحظة، والمادة 46 (13) و(14) موضوع سبع ملاحظات.", "第四十四条、第四十六条和第四十八条涉及15项意见；第四十六条第十三款和第十四款涉及七项。"
    ),
    (
      false, "(a) States parties should reply within 30 days;", "a) Les États parties devraient répondre dans un délai de 30 jours ;",
      "a) Los Estados partes deberían responder en un plazo de 30 días;", "a) государствам-участникам следует отвечать в течение 30 дней;",
      "(أ) ينبغي للدول الأطراف أن ترد في غضون 30 يوما؛", "(a) 缔约国应当在30天内答复；"
    ),
    (
      false, "(b) Central authorities should meet twice, in March and in September 2019;",
      "b) Les autorités centrales devraient se réunir deux fois, en mars et en septembre 2019 ;",
      "b) Las autoridades centrales deberían reunirse dos veces, en marzo y en septiembre de 2019;",
      "b) центральным органам следует провести две встречи: в марте и сентябре 2019 года;",
      "(ب) ينبغي للسلطات المركزية أن تجتمع مرتين، في آذار/مارس وفي أيلول/سبتمبر 2019؛", "(b) 中央机关应当于3月和2019年9月举行两次会议；"
    ),
    (
      false, "(c) The Secretariat should publish both notes before 1 December 2019.",
      "c) Le Secrétariat devrait publier les deux notes avant le 1er décembre 2019.",
      "c) La Secretaría debería publicar ambas notas antes del 1 de diciembre de 2019.",
      "c) Секретариату следует опубликовать обе записки до 1 декабря 2019 года.",
      "(ج) ينبغي للأمانة أن تنشر المذكرتين قبل 1 كانون الأول/ديسمبر 2019.", "(c) 秘书处应当在2019年12月1日之前公布这两份说明。"
    ),
    (
      false, "The sixth meeting was held in Vienna on 6 and 7 November 2017.3",
      "La sixième réunion s’est tenue à Vienne les 6 et 7 novembre 2017³.",
      "La sexta reunión se celebró en Viena los días 6 y 7 de noviembre de 20173.".replacing("20173", with: "2017³"),
      "Шестое совещание состоялось в Вене 6 и 7 ноября 2017 года³.", "وعُقد الاجتماع السادس في فيينا يومي 6 و7 تشرين الثاني/نوفمبر 2017.",
      "第六次会议于2017年11月6日和7日在维也纳举行。³"
    ),
    (
      true, "Documentation", "Documentation", "Documentación", "Документация", "الوثائق", "文件"
    ),
    (
      false, "Note by the Secretariat on progress (CAC/COSP/EG.1/2019/2 and Corr.1)",
      "Note du Secrétariat sur les progrès accomplis (CAC/COSP/EG.1/2019/2 et Corr.1)",
      "Nota de la Secretaría sobre los avances realizados (CAC/COSP/EG.1/2019/2 y Corr.1)",
      "Записка Секретариата о ходе работы (CAC/COSP/EG.1/2019/2 и Corr.1)",
      "مذكرة من الأمانة عن التقدم المحرز (CAC/COSP/EG.1/2019/2 وCorr.1)",
      "秘书处关于进展情况的说明（CAC/COSP/EG.1/2019/2和Corr.1）"
    ),
  ]

  private static let statistics: [Row] = [
    (
      true, "4. Statistics", "4. Statistiques", "4. Estadísticas", "4. Статистика", "٤- الإحصاءات", "4. 统计数据"
    ),
    (
      false, "By 31 March 2019, 1,250 requests had been reported, 12.5 per cent of them refused.",
      "Au 31 mars 2019, 1 250 demandes avaient été signalées, dont 12,5 % avaient été rejetées.",
      "Al 31 de marzo de 2019 se habían comunicado 1.250 solicitudes, de las cuales el 12,5 % fueron denegadas.",
      "По состоянию на 31 марта 2019 года было сообщено о 1 250 просьбах, из которых 12,5 процента были отклонены.",
      "حتى 31 آذار/مارس 2019، أُبلغ عن 1 250 طلبا، رُفض منها 12.5 في المائة.", "截至2019年3月31日，共报告了1,250项请求，其中12.5%被拒绝。"
    ),
    (
      false, "Assets of $3.5 million were returned in the period from November 2017 to April 2019.",
      "Des avoirs d’un montant de 3,5 millions de dollars ont été restitués entre novembre 2017 et avril 2019.",
      "Se restituyeron activos por valor de 3,5 millones de dólares en el período comprendido entre noviembre de 2017 y abril de 2019.",
      "В период с ноября 2017 года по апрель 2019 года были возвращены активы на сумму 3,5 млн долл. США.",
      "أُعيدت موجودات قيمتها 3.5 ملايين دولار في الفترة من تشرين الثاني/نوفمبر 2017 إلى نيسان/أبريل 2019.",
      "2017年11月至2019年4月期间，返还了350万美元的资产。"
    ),
    (
      false, "Fifteen States replied; 20 per cent had no statistics at all.",
      "Quinze États ont répondu ; 20 % ne disposaient d’aucune statistique.",
      "Respondieron quince Estados; el 20 % no tenía ninguna estadística.",
      "Ответы прислали пятнадцать государств; у 20 процентов статистики не было.",
      "وردّت خمس عشرة دولة؛ ولم تكن لدى 20 في المائة منها أي إحصاءات.", "十五个国家作出了答复；百分之二十没有任何统计数据。"
    ),
    (
      false, "Country\tRequests sent\tRequests received", "Pays\tDemandes envoyées\tDemandes reçues",
      "País\tSolicitudes enviadas\tSolicitudes recibidas",
      "Страна\tНаправленные просьбы\tПолученные просьбы", "البلد\tالطلبات المرسلة\tالطلبات الواردة", "国家\t发出的请求\t收到的请求"
    ),
    (
      false, "Freedonia\t12\t1,047", "Freedonia\t12\t1 047", "Freedonia\t12\t1 047", "Фридония\t12\t1 047", "فريدونيا\t١٢\t1 047",
      "弗里多尼亚\t12\t1 047"
    ),
    (
      false, "See also paragraphs 16 to 18 of the report of the Conference (CAC/COSP/2017/14).",
      "Voir également les paragraphes 16 à 18 du rapport de la Conférence (CAC/COSP/2017/14).",
      "Véanse también los párrafos 16 a 18 del informe de la Conferencia (CAC/COSP/2017/14).",
      "См. также пункты 16–18 доклада Конференции (CAC/COSP/2017/14).", "انظر أيضا الفقرات 16 إلى 18 من تقرير المؤتمر (CAC/COSP/2017/14).",
      "另见缔约国会议的报告（CAC/COSP/2017/14）第16至18段。"
    ),
  ]

  private static let closing: [Row] = [
    (
      true, "5. Adoption of the report", "5. Adoption du rapport", "5. Aprobación del informe", "5. Утверждение доклада",
      "٥- اعتماد التقرير", "5. 通过报告"
    ),
    (
      false, "The meeting is expected to adopt its report in the afternoon of Wednesday, 5 June.",
      "La Réunion devrait adopter son rapport dans l’après-midi du mercredi 5 juin.",
      "Se prevé que la reunión apruebe su informe en la tarde del miércoles 5 de junio.",
      "Ожидается, что участники совещания утвердят доклад во второй половине дня в среду, 5 июня.",
      "ومن المتوقع أن يعتمد الاجتماع تقريره بعد ظهر يوم الأربعاء 5 حزيران/يونيه.", "会议预计将于6月5日星期三下午通过报告。"
    ),
    (
      false, "The next meeting will take place from 30 May to 2 June 2020, subject to the environment in which it can be prepared.",
      "La prochaine réunion se tiendra du 30 mai au 2 juin 2020, selon le contexte dans lequel elle pourra être préparée.",
      "La próxima reunión se celebrará del 30 de mayo al 2 de junio de 2020, según el entorno en que pueda prepararse.",
      "Следующее совещание пройдет с 30 мая по 2 июня 2020 года с учетом среды, в которой оно будет готовиться.",
      "وسيُعقد الاجتماع القادم من 30 أيار/مايو إلى 2 حزيران/يونيه 2020، رهنا بالبيئة التي يمكن فيها التحضير له.",
      "下次会议将于2020年5月30日至6月2日举行，具体视筹备环境而定。"
    ),
    (true, "Annex", "Annexe", "Anexo", "Приложение", "المرفق", "附件"),
    (
      false, "Tuesday, 4 June 2019\t10 a.m.–1 p.m.\t1, 2, 3", "Mardi 4 juin 2019\t10 heures-13 heures\t1, 2, 3",
      "Martes 4 de junio de 2019\t10.00 a 13.00 horas\t1, 2, 3", "Вторник, 4 июня 2019 года\t10 час. 00 мин. – 13 час. 00 мин.\t1, 2, 3",
      "الثلاثاء 4 حزيران/يونيه 2019\tالساعة 10/00-13/00\t1 و2 و3", "2019年6月4日，星期二\t上午10时至下午1时\t1、2、3"
    ),
    (false, "2/2", "2/2", "V.19-04323", "2", "2/2", "2"),
  ]
}
