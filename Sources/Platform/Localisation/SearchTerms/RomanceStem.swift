// SPDX-License-Identifier: Apache-2.0

/// Light stems of French and Spanish: plurals, genders and the endings that nouns share with the verbs they come from.
///
/// The idea is J. Savoy's light stemming (2006); the lists are our own. They bring refus, refuser and refusé together, not every form
/// of an irregular verb.
struct RomanceStem: Sendable {
  /// What is put in place of plural endings before anything else.
  let plurals: [(ending: String, short: String)]
  /// Endings that are taken off, the longest that fits first.
  let endings: [String]
  /// How many letters must be left.
  let least = 4

  /// The stem of a word in small plain letters without accents.
  func stem(_ word: String) -> String {
    let singular = withoutPlural(word)
    for ending in endings where singular.hasSuffix(ending) && singular.utf8.count - ending.utf8.count >= least {
      // What is left of a verb can end as a plural does: of refuser, refus, which is a noun of its own.
      return withoutPlural(String(singular.dropLast(ending.count)))
    }
    return singular
  }

  private func withoutPlural(_ word: String) -> String {
    guard word.utf8.count > least, let plural = plurals.first(where: { word.hasSuffix($0.ending) }) else { return word }
    return word.dropLast(plural.ending.count) + plural.short
  }

  static let french = RomanceStem(
    plurals: [("eaux", "eau"), ("aux", "al"), ("s", ""), ("x", "")],
    endings: sorted(
      """
      issement issant ement ment ations ation ition ution ateur atrice ance ence ant ent abilite ibilite ite able ible iquement ique
      ive if euse eur elle el al ale ee e er ir i ai ait aient era
      """))

  static let spanish = RomanceStem(
    plurals: [("ciones", "cion"), ("dades", "dad")],
    endings: sorted(
      """
      acion icion ucion amiento imiento adora ador mente idad ancia encia ante ente able ible iva ivo adas ados ada ado idas idos ida ido
      ando iendo ar er ir aron ieron an en aria ario arias arios al ales os as es a o e s
      """))

  private static func sorted(_ list: String) -> [String] {
    list.split { $0.isWhitespace }.map { String($0) }.sorted { ($0.count, $1) > ($1.count, $0) }
  }
}
