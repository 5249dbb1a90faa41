// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Instruments
import Kernel
import Localisation
import Web

extension RecordAct {
  /// What can be done with received material, whatever stage its request has come to.
  static let materialActs: [RecordAct] = [useActs, disclosureActs].flatMap { $0 }

  private static let useActs: [RecordAct] = [
    material("restrictMaterial", .uncac(46, 5), .materialRestricted, restrictions, when: canBeRestricted) { input in
      let (limitation, confidentiality) = (input.optionalText("limitationOnUse"), input.optionalText("confidentiality"))
      return { material, _, acting in try material.restricting(limitationOnUse: limitation, confidentiality: confidentiality, acting) }
    },
    material(
      "acceptMaterialConditions", .uncac(46, 26), .conditionsAccepted, [.on], when: { $0.conditions.contains { $0.acceptedOn == nil } }
    ) {
      input in
      let day = input.day()
      return { material, _, acting in try material.acceptingConditions(on: day, acting) }
    },
    material(
      "askNewUse", .uncac(46, 19), .newUseAsked, [.area("purpose"), .line("passedTo", isRequired: false), .on], when: { _ in true }
    ) { input in
      let (purpose, to, day) = (input.text("purpose"), input.optionalText("passedTo"), input.day())
      return { material, _, acting in try material.askingForNewUse(purpose, passedTo: to, on: day, acting) }
    },
    material("recordUseAnswer", .uncac(46, 19), .newUseAnswered, answer, choices: awaited, when: { !$0.awaitedUses.isEmpty }) { input in
      let (use, isConsented, day) = (input.text("newUse"), input.choice("isConsented", YesNo.no) == .yes, input.day())
      let answer: NewUse.Answer =
        isConsented
        ? .granted(on: day, conditions: input.lines("conditions")) : .refused(on: day, reasons: input.optionalText("reasons"))
      return { material, _, acting in try material.recordingAnswer(answer, to: use, acting) }
    },
    material("useMaterial", .uncac(46, 19), .materialUsed, use, choices: purposes, when: { _ in true }) { input in
      let (named, purpose, to) = (input.optionalText("use"), input.optionalText("purpose"), input.optionalText("passedTo"))
      let (reveals, day) = (input.tick("reveals"), input.day())
      return { material, _, acting in
        let asked = material.newUses.first { $0.id == named }
        let known = named == "stated" ? material.proceeding : asked?.purpose
        return try material.using(for: known ?? purpose ?? "", passedTo: asked?.passedTo ?? to, reveals: reveals, on: day, acting)
      }
    },
    material(
      "tellMaterialConfidentialityImpossible", .uncac(46, 20), .confidentialityImpossible, [.area("reason"), .on],
      when: { $0.confidentiality != nil && $0.confidentialityImpossible == nil }
    ) { input in
      let notice = ConfidentialityNotice(on: input.day(), reason: input.text("reason"))
      return { material, _, acting in try material.tellingConfidentialityImpossible(notice, acting) }
    },
  ]

  private static let disclosureActs: [RecordAct] = [
    material(
      "prepareDisclosure", .uncac(46, 5), .disclosureNoticed,
      [.area("proceeding"), .day("noticeOn", isRequired: false), .area("noticeNotPossible", isRequired: false)], when: { _ in true }
    ) { input in
      let proceeding = input.text("proceeding")
      let notice: Disclosure.Notice =
        input.optionalDay("noticeOn").map { .before(on: $0) } ?? .notPossibleBefore(reason: input.optionalText("noticeNotPossible") ?? "")
      return { material, _, acting in try material.preparingDisclosure(in: proceeding, notice: notice, acting) }
    },
    material(
      "consultOnDisclosure", .uncac(46, 5), .disclosureConsulted,
      [.line("disclosure"), .day("askedOn"), .day("consultedOn", isRequired: false)], choices: { prepared($0) },
      when: { !undisclosed($0).isEmpty }
    ) { input in
      let (disclosure, asked, held) = (input.text("disclosure"), input.day("askedOn"), input.optionalDay("consultedOn"))
      return { material, _, acting in try material.consulting(on: disclosure, askedOn: asked, consultedOn: held, acting) }
    },
    material(
      "discloseMaterial", .uncac(46, 5), .disclosed, [.line("disclosure"), .on], choices: { prepared($0) },
      when: { !undisclosed($0).isEmpty }
    ) { input in
      let (disclosure, day) = (input.text("disclosure"), input.day())
      return { material, _, acting in try material.disclosing(disclosure, on: day, acting) }
    },
    material(
      "tellAfterDisclosure", .uncac(46, 5), .disclosureTold, [.line("disclosure"), .on],
      choices: { material in
        ["disclosure": material.disclosuresToTell.map { TrackChoice($0.id, "\($0.id) · \($0.proceeding)", isTyped: true) }]
      },
      when: { !$0.disclosuresToTell.isEmpty }
    ) { input in
      let (disclosure, day) = (input.text("disclosure"), input.day())
      return { material, _, acting in try material.tellingAfterDisclosure(disclosure, on: day, acting) }
    },
  ]

  private static let restrictions: [ActField] = [
    .area("limitationOnUse", isRequired: false), .area("confidentiality", isRequired: false),
  ]
  private static let answer: [ActField] = [
    .line("newUse"), ActField("isConsented", .choice(YesNo.allCases.map(\.rawValue), words: "casework.yesNo")),
    .area("conditions", isRequired: false), .area("reasons", isRequired: false), .on,
  ]
  private static let use: [ActField] = [
    .line("use", isRequired: false), .area("purpose", isRequired: false), .line("passedTo", isRequired: false),
    ActField("reveals", .tick, isRequired: false), .on,
  ]

  private static func material(
    _ name: String, _ source: Source, _ event: CaseEvent.Name, _ fields: [ActField],
    choices: @escaping @Sendable (ReceivedMaterial, Words) -> [String: [TrackChoice]] = { _, _ in [:] },
    when: @escaping @Sendable (ReceivedMaterial) -> Bool, read: @escaping Reading<ReceivedMaterial, MaterialDecision>
  ) -> RecordAct {
    .on(ReceivedMaterial.self, name, source, [event], fields, choices: choices, when: when) { input in
      let decide = read(&input)
      return { material, request, acting in
        let decision = try decide(material, request, acting)
        return (decision.state, decision.events)
      }
    }
  }

  private static func material(
    _ name: String, _ source: Source, _ event: CaseEvent.Name, _ fields: [ActField],
    choices: @escaping @Sendable (ReceivedMaterial) -> [String: [TrackChoice]], when: @escaping @Sendable (ReceivedMaterial) -> Bool,
    read: @escaping Reading<ReceivedMaterial, MaterialDecision>
  ) -> RecordAct {
    material(name, source, event, fields, choices: { material, _ in choices(material) }, when: when, read: read)
  }

  @Sendable private static func canBeRestricted(_ material: ReceivedMaterial) -> Bool {
    material.binding == .restrictionsOfSpontaneous && material.limitationOnUse == nil
  }

  @Sendable private static func awaited(_ material: ReceivedMaterial) -> [String: [TrackChoice]] {
    ["newUse": material.awaitedUses.map { TrackChoice($0.id, "\($0.id) · \($0.purpose)", isTyped: true) }]
  }

  @Sendable private static func purposes(_ material: ReceivedMaterial, _ words: Words) -> [String: [TrackChoice]] {
    let stated = material.proceeding.isEmpty ? [] : [TrackChoice("stated", material.proceeding, isTyped: true)]
    let asked = material.newUses.map { TrackChoice($0.id, "\($0.id) · \($0.purpose)", isTyped: true) }
    return ["use": stated + asked]
  }

  @Sendable private static func undisclosed(_ material: ReceivedMaterial) -> [Disclosure] {
    material.disclosures.filter { $0.disclosedOn == nil }
  }

  @Sendable private static func prepared(_ material: ReceivedMaterial) -> [String: [TrackChoice]] {
    ["disclosure": undisclosed(material).map { TrackChoice($0.id, "\($0.id) · \($0.proceeding)", isTyped: true) }]
  }
}
