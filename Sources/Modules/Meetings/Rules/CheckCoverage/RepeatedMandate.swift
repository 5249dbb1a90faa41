// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel

extension Mandate {
  /// Whether this mandate gives a task again that another one has given and that still lives.
  ///
  /// The same addressee, and in one language at least two thirds of the words of the shorter task in common; Chinese is compared by
  /// pairs of characters.
  /// - Source: practice (a new mandate names the earlier one that it renews)
  public func repeats(_ other: Mandate) -> Bool {
    guard id != other.id, createsTask, other.isLiving, addressee == other.addressee else { return false }
    return Language.allCases.contains { language in
      guard let mine = task[language], let theirs = other.task[language] else { return false }
      let (a, b) = (Self.grams(mine, language), Self.grams(theirs, language))
      let shorter = min(a.count, b.count)
      return shorter >= 3 && a.intersection(b).count * 3 >= shorter * 2
    }
  }

  private static func grams(_ text: String, _ language: Language) -> Set<String> {
    let folded = text.lowercased()
    guard language != .zh else {
      let letters = folded.filter(\.isLetter).map(String.init)
      return Set(zip(letters, letters.dropFirst()).map { $0 + $1 })
    }
    // Short words - articles, prepositions - are in every sentence and say nothing about its task.
    return Set(folded.split { !$0.isLetter && !$0.isNumber }.filter { $0.count > 3 }.map(String.init))
  }
}
