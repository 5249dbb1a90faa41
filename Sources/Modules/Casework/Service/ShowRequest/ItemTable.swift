// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation
import Web

/// The items of a request with their stages and what is noted of them.
struct ItemTable: Sendable {
  let request: RegisteredRequest
  let words: Words

  var html: HTML {
    guard !request.items.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("casework.items") }
      Table(
        caption: words("casework.items"), showsCaption: false,
        columns: ["item", "sought", "itemStage", "noted"].map { Table.Column(words("casework.column.\($0)")) },
        rows: request.items.map { item in
          [
            HTML(item.id.rawValue),
            HTML {
              words.sought(item.sought)
              tag("p", .css("hint")) { typedText(item.summary) }
            },
            StageWords(words: words).badge(item),
            HTML {
              if item.isCoercive { tag("p", .css("hint")) { words("casework.coercive") } }
              noted(item.id)
            },
          ]
        }
      ).html
    }
  }

  private func noted(_ id: ItemID) -> HTML {
    switch request {
    case .incoming(let request): request.items.first { $0.id == id }.map(noted) ?? .nothing
    case .outgoing(let request): request.items.first { $0.id == id }.map(noted) ?? .nothing
    }
  }

  private func noted(_ item: IncomingItem) -> HTML {
    HTML {
      if let finding = item.dualCriminality {
        tag("p", .css("hint")) { words(finding.isPresent ? "casework.dualCriminalityPresent" : "casework.dualCriminalityAbsent") }
      }
      if let costs = item.costs, costs.agreedOn == nil { tag("p", .css("hint")) { words("casework.costsOpen") } }
      switch item.stage {
      case .accepted(let acceptance): conditions(acceptance.conditions)
      case .postponed(let postponement):
        day("casework.reviewOn", postponement.reviewOn)
        conditions(item.conditions)
      case .refused(let refusal):
        refused(refusal.grounds, refusal.reasons)
        if let reason = refusal.basicConcepts { labelled("casework.letter.basicConcepts", reason) }
        if case .notAppropriate(let reason) = refusal.consultation { labelled("casework.letter.notConsulted", reason) }
        if refusal.reasonsSentOn == nil { badge(words("casework.reasonsOwed"), .attention) }
      default: HTML.nothing
      }
      if let withdrawal = item.withdrawal { day("casework.withdrawnOn", withdrawal.on) }
      item.execution.map(execution) ?? .nothing
    }
  }

  private func noted(_ item: OutgoingItem) -> HTML {
    HTML {
      conditions(item.conditions)
      switch item.stage {
      case .postponed(let told): told.reviewOn.map { day("casework.reviewOn", $0) } ?? .nothing
      case .refused(let told): refused(told.grounds, told.reasons)
      default: transmissions(item.stage.replies?.received ?? [], key: "casework.receivedOn")
      }
    }
  }

  private func execution(_ execution: Execution) -> HTML {
    HTML {
      tag("p") { typedText(execution.authority) }
      conditions(execution.conditions)
      if let measure = execution.measure { standing(measure) }
      transmissions(execution.sent, key: "casework.sentOn")
    }
  }

  /// Whether a provisional measure stands; once it is lifted, how the requesting State was heard.
  private func standing(_ measure: ProvisionalMeasure) -> HTML {
    guard let lifted = measure.lifted else { return day("casework.measureStands", measure.since) }
    return HTML {
      day("casework.measureLifted", lifted.on)
      switch lifted.hearing {
      case .notNeeded: tag("p", .css("hint")) { words("casework.measureNotNeeded") }
      case .heard(let consultation):
        let isUnanswered = request.consultations.first { $0.id == consultation }?.isUnanswered ?? false
        tag("p", .css("hint")) {
          words(isUnanswered ? "casework.measureHeardWithoutAnswer" : "casework.measureHeard", ["name": .text(consultation)])
        }
      case .notPossible(let reason): labelled("casework.field.notPossible", reason)
      }
    }
  }

  private func labelled(_ key: String, _ text: String) -> HTML {
    tag("p", .css("hint")) {
      HTML("\(words(key)): ")
      typedText(text)
    }
  }

  private func transmissions(_ transmissions: [Transmission], key: String) -> HTML {
    HTML(
      transmissions.map { transmission in
        HTML {
          day(key, transmission.on)
          tag("p") { typedText(transmission.summary) }
          if let limitation = transmission.limitationOnUse { labelled("casework.field.limitationOnUse", limitation) }
        }
      })
  }

  private func refused(_ grounds: [GroundForRefusal], _ reasons: String?) -> HTML {
    HTML {
      tag("p") { words.grounds(grounds, for: request.head.kind) }
      if let reasons { tag("p", .css("hint")) { typedText(reasons) } }
    }
  }

  private func conditions(_ conditions: [Condition]) -> HTML {
    guard !conditions.isEmpty else { return .nothing }
    return tag("ul") {
      for condition in conditions {
        tag("li") {
          typedText(condition.text)
          if condition.acceptedOn == nil {
            HTML(" ")
            badge(words("casework.conditionOpen"), .attention)
          }
        }
      }
    }
  }

  private func day(_ key: String, _ day: CalendarDay) -> HTML { tag("p", .css("hint")) { words(key, ["day": .text(words.date(day))]) } }
}
