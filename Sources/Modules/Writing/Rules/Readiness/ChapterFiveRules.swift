// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Instruments
import Kernel

extension ReadinessRules {
  /// The additional content that article 55(3) asks for, and the grounds of article 57(3).
  static let chapterFive: [ReadinessRule] = confiscation + freezing + property + foreignOrder + assetReturn

  /// What article 55(3)(a) lists, which concerns requests for an order of confiscation under article 55(1)(a) alone.
  private static let confiscation: [ReadinessRule] = [
    measure("property-not-described", .blocks, .uncac(55, 3, "a"), "property") { details in
      if case .obtainConfiscationOrder(let property) = details { isBlank(property.property) } else { false }
    },
    measure("property-location-missing", .delays, .uncac(55, 3, "a"), "location") { details in
      if case .obtainConfiscationOrder(let property) = details { isBlank(property.location) } else { false }
    },
    measure("property-value-missing", .advice, .uncac(55, 3, "a"), "value") { details in
      if case .obtainConfiscationOrder(let property) = details { property.value?.minorUnits == nil } else { false }
    },
    measure("confiscation-facts-missing", .blocks, .uncac(55, 3, "a"), "factsReliedOn") { details in
      if case .obtainConfiscationOrder(let property) = details { isBlank(property.factsReliedOn) } else { false }
    },
  ]

  /// Freezing, with a view to confiscation or for evidence, and tracing, which is itself the search for what and where the property is.
  private static let freezing: [ReadinessRule] = [
    measure("freezing-property-not-described", .blocks, .uncac(46, 15, "d"), "property") { details in
      details.frozen.map { isBlank($0.property) } ?? false
    },
    measure("freezing-location-missing", .delays, .practice("an order of freezing names the property and its place"), "location") {
      details in
      details.frozen.map { isBlank($0.location) } ?? false
    },
    measure("freezing-value-missing", .advice, .uncac(55, 7), "value") { details in
      if case .freezeForConfiscation(let property) = details { property.value?.minorUnits == nil } else { false }
    },
    ReadinessRule("tracing-subject-missing", .blocks, .uncac(46, 15, "d")) { input in
      indices(input) { item in
        guard case .traceProperty(let wanted) = item.measure else { return false }
        return isBlank(wanted.property) && isBlank(wanted.factsReliedOn) && (item.persons ?? []).isEmpty
      }.map { Hit("items[\($0)].measure.property") }
    },
    measure("freezing-facts-missing", .blocks, .uncac(55, 3, "c"), "factsReliedOn") { details in
      if case .freezeForConfiscation(let property) = details { isBlank(property.factsReliedOn) } else { false }
    },
    measure("freezing-actions-missing", .blocks, .uncac(55, 3, "c"), "actions") { details in
      if case .freezeForConfiscation(let property) = details { isBlank(property.actions) } else { false }
    },
    measure("freezing-order-not-attached", .delays, .uncac(55, 3, "c"), "orderAttached") { details in
      guard case .freezeForConfiscation(let property) = details else { return false }
      return property.orderExists == true && property.orderAttached != true
    },
    measure("evidence-order-not-attached", .delays, .practice("an order made at home is shown to the court asked"), "orderAttached") {
      details in
      guard case .freezing(let property) = details else { return false }
      return property.orderExists == true && property.orderAttached != true
    },
  ]

  private static let property: [ReadinessRule] = [
    measure("currency-missing", .blocks, .practice("an amount needs its currency"), "value") { details in
      let value = details.property?.value ?? details.order?.value
      guard let value, value.minorUnits != nil else { return false }
      return !(value.currency.map { $0.count == 3 && $0.allSatisfy { $0.isASCII && $0.isUppercase } } ?? false)
    },
    ReadinessRule("value-de-minimis", .advice, .uncac(55, 7)) { input in
      guard let limit = input.requirements.deMinimis, !isBlank(limit) else { return [] }
      return indices(input) { $0.measure.measure.isAssetRecovery }.map { Hit("items[\($0)].measure.value") }
    },
    measure("third-parties-not-considered", .advice, .uncac(55, 9), "thirdParties") { details in
      switch details {
      case .obtainConfiscationOrder(let property), .freezeForConfiscation(let property): isBlank(property.thirdParties)
      default: false
      }
    },
  ]

  private static let foreignOrder: [ReadinessRule] = [
    measure("order-not-named", .blocks, .uncac(55, 3, "b"), "order") { $0.order.map { isBlank($0.order) } ?? false },
    measure("order-copy-missing", .blocks, .uncac(55, 3, "b"), "copyAttached") { $0.order.map { $0.copyAttached != true } ?? false },
    measure("order-facts-missing", .blocks, .uncac(55, 3, "b"), "factsReliedOn") { $0.order.map { isBlank($0.factsReliedOn) } ?? false },
    measure("order-extent-missing", .blocks, .uncac(55, 3, "b"), "extent") { $0.order.map { isBlank($0.extent) } ?? false },
    measure("order-notice-missing", .blocks, .uncac(55, 3, "b"), "noticeAndDueProcess") {
      $0.order.map { isBlank($0.noticeAndDueProcess) } ?? false
    },
    measure("order-not-final", .blocks, .uncac(55, 3, "b"), "isFinal") { $0.order.map { $0.isFinal != true } ?? false },
  ]

  private static let assetReturn: [ReadinessRule] = [
    measure("return-ground-missing", .blocks, .uncac(57, 3), "ground") { details in
      if case .returnAssets(let wanted) = details { wanted.ground == nil } else { false }
    },
    measure("return-property-missing", .blocks, .uncac(57, 3), "property") { details in
      if case .returnAssets(let wanted) = details { isBlank(wanted.property) } else { false }
    },
    measure("return-proof-missing", .delays, .uncac(57, 3, "b"), "proof") { details in
      guard case .returnAssets(let wanted) = details else { return false }
      return (wanted.ground == .priorOwnership || wanted.ground == .damage) && isBlank(wanted.proof)
    },
    measure("return-judgment-missing", .delays, .uncac(57, 3, "a"), "finalJudgment") { details in
      guard case .returnAssets(let wanted) = details else { return false }
      return (wanted.ground == .publicFunds || wanted.ground == .priorOwnership || wanted.ground == .damage)
        && isBlank(wanted.finalJudgment)
    },
  ]
}

extension MeasureDetails {
  /// The property to be frozen, for evidence or for confiscation.
  var frozen: PropertyMeasure? {
    switch self {
    case .freezing(let property), .freezeForConfiscation(let property): property
    default: nil
    }
  }

  var order: ForeignOrder? {
    if case .enforceConfiscationOrder(let order) = self { order } else { nil }
  }
}
