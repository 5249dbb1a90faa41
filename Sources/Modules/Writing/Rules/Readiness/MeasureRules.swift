// SPDX-License-Identifier: Apache-2.0
import Foundation
import Instruments
import Kernel

extension ReadinessRules {
  /// What each measure of article 46(3) needs of its own.
  static let measures: [ReadinessRule] = hearing + service + search + records + persons + digital + agreed

  private static let hearing: [ReadinessRule] = [
    measure("hearing-questions-missing", .delays, .uncac(46, 3, "a"), "questions") { details in
      switch details {
      case .takeEvidence(let hearing): isBlank(hearing.questions)
      case .videoHearing(let hearing): isBlank(hearing.questions)
      default: false
      }
    },
    ReadinessRule("hearing-person-missing", .delays, .uncac(46, 15, "e")) { input in
      indices(input) { item in
        switch item.measure {
        case .takeEvidence, .videoHearing, .serveDocuments, .voluntaryAppearance, .transferDetainedPerson: (item.persons ?? []).isEmpty
        default: false
        }
      }.map { Hit("items[\($0)].persons", ["measure": input.content.items[$0].measure.measure.rawValue]) }
    },
    measure("video-reason-missing", .delays, .uncac(46, 18), "whyNotInPerson") { details in
      if case .videoHearing(let hearing) = details { isBlank(hearing.whyNotInPerson) } else { false }
    },
    measure("video-conducting-authority-missing", .delays, .uncac(46, 18), "conductedBy") { details in
      if case .videoHearing(let hearing) = details { isBlank(hearing.conductedBy) } else { false }
    },
    measure("video-technical-data-missing", .advice, .uncac(46, 18), "technicalData") { details in
      if case .videoHearing(let hearing) = details { isBlank(hearing.technicalData) || isBlank(hearing.zone) } else { false }
    },
    measure("video-interpretation-missing", .advice, .uncac(46, 18), "interpretation") { details in
      if case .videoHearing(let hearing) = details { isBlank(hearing.interpretation) } else { false }
    },
  ]

  /// Authorities ask for at least this much time before a hearing for which a document is to be served.
  static let serviceLead: Days = 60

  private static let service: [ReadinessRule] = [
    measure("service-document-missing", .blocks, .uncac(46, 3, "b"), "document") { details in
      if case .serveDocuments(let service) = details { isBlank(service.document) } else { false }
    },
    measure("service-address-missing", .delays, .uncac(46, 15, "e"), "address") { details in
      if case .serveDocuments(let service) = details { isBlank(service.address) } else { false }
    },
    measure(
      "service-threatens-penalty", .delays, .practice("some States serve summonses only without threat of penalty"), "threatensPenalty"
    ) {
      details in
      if case .serveDocuments(let service) = details { service.threatensPenalty == true } else { false }
    },
    ReadinessRule("service-hearing-too-soon", .delays, .uncac(46, 24)) { input in
      input.content.items.enumerated().compactMap { index, item in
        guard case .serveDocuments(let service) = item.measure, let day = service.hearingOn, input.day.days(to: day) < serviceLead else {
          return nil
        }
        return Hit("items[\(index)].measure.hearingOn", ["day": "\(day)", "count": "\(serviceLead.count)"])
      }
    },
  ]

  private static let search: [ReadinessRule] = [
    measure("search-place-missing", .blocks, .uncac(46, 3, "c"), "place") { details in
      if case .searchAndSeizure(let search) = details { isBlank(search.place) } else { false }
    },
    measure("search-objects-missing", .blocks, .uncac(46, 3, "c"), "objects") { details in
      if case .searchAndSeizure(let search) = details { isBlank(search.objects) } else { false }
    },
    measure(
      "search-not-orderable-at-home", .advice, .practice("some treaties ask that a judge at home could order the same"), "orderableAtHome"
    ) {
      details in
      if case .searchAndSeizure(let search) = details { search.orderableAtHome != true } else { false }
    },
    measure("examination-subject-missing", .blocks, .uncac(46, 3, "d"), "subject") { details in
      if case .examineObjectsOrSites(let examination) = details { isBlank(examination.subject) } else { false }
    },
  ]

  private static let records: [ReadinessRule] = [
    measure("information-missing", .blocks, .uncac(46, 3, "e"), "information") { details in
      if case .informationOrExpertise(let wanted) = details {
        isBlank(wanted.information) && isBlank(wanted.expertQuestions)
      } else {
        false
      }
    },
    measure("bank-institution-missing", .delays, .uncac(46, 3, "f"), "institution") { details in
      if case .bankRecords(let records) = details { isBlank(records.institution) } else { false }
    },
    measure("bank-account-missing", .delays, .uncac(46, 3, "f"), "accounts") { details in
      if case .bankRecords(let records) = details { isBlank(records.accounts) } else { false }
    },
    measure("records-not-named", .blocks, .uncac(46, 3, "f"), "records") { details in
      switch details {
      case .bankRecords(let records): isBlank(records.records)
      case .companyRecords(let records), .governmentRecords(let records): isBlank(records.records)
      default: false
      }
    },
    measure("records-holder-missing", .delays, .uncac(46, 3, "f"), "holder") { details in
      switch details {
      case .companyRecords(let records), .governmentRecords(let records): isBlank(records.holder)
      default: false
      }
    },
    measure("period-missing", .delays, .practice("requests without a period are read as fishing"), "from") { details in
      guard let period = details.period else { return false }
      return period.from == nil || period.to == nil
    },
    measure("period-reversed", .blocks, .practice("a period ends after it begins"), "to") { details in
      guard let period = details.period, let from = period.from, let to = period.to else { return false }
      return to < from
    },
    measure("government-records-not-public", .advice, .uncac(46, 29), "arePublic") { details in
      if case .governmentRecords(let records) = details { records.arePublic != true } else { false }
    },
  ]

  private static let persons: [ReadinessRule] = [
    measure("appearance-occasion-missing", .blocks, .uncac(46, 3, "h"), "occasion") { details in
      if case .voluntaryAppearance(let appearance) = details { isBlank(appearance.occasion) } else { false }
    },
    measure("safe-conduct-missing", .delays, .uncac(46, 27), "safeConduct") { details in
      if case .voluntaryAppearance(let appearance) = details { appearance.safeConduct != true } else { false }
    },
    measure("transfer-occasion-missing", .blocks, .uncac(46, 10), "occasion", scope: .paragraphs9To29) { details in
      if case .transferDetainedPerson(let transfer) = details { isBlank(transfer.occasion) } else { false }
    },
    measure("transfer-without-consent", .delays, .uncac(46, 10, "a"), "consent", scope: .paragraphs9To29) { details in
      if case .transferDetainedPerson(let transfer) = details { transfer.consent != true } else { false }
    },
    measure("transfer-return-not-assured", .blocks, .uncac(46, 11), "returnAssured", scope: .paragraphs9To29) { details in
      if case .transferDetainedPerson(let transfer) = details { transfer.returnAssured != true } else { false }
    },
    measure("transfer-immunity-not-assured", .delays, .uncac(46, 12), "noProsecution", scope: .paragraphs9To29) { details in
      if case .transferDetainedPerson(let transfer) = details { transfer.noProsecution != true } else { false }
    },
    ReadinessRule("transfer-person-not-detained", .delays, .uncac(46, 10), scope: .paragraphs9To29) { input in
      let free = Set(input.content.persons.filter { $0.isDetained != true }.map(\.id))
      return indices(input) { $0.measure.measure == .transferDetainedPerson }.flatMap { index in
        (input.content.items[index].persons ?? []).filter(free.contains).map { Hit("items[\(index)].persons", ["person": $0]) }
      }
    },
  ]

  private static let digital: [ReadinessRule] = [
    measure("data-identifier-missing", .blocks, .uncac(46, 3, "i"), "identifier") { details in
      details.digital.map { isBlank($0.identifier) } ?? false
    },
    measure("data-provider-missing", .delays, .uncac(46, 3, "i"), "provider") { details in
      details.digital.map { isBlank($0.provider) } ?? false
    },
    measure("data-time-zone-missing", .delays, .practice("providers log in their own time zone"), "zone") { details in
      details.digital.map { isBlank($0.zone) } ?? false
    },
    measure("preservation-not-mentioned", .advice, .practice("data are deleted after weeks unless they are preserved"), "preservation") {
      details in
      switch details {
      case .storedData(let data), .trafficData(let data): isBlank(data.preservation)
      default: false
      }
    },
  ]

  private static let agreed: [ReadinessRule] = [
    measure("agreed-measure-not-described", .blocks, .uncac(46, 15, "d"), "proposal") { details in
      details.agreed.map { isBlank($0.proposal) } ?? false
    },
    measure("arrangement-missing", .delays, .uncac(49), "arrangement") { details in
      if case .jointInvestigation(let measure) = details { isBlank(measure.arrangement) } else { false }
    },
    measure("controlled-delivery-costs-open", .advice, .uncac(50, 3), "costs") { details in
      if case .controlledDelivery(let measure) = details { isBlank(measure.costs) } else { false }
    },
    measure("other-assistance-not-described", .blocks, .uncac(46, 3, "i"), "description") { details in
      if case .otherAssistance(let other) = details { isBlank(other.description) } else { false }
    },
  ]

  static func measure(
    _ code: String, _ severity: Finding.Severity, _ source: Source, _ member: String, scope: ReadinessRule.Scope = .everyRequest,
    _ matches: @escaping @Sendable (MeasureDetails) -> Bool
  ) -> ReadinessRule {
    item(code, severity, source, "measure.\(member)", scope: scope) { item, _ in matches(item.measure) }
  }
}

extension MeasureDetails {
  /// The period of the records or data that are asked for; `nil` for measures without one.
  var period: (from: CalendarDay?, to: CalendarDay?)? {
    switch self {
    case .bankRecords(let records): (records.from, records.to)
    case .storedData(let data), .trafficData(let data): (data.from, data.to)
    default: nil
    }
  }

  var digital: DigitalEvidence? {
    switch self {
    case .preserveData(let data), .storedData(let data), .trafficData(let data): data
    default: nil
    }
  }

  var agreed: AgreedMeasure? {
    switch self {
    case .controlledDelivery(let measure), .jointInvestigation(let measure): measure
    default: nil
    }
  }

  var property: PropertyMeasure? {
    switch self {
    case .freezing(let property), .traceProperty(let property), .freezeForConfiscation(let property),
      .obtainConfiscationOrder(let property):
      property
    default: nil
    }
  }
}
