// SPDX-License-Identifier: Apache-2.0
import Foundation

extension FactWords {
  static let english: FactWords = {
    var words = FactWords()
    words.name([
      "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
      "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ])
    words.name([
      "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
      "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    ])
    words.name(["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], from: 30, by: 10)
    words.doubt("second both twice", 2)
    words.doubt("third", 3)
    words.doubt("once", 1, .silent)
    words.scales = ["thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000]
    words.months = list([
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ])
    words.doubtfulMonths = ["may", "march"]
    words.weekdays = list(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
    words.articles = set("article articles art arts")
    words.paragraphs = set("paragraph paragraphs para paras")
    words.chapters = set("chapter chapters part section title annex")
    words.joints = set("and to or")
    words.links = set("of")
    words.morning = set("am")
    words.afternoon = set("pm")
    words.percents = [["per", "cent"], ["percent"]]
    return words
  }()

  static let french: FactWords = {
    var words = FactWords()
    words.name([
      "un une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze",
      "seize",
    ])
    words.name(["vingt", "trente", "quarante", "cinquante", "soixante"], from: 20, by: 10)
    words.name([
      "premier première premiers premières", "deuxième second seconde", "troisième", "quatrième", "cinquième", "sixième", "septième",
      "huitième", "neuvième", "dixième", "onzième", "douzième", "treizième", "quatorzième", "quinzième", "seizième",
    ])
    words.name(["vingtième"], from: 20)
    words.doubt("deuxième second seconde", 2)
    words.doubt("troisième", 3)
    words.doubt("neuf", 9)
    words.scales = [
      "mille": 1000, "million": 1_000_000, "millions": 1_000_000, "milliard": 1_000_000_000, "milliards": 1_000_000_000,
    ]
    words.months = list([
      "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ])
    words.weekdays = list(["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"])
    words.articles = set("article articles art")
    words.paragraphs = set("paragraphe paragraphes")
    words.chapters = set("chapitre chapitres partie section titre annexe")
    words.joints = set("et à au ou")
    words.links = set("er de")
    words.hours = set("heure heures h")
    words.percents = [["pour", "cent"]]
    return words
  }()

  static let spanish: FactWords = {
    var words = FactWords()
    words.name([
      "un una uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece", "catorce",
      "quince",
      "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte",
    ])
    words.name(["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"], from: 30, by: 10)
    words.name([
      "primer primero primera primeros primeras", "segundo segunda", "tercer tercero tercera", "cuarto cuarta", "quinto quinta",
      "sexto sexta", "séptimo séptima", "octavo octava", "noveno novena", "décimo décima", "undécimo undécima", "duodécimo duodécima",
      "decimotercer decimotercero decimotercera", "decimocuarto decimocuarta", "decimoquinto decimoquinta", "decimosexto decimosexta",
      "decimoséptimo decimoséptima", "decimoctavo decimoctava", "decimonoveno decimonovena", "vigésimo vigésima",
    ])
    words.doubt("segundo segunda ambos ambas", 2)
    words.doubt("tercer tercero tercera terceros terceras", 3)
    words.scales = ["mil": 1000, "millón": 1_000_000, "millones": 1_000_000]
    words.scales["millon"] = 1_000_000
    words.months = list([
      "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ])
    words.weekdays = list(["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"])
    words.articles = set("artículo artículos art arts")
    words.paragraphs = set("párrafo párrafos párr")
    words.chapters = set("capítulo capítulos parte sección título anexo")
    words.joints = set("y e a al o")
    words.links = set("o de del")
    words.hours = set("hora horas h hs")
    words.percents = [["por", "ciento"]]
    return words
  }()
}
