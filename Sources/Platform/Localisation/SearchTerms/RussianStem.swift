// SPDX-License-Identifier: Apache-2.0

/// Light stems of Russian: the endings of cases, genders and the commonest verb forms are taken off.
///
/// The idea is the light stemming of L. Dolamic and J. Savoy (2009); the list is our own.
enum RussianStem {
  /// How many letters must be left.
  private static let least = 3

  /// The stem of a word as ``SearchText`` folds it: й is и, ё is е.
  static func stem(_ word: String) -> String {
    var stem = word
    for ending in reflexive where stem.hasSuffix(ending) && stem.count - ending.count > least { stem.removeLast(ending.count) }
    for ending in endings where stem.hasSuffix(ending) && stem.count - ending.count >= least {
      stem.removeLast(ending.count)
      break
    }
    return stem
  }

  private static let reflexive = ["ся", "сь"]

  private static let endings: [String] =
    """
    остями остях остям остью остей ости ость
    иями ями ами иях ях ах иям ям ам ией ей ой ий ый ев ов ием ем ом ию ью ия ья ие ье ии ю я а о у е и ы ь
    ого его ому ему ыми ими ым им ых их ая яя ую юю ое ее ые
    овать ивать ать ять ить еть ал ала ало али ил ила ило или ует уют ает ают яет яют ит ат ят
    анная анное анные анный анных ённая енная енное енные енный енных
    """
    .split { $0.isWhitespace }.map { SearchText.fold(String($0)) }
    .sorted { ($0.count, $1) > ($1.count, $0) }
}
