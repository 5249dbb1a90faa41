// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Instruments
import Kernel
import Localisation
import Web

extension DirectRecovery: TrackBody {
  static var recordKind: CaseRecordKind { .directRecovery }

  func lines(_ words: Words) -> [CaseRecordLine] {
    let head = [
      words.line("recoveryClaim", said: words("casework.recoveryClaim.\(claim.rawValue)")), words.typed("court", court),
      words.line("state", said: words.state(state)),
    ].compactMap { $0 }
    return head
      + stages.map { stage in
        var said = [words("casework.recoveryStage.\(stage.code.rawValue)")]
        switch stage {
        case .decided(_, let granted), .final(_, let granted): said.append(words(granted ? "casework.granted" : "casework.notGranted"))
        default: break
        }
        if let day = stage.on { said.append(words.date(day)) }
        return words.line("recoveryStage", said: said.joined(separator: " · "))
      }
  }
}

extension ParallelInvestigations: TrackBody {
  static var recordKind: CaseRecordKind { .parallelInvestigations }

  func lines(_ words: Words) -> [CaseRecordLine] {
    [words.typed("conduct", conduct), words.typed("theirAuthority", theirAuthority), words.line("knownSince", knownSince)].compactMap { $0 }
      + coordinations.flatMap { [words.line("coordinatedOn", $0.on), words.typed("agreed", $0.agreed)].compactMap { $0 } }
  }
}

extension RecordAct {
  static let directRecoveryActs: [RecordAct] = [
    .beginning(
      DirectRecovery.self, "prepareRecovery", .uncac(53), .recoveryPrepared,
      [
        ActField("recoveryClaim", .choice(DirectRecovery.Claim.allCases.map(\.rawValue), words: "casework.recoveryClaim")), .line("court"),
        .line("state"),
      ],
      choices: { request, words in
        // The State on the other side of the request comes first.
        let others = words.sorted(StateNames.shared.states) { words.state($0) }.filter { $0 != request.otherState }
        return ["state": ([request.otherState] + others).map { TrackChoice($0.code, words.state($0)) }]
      }, when: { TrackKind.directRecovery.canBegin(for: $0) }
    ) { input in
      let (claim, court) = (input.choice("recoveryClaim", DirectRecovery.Claim.title), input.text("court"))
      let code = input.text("state")
      let state = StateCode(code)
      if state == nil, !code.isEmpty { input.refuse("state", "casework.choice-unknown") }
      return { _, request, _ in
        guard let state else { throw CannotAct.missing(field: "state") }
        return try DirectRecovery.preparing(claim, court: court, in: state, for: request)
      }
    },
    .on(
      DirectRecovery.self, "moveRecovery", .uncac(53), .recoveryMoved,
      fields: [.line("recoveryStage"), ActField("isGranted", .tick, isRequired: false), .on],
      choices: { action, words in
        let next = DirectRecovery.Stage.Code.allCases.filter(action.next.contains)
        return ["recoveryStage": next.map { TrackChoice($0.rawValue, words("casework.recoveryStage.\($0.rawValue)")) }]
      }, when: { !$0.next.isEmpty }
    ) { input in
      let (code, granted, day) = (
        input.choice("recoveryStage", DirectRecovery.Stage.Code.withdrawn), input.tick("isGranted"), input.day()
      )
      return { action, _, acting in try action.recording(.init(code, on: day, granted: granted), acting) }
    },
  ]

  static let parallelInvestigationsActs: [RecordAct] = [
    .beginning(
      ParallelInvestigations.self, "recordParallel", .uncac(42, 5), .investigationsParallel,
      [.area("conduct"), .line("theirAuthority", isRequired: false), .on], when: { TrackKind.parallelInvestigations.canBegin(for: $0) }
    ) { input in
      let (conduct, authority, day) = (input.text("conduct"), input.optionalText("theirAuthority"), input.day())
      return { _, request, acting in
        try ParallelInvestigations.learning(of: conduct, theirAuthority: authority, on: day, for: request, acting)
      }
    },
    .on(
      ParallelInvestigations.self, "recordCoordination", .uncac(42, 5), .investigationsCoordinated, fields: [.area("agreed"), .on],
      when: { _ in true }
    ) { input in
      let (agreed, day) = (input.text("agreed"), input.day())
      return { parallel, _, acting in try parallel.coordinating(agreed, on: day, acting) }
    },
  ]
}
