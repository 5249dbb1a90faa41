// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Localisation
import WritingRules

extension LetterComposer {
  /// The rows of a measure, in the order in which its form asks for them.
  func details(_ measure: MeasureDetails) -> [OfficialDocument.Row?] {
    switch measure {
    case .takeEvidence(let hearing):
      [
        typed("questions", hearing.questions), flag("onOath", hearing.onOath), typed("rights", hearing.rights),
        typed("attendance", hearing.attendance),
      ]
    case .videoHearing(let hearing): video(hearing)
    case .serveDocuments(let service):
      [
        typed("document", service.document), typed("address", service.address), typed("manner", service.manner),
        day("hearingOn", service.hearingOn), flag("threatensPenalty", service.threatensPenalty), typed("proof", service.proof),
      ]
    case .searchAndSeizure(let search):
      [
        typed("place", search.place), typed("objects", search.objects), flag("orderableAtHome", search.orderableAtHome),
        typed("attendance", search.attendance),
      ]
    case .freezing(let details), .traceProperty(let details), .freezeForConfiscation(let details), .obtainConfiscationOrder(let details):
      property(details)
    case .examineObjectsOrSites(let examination):
      [
        typed("subject", examination.subject), typed("location", examination.location), typed("examination", examination.examination),
        typed("attendance", examination.attendance),
      ]
    case .informationOrExpertise(let wanted):
      [typed("information", wanted.information), typed("holder", wanted.holder), typed("expertQuestions", wanted.expertQuestions)]
    case .bankRecords(let records):
      [
        typed("institution", records.institution), typed("accounts", records.accounts), day("from", records.from), day("to", records.to),
        typed("records", records.records), flag("withoutNotice", records.withoutNotice),
      ]
    case .companyRecords(let records), .governmentRecords(let records):
      [
        typed("holder", records.holder), typed("records", records.records), day("from", records.from), day("to", records.to),
        flag("arePublic", records.arePublic),
      ]
    case .voluntaryAppearance(let appearance):
      [
        typed("occasion", appearance.occasion), day("from", appearance.from), day("to", appearance.to),
        typed("expenses", appearance.expenses), flag("safeConduct", appearance.safeConduct),
      ]
    case .transferDetainedPerson(let transfer): detained(transfer)
    case .preserveData(let data), .storedData(let data), .trafficData(let data): digital(data)
    case .controlledDelivery(let agreed), .jointInvestigation(let agreed):
      [
        typed("proposal", agreed.proposal), typed("authorities", agreed.authorities), typed("period", agreed.period),
        typed("costs", agreed.costs), typed("arrangement", agreed.arrangement),
      ]
    case .otherAssistance(let other): [typed("description", other.description), typed("basis", other.basis)]
    case .enforceConfiscationOrder(let order): foreignOrder(order)
    case .returnAssets(let wanted):
      [
        typed("property", wanted.property), choice("ground", "returnGround", wanted.ground?.rawValue), typed("proof", wanted.proof),
        typed("finalJudgment", wanted.finalJudgment), typed("manner", wanted.manner),
      ]
    }
  }

  private func video(_ hearing: VideoHearing) -> [OfficialDocument.Row?] {
    [
      typed("whyNotInPerson", hearing.whyNotInPerson), typed("questions", hearing.questions), typed("conductedBy", hearing.conductedBy),
      typed("proposedTimes", hearing.proposedTimes), hearing.zone.map { row("zone", .code($0)) },
      typed("technicalData", hearing.technicalData), typed("interpretation", hearing.interpretation), flag("onOath", hearing.onOath),
      typed("costs", hearing.costs),
    ]
  }

  private func property(_ details: PropertyMeasure) -> [OfficialDocument.Row?] {
    [
      typed("property", details.property), typed("location", details.location), amount(details.value),
      typed("factsReliedOn", details.factsReliedOn), typed("actions", details.actions), flag("orderExists", details.orderExists),
      flag("orderAttached", details.orderAttached), typed("thirdParties", details.thirdParties),
    ]
  }

  private func detained(_ transfer: DetainedTransfer) -> [OfficialDocument.Row?] {
    [
      typed("occasion", transfer.occasion), typed("detainedAt", transfer.detainedAt), flag("consent", transfer.consent),
      day("from", transfer.from), day("returnOn", transfer.returnOn), typed("custody", transfer.custody),
      flag("returnAssured", transfer.returnAssured),
    ]
  }

  private func digital(_ data: DigitalEvidence) -> [OfficialDocument.Row?] {
    [
      typed("provider", data.provider), typed("identifier", data.identifier), day("from", data.from), day("to", data.to),
      data.zone.map { row("zone", .code($0)) }, typed("data", data.data), typed("preservation", data.preservation),
      flag("withoutNotice", data.withoutNotice),
    ]
  }

  private func foreignOrder(_ order: ForeignOrder) -> [OfficialDocument.Row?] {
    [
      typed("order", order.order), flag("copyAttached", order.copyAttached), typed("factsReliedOn", order.factsReliedOn),
      typed("extent", order.extent), typed("noticeAndDueProcess", order.noticeAndDueProcess), flag("isFinal", order.isFinal),
      typed("property", order.property), typed("location", order.location), amount(order.value),
    ]
  }

  /// An amount with the currency's code; the number of decimals is the currency's own.
  private func amount(_ money: Money?) -> OfficialDocument.Row? {
    guard let money, let units = money.minorUnits, let currency = money.currency else { return nil }
    let decimals = Self.decimals[currency] ?? 2
    let scale = (0..<decimals).reduce(1) { value, _ in value * 10 }
    let fraction = String(units.magnitude % UInt(scale))
    let padded = decimals == 0 ? "" : "." + String(repeating: "0", count: decimals - fraction.count) + fraction
    return row("value", .code("\(currency) \(units < 0 ? "-" : "")\(units.magnitude / UInt(scale))\(padded)"))
  }

  /// Currencies of ISO 4217 whose smallest unit is not a hundredth.
  private static let decimals: [String: Int] = [
    "BHD": 3, "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KMF": 0, "KRW": 0, "KWD": 3, "LYD": 3,
    "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
  ]
}
