// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Instruments
import Kernel

extension ReadinessRules {
  private static let practice = Source.practice("directory entry of the requested State")

  /// What the directory entry of the requested State tells in its own words or as a condition: an officer must weigh it, no rule can.
  static let entry: [ReadinessRule] = [
    ReadinessRule("convention-on-conditions", .advice, practice, of: [.assistance]) { input in
      guard input.content.legalBasis?.kind == .convention, let said = input.requirements.conventionForAssistance?.said else { return [] }
      return [Hit("legalBasis.kind", ["said": said])]
    },
    ReadinessRule("encryption-needed", .advice, practice) { input in
      guard input.content.channel == .electronic, let stance = input.requirements.encryption, stance != .no else { return [] }
      return [Hit("channel")]
    },
    ReadinessRule("deadline-shorter-than-usual", .advice, practice, of: [.assistance]) { input in
      guard let months = input.requirements.typicalMonths?.from, months > 0 else { return [] }
      let content = input.content
      let deadlines =
        [("urgency.deadlineOn", content.urgency?.deadlineOn)]
        + content.items.indices.map { ("items[\($0)].deadlineOn", content.items[$0].deadlineOn) }
      return deadlines.compactMap { field, day in
        // A deadline in the past has a finding of its own.
        guard let day, day >= input.day, input.day.days(to: day) < Days(months * daysOfMonth) else { return nil }
        return Hit(field, ["day": "\(day)", "count": "\(months)"])
      }
    },
    told("measure-on-conditions", "measure") { $0.available?.said },
    told("measure-evidence-form", "forms") { $0.evidenceForm },
    told("measure-remarks", "measure") { $0.remarks },
    ReadinessRule("measure-ordered-by", .advice, practice) { input in
      indices(input) { $0.coercive ?? $0.measure.measure.isUsuallyCoercive }.compactMap { index in
        let measure = input.content.items[index].measure.measure
        guard let authority = input.requirements.requirement(for: measure)?.orderedBy else { return nil }
        return Hit("items[\(index)].grounds", ["measure": measure.rawValue, "orderedBy": authority.rawValue])
      }
    },
    ReadinessRule("costs-charged", .advice, practice) { input in
      guard let said = input.requirements.costs, !isBlank(said), input.content.undertakings?.costs != true else { return [] }
      return [Hit("undertakings.costs", ["said": said])]
    },
  ]

  /// A month, in days, as far as a usual duration is concerned.
  private static let daysOfMonth = 30

  /// A rule that repeats at an item what the entry says about its measure.
  private static func told(
    _ code: String, _ member: String, _ words: @escaping @Sendable (MeasureRequirement) -> String?
  ) -> ReadinessRule {
    ReadinessRule(code, .advice, practice) { input in
      input.content.items.enumerated().compactMap { index, item in
        let measure = item.measure.measure
        guard let said = input.requirements.requirement(for: measure).flatMap(words), !isBlank(said) else { return nil }
        return Hit("items[\(index)].\(member)", ["measure": measure.rawValue, "said": said])
      }
    }
  }
}

extension Stance {
  /// The conditions, where there are some.
  var said: String? { if case .conditions(let text) = self { text } else { nil } }
}
