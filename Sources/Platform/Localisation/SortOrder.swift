// SPDX-License-Identifier: Apache-2.0
import CMessage
public import Kernel
import Synchronization

/// The order in which a language sorts texts, from the system's ICU: pinyin in Chinese, n before n-tilde in Spanish.
///
/// A text is turned into a key once and the keys are compared as bytes, which costs a tenth of comparing the texts.
/// ICU's collator does not change once opened, so threads share it without a lock.
final class SortOrder: @unchecked Sendable {
  private let order: OpaquePointer

  init?(_ language: Language) {
    guard let order = cmessage_order_open(language.rawValue) else { return nil }
    self.order = order
  }

  deinit { cmessage_order_close(order) }

  /// The bytes by which a text sorts; only keys of the same order can be compared.
  func key(_ text: String) -> [UInt8] {
    let units = Array(text.utf16)
    var key = [UInt8](repeating: 0, count: units.count * 4 + 16)
    let size = cmessage_order_key(order, units, Int32(units.count), &key, Int32(key.count))
    if Int(size) > key.count {
      key = [UInt8](repeating: 0, count: Int(size))
      _ = cmessage_order_key(order, units, Int32(units.count), &key, size)
    }
    return Array(key.prefix(Int(size)))
  }
}

extension Words {
  /// Sorts things by a text of theirs, as a dictionary of this language would.
  ///
  /// Things with equal texts keep their order.
  public func sorted<Item>(_ items: some Sequence<Item>, by text: (Item) -> String) -> [Item] {
    guard let order = edition.order else { return items.sorted { text($0) < text($1) } }
    return items.enumerated()
      .map { (key: order.key(text($1)), place: $0, item: $1) }
      .sorted { left, right in
        if left.key == right.key { return left.place < right.place }
        return left.key.lexicographicallyPrecedes(right.key)
      }
      .map(\.item)
  }

  /// Sorts texts as a dictionary of this language would.
  public func sorted(_ texts: some Sequence<String>) -> [String] { sorted(texts) { $0 } }

  /// The place of each text in the sorted list, from 0, to be kept where the same list is sorted often.
  public func ranks(_ texts: some Sequence<String>) -> [String: Int] {
    var ranks: [String: Int] = [:]
    for (place, text) in sorted(Set(texts).sorted()).enumerated() { ranks[text] = place }
    return ranks
  }

  /// All States of the program's table in the order of their short names, fictional ones included; sorted once for each language.
  public var statesByName: [StateCode] {
    if let known = edition.sortedStates.withLock({ $0 }) { return known }
    let states = sorted(StateNames.shared.states) { state($0) }
    edition.sortedStates.withLock { $0 = states }
    return states
  }
}
