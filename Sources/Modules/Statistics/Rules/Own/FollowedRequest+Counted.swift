// SPDX-License-Identifier: Apache-2.0
import Kernel

extension FollowedRequest {
  /// The request as tables count it; `nil` while it is not to be counted: it has not come or gone out yet, or is no formal request.
  ///
  /// Its regional group stands with the directory and is put in by whoever counts.
  /// - Source: practice (statistics of central authorities)
  public func counted(_ codes: CodePlaces) -> CountedRequest? {
    guard let receivedOn, let direction, kind != "informalContact", kind != "draftForComment" else { return nil }
    var request = CountedRequest()
    request.unit = codes.place(unit, .unit)
    request.direction = codes.place(direction, .direction)
    request.state = state.flatMap { $0 == .notKnown ? nil : StateIndex($0) } ?? .notRecorded
    request.kind = codes.place(kind, .kind)
    request.proceeding = codes.place(proceeding, .proceeding)
    request.bases = codes.labels(bases, .basis)
    request.basisClass = codes.place(basisClass, .basisClass)
    request.offences = codes.labels(
      offences.map { codes.place("art\($0)", .offence) == CountedRequest.notRecorded ? "otherOffence" : "art\($0)" }, .offence)
    request.measures = codes.labels(items.values.compactMap(\.sought), .measure)
    request.receivedOn = DayIndex(receivedOn)
    request.acknowledgedOn = acknowledgedOn.map { DayIndex($0) } ?? .none
    request.decidedOn = decidedOn.map { DayIndex($0) } ?? .none
    request.delays = codes.labels(delays, .delay)
    request.currency = codes.place(property.currency, .currency)
    if request.currency != CountedRequest.notRecorded {
      (request.frozen, request.confiscated, request.returned) = (property.frozen, property.confiscated, property.returned)
    }
    addClosing(to: &request, codes)
    return request
  }

  private func addClosing(to request: inout CountedRequest, _ codes: CodePlaces) {
    guard let closedOn else {
      request.outcome = codes.place("pending", .outcome)
      return
    }
    request.closedOn = DayIndex(closedOn)
    request.outcome = codes.place(outcome.flatMap(Self.outcomeClass), .outcome)
    request.suspendedDays = suspendedDays.flatMap { Int32(exactly: $0) } ?? -1
    if outcome == "refused" || outcome == "partlyExecuted" {
      request.grounds = codes.labels(Set(items.values.filter(\.isRefused).flatMap(\.grounds)), .ground)
    }
  }

  private var unit: String? {
    if isSupplementary || !supplemented.isEmpty { return "supplementaryRequest" }
    return unclearLinks.isEmpty ? "request" : nil
  }

  /// The proceeding that the kind implies; where a kind can belong to several it is not recorded.
  private var proceeding: String? {
    switch kind {
    case "civilAssistance": "civil"
    case "administrativeAssistance": "administrative"
    case "criminalAssistance", "extradition", "transferOfSentencedPerson", "transferOfProceedings": "criminal"
    default: nil
    }
  }

  private var basisClass: String? {
    if bases.isEmpty { return nil }
    guard bases.contains("convention") else { return "othersAlone" }
    return Set(bases).count == 1 ? "conventionAlone" : "conventionWithOthers"
  }

  /// The class of the codebook for how casework says that a request ended.
  private static func outcomeClass(_ outcome: String) -> String? {
    switch outcome {
    case "fullyExecuted": "executed"
    case "partlyExecuted", "refused", "withdrawn": outcome
    case "forwarded", "dealtWith", "withoutReply", "otherwise": "otherwiseClosed"
    default: nil
    }
  }
}
