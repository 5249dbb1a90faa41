// SPDX-License-Identifier: Apache-2.0

/// What was frozen, confiscated and returned beside a request, added up entry by entry.
///
/// Sums of several currencies are never added: where there are several, nothing is counted as recorded.
/// - Source: UNCAC 54(2), 55(1), 57(3)
struct FollowedProperty: Hashable, Sendable {
  private var sums: [Sum: Int64] = [:]
  private var currencies: Set<String> = []
  /// Whether an entry of an earlier version does not say how many decimals its currency has, or does not fit a number.
  private var isUnclear = false

  private enum Sum: Hashable { case frozen, confiscated, returned }

  /// The only currency.
  var currency: String? { currencies.count == 1 && !isUnclear ? currencies.first : nil }
  /// What was frozen or seized; what was released later was frozen all the same.
  var frozen: Amount { amount(.frozen) }
  /// What was confiscated.
  var confiscated: Amount { amount(.confiscated) }
  /// What was handed over to somebody else than the State that confiscated it.
  var returned: Amount { amount(.returned) }

  private func amount(_ sum: Sum) -> Amount {
    guard currency != nil, let hundredths = sums[sum] else { return .notRecorded }
    return Amount(hundredths: hundredths)
  }

  /// Takes in an entry, or what takes one back.
  mutating func take(_ fact: CaseFact) {
    let isBack = fact.name == "propertyCorrected"
    let sum: Sum
    switch isBack ? fact.code("entry") : fact.name {
    case "propertyFrozen", "frozen": sum = .frozen
    case "propertyConfiscated", "confiscated": sum = .confiscated
    case "propertyHandedOver", "handedOver": sum = .returned
    default: return
    }
    if sum == .returned, fact.code("to") == "confiscatingState" { return }
    guard let units = fact.number("minorUnits"), let currency = fact.code("currency"),
      let hundredths = Self.hundredths(units, decimals: fact.number("decimals"))
    else {
      isUnclear = true
      return
    }
    currencies.insert(currency)
    let (total, overflows) = (sums[sum] ?? 0).addingReportingOverflow(isBack ? -hundredths : hundredths)
    isUnclear = isUnclear || overflows
    sums[sum] = total
  }

  /// Thousandths are rounded down to hundredths: a table adds hundredths alone.
  private static func hundredths(_ units: Int, decimals: Int?) -> Int64? {
    switch decimals {
    case 0:
      let (whole, overflows) = Int64(units).multipliedReportingOverflow(by: 100)
      return overflows ? nil : whole
    case 2: return Int64(units)
    case 3: return Int64(units) / 10
    default: return nil
    }
  }
}
