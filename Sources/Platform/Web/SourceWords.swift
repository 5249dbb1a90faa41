// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Localisation

extension Words {
  /// Where a rule comes from, for a reader: a provision as it is cited everywhere, a practice in the reader's language.
  ///
  /// The English words of a practice are its stable name, which programs get; its sentence stands under ``Instruments/Source/practiceKey``.
  public func source(_ source: Source) -> String {
    guard case .practice(let whose) = source, let key = source.practiceKey else { return "\(source)" }
    return self("web.source.practice", ["whose": .text(contains(key) ? self(key) : whose)])
  }
}
